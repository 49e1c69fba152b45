/** What a command acts on, and which pending command it builds on: found before it is queued. */
import type { Command } from '#shared/commands.ts'
import { createdIdOf, messageIdOf } from '#shared/ids.ts'
import { isSend, overlay } from '#shared/overlay.ts'
import type { LaidOver } from './laid-over.ts'
import type { Mirror } from './mirror.ts'
import type { NewCommand, Queue, QueuedCommand } from './queue.ts'

/** What a command acts on, found before it is queued: later the rows that it names may be gone. */
export type Targets = Pick<NewCommand, 'conversations' | 'draftId' | 'mine'>

interface Parts {
  readonly mirror: Mirror
  readonly queue: Queue
  readonly personId: string
  readonly laidOver: LaidOver
}

export function createTargets({ mirror, queue, personId, laidOver }: Parts) {
  const { reads } = mirror
  const { actor, actsOn, complete, unseen } = laidOver

  /** The last pending command that changes a draft, as it is laid over the mirror; null where none does. */
  const lastWriter = (draftId: string): QueuedCommand | null => {
    const draft = reads.draft(draftId)
    const root = draft === null ? null : reads.rootOf(draft.conversationId)
    const found = root === null ? null : reads.scene(root)
    if (root === null || found === null) return null
    const entries = actsOn(unseen(), root, found.rid).filter(
      ({ answer }) => answer === null || answer.status === 'done',
    )
    const who = actor()
    let scene = complete(found.scene, entries)
    let writer: QueuedCommand | null = null
    for (const entry of entries) {
      const before = scene.drafts.find((d) => d.id === draftId)
      scene = overlay(scene, [entry], who)
      if (scene.drafts.find((d) => d.id === draftId) !== before) writer = entry
    }
    return writer
  }

  /** The pending report of a wrong text that has drafted this correction. */
  const reporterOf = (draftId: string): QueuedCommand | null =>
    queue
      .pending()
      .find(({ command: c }) => c.type === 'send.wrong' && createdIdOf('correction', personId, c.id) === draftId) ??
    null

  /** The pending command that a message comes from. */
  const senderOf = (messageId: string): QueuedCommand | null =>
    queue.pending().find(({ command }) => isSend(command) && messageIdOf(personId, command.id) === messageId) ?? null

  /** The draft that a message came from, be it in the mirror or still on its way. */
  const sourceOf = (messageId: string): Targets => {
    const pending = senderOf(messageId)
    if (pending !== null) {
      return { conversations: pending.conversations, draftId: pending.draftId, mine: null }
    }
    const message = reads.message(messageId)
    return {
      conversations: message === null ? [] : [message.conversationId],
      draftId: message?.draftId ?? null,
      mine: null,
    }
  }

  const targets = (command: Command): Targets => {
    switch (command.type) {
      case 'draft.approve':
      case 'draft.edit':
      case 'draft.reject':
      case 'draft.confirm': {
        const draft = reads.draft(command.payload.draftId)
        const reported = draft === null ? reporterOf(command.payload.draftId) : null
        const own = command.type === 'draft.edit' ? command.payload.text : null
        const approved = command.type === 'draft.approve' ? (draft?.text ?? null) : null
        return {
          conversations: draft === null ? (reported?.conversations ?? []) : [draft.conversationId],
          draftId: command.payload.draftId,
          mine: own ?? approved,
        }
      }
      case 'message.send':
        return {
          conversations: [command.payload.conversationId],
          draftId: null,
          mine: command.payload.text,
        }
      case 'send.undo':
      case 'send.resolve':
      case 'send.wrong':
      case 'message.feedback':
        return sourceOf(command.payload.messageId)
      case 'conversation.note':
        return { conversations: [command.payload.id], draftId: null, mine: command.payload.text }
      case 'conversation.handoff':
      case 'conversation.put_back':
      case 'conversation.resume': {
        // These act on every conversation of that customer.
        const contacts = reads.members(reads.rootOf(command.payload.id))?.map((c) => c.contactId) ?? []
        const all = contacts.flatMap(reads.conversationsOf)
        return { conversations: [...new Set([command.payload.id, ...all])], draftId: null, mine: null }
      }
      case 'contact.opt_out':
      case 'contact.edit':
        return { conversations: reads.conversationsOf(command.payload.contactId), draftId: null, mine: null }
      default: {
        const { payload } = command
        if ('ids' in payload) return { conversations: payload.ids, draftId: null, mine: null }
        if ('id' in payload) return { conversations: [payload.id], draftId: null, mine: null }
        return { conversations: [], draftId: null, mine: null }
      }
    }
  }

  return {
    targets,
    senderOf,
    /** Whether a send can be taken back without a word to the server: it was never transmitted, and nothing builds on it. */
    mayVanish: (entry: QueuedCommand): boolean =>
      entry.state === 'waiting' && !queue.pending().some(({ command }) => command.after === entry.command.id),
    /** Whether the message was taken back before anybody heard of it: there is nothing left to undo. */
    neverWas(messageId: string): boolean {
      const prefix = messageIdOf(personId, '')
      return messageId.startsWith(prefix) && queue.wasCancelled(messageId.slice(prefix.length))
    },
    /** A command follows the one that made what it acts on, where the mirror does not show that yet. */
    following(command: Command, draftId: string | null): Command {
      if (command.after !== undefined) return command
      const made = command.type === 'send.undo' ? senderOf(command.payload.messageId) : null
      const earlier = made ?? (draftId === null ? null : (lastWriter(draftId) ?? reporterOf(draftId)))
      return earlier === null ? command : { ...command, after: earlier.command.id }
    },
  }
}
