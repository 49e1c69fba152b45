/**
 * What a queued command will do to the rows that a person looks at: pure reducers, laid over the mirror when it is
 * read. The mirror is never written by a command; when the feed has brought its effect, the command leaves the overlay.
 * They follow the server's handlers; where the server would refuse, they change nothing.
 */
import { bulkPatch, withdrawsFor } from './bulk.ts'
import type { Command, Payload } from './commands.ts'
import { correctionFor } from './correction.ts'
import { createdIdOf, messageIdOf } from './ids.ts'
import { isResolved } from './inbox-row.ts'
import { asOne, replyHome } from './merged.ts'
import { unfilled } from './placeholders.ts'
import { backPatch } from './put-back.ts'
import type { ContactRow, ConversationRow, DraftRow, MessageRow } from './rows.ts'
import {
  addMessage,
  barred,
  draftOf,
  each,
  patchConversation,
  patchDraft,
  patchMessage,
  pendingDraft,
  type Scene,
  type SeqDraft,
} from './scene.ts'

/** A command whose effect the mirror does not show yet. */
export interface PendingAct {
  readonly command: Command
  /** When the person gave it, milliseconds since the epoch. */
  readonly at: number
}

/** Who acts here, and the venue's timing that their acts are subject to. */
export interface Actor {
  readonly personId: string
  readonly undoSeconds: number
  readonly humanMinutes: number
}

/** Commands that create an outgoing message under the id of `messageIdOf`. */
export function isSend(command: Command): boolean {
  return command.type === 'draft.approve' || command.type === 'draft.edit' || command.type === 'message.send'
}

/** Lays commands over a scene, in the order in which they were given. */
export function overlay(scene: Scene, acts: readonly PendingAct[], actor: Actor): Scene {
  return acts.reduce((s, act) => step(s, act, actor), scene)
}

function step(scene: Scene, act: PendingAct, actor: Actor): Scene {
  const { command, at } = act
  const { conversation } = scene
  switch (command.type) {
    case 'draft.approve': {
      const draft = pendingDraft(scene, command.payload.draftId)
      if (draft?.kind !== 'reply' || draft.mustEdit || barred(scene)) return scene
      return sendDraft(scene, draft, draft.text, act, actor)
    }
    case 'draft.edit': {
      const draft = pendingDraft(scene, command.payload.draftId)
      const text = command.payload.text.trim()
      if (draft === undefined || draft.kind === 'escalation' || !sendable(text) || barred(scene)) return scene
      if (text === draft.text && (draft.kind === 'marker' || draft.mustEdit)) return scene
      return sendDraft(scene, draft, text, act, actor)
    }
    case 'draft.reject': {
      const draft = pendingDraft(scene, command.payload.draftId)
      if (draft === undefined) return scene
      const done = command.payload.reason === 'not_needed' ? { waitingSince: null } : {}
      const settled = settle(scene, draft.id, 'rejected', at, actor, { returned: null })
      return patchConversation(settled, { unread: false, ...done })
    }
    case 'draft.confirm': {
      const draft = pendingDraft(scene, command.payload.draftId)
      if (draft?.kind !== 'escalation') return scene
      return settle(scene, draft.id, 'approved', at, actor, { severity: command.payload.severity })
    }
    case 'message.send': {
      const body = command.payload.text.trim()
      if (!sendable(body) || barred(scene)) return scene
      const sent = addMessage(
        withdrawAutomatic(scene, 'human_active'),
        outgoing(act, replyHome(scene.members).id, actor, { body, author: 'staff', draftId: null }),
      )
      const humanUntil = actor.humanMinutes > 0 ? at + actor.humanMinutes * 60_000 : null
      const open = conversation.state === 'open' ? {} : { state: 'open' as const, snoozedUntil: null }
      return patchConversation(sent, { unread: false, humanUntil, ...open })
    }
    case 'message.feedback': {
      const { messageId, right } = command.payload
      if (scene.messages.some((m) => m.id === messageId && m.feedback != null)) return scene
      return patchMessage(scene, messageId, { feedback: { right, by: actor.personId, at } })
    }
    case 'send.wrong':
      return reportWrong(scene, command.payload, act, actor)
    case 'send.undo': {
      const message = scene.messages.find((m) => m.id === command.payload.messageId)
      return message === undefined ? scene : withdraw(scene, message, message.auto ? 'cancelled' : 'undone')
    }
    case 'send.resolve':
      return resolve(scene, command.payload, act, actor)
    case 'conversation.assign':
      return patchConversation(scene, { assigneeId: command.payload.assigneeId })
    case 'conversation.agent':
      return patchConversation(withdrawAutomatic(scene, 'agent_mode'), { agentId: command.payload.agentId })
    case 'conversation.reply_mode': {
      const { mode } = command.payload
      const stopped = mode === 'auto' ? scene : withdrawAutomatic(scene, 'conversation_mode')
      return patchConversation(stopped, { replyMode: mode })
    }
    case 'conversation.handoff': {
      const { route, note } = command.payload
      const dropped = dropDrafts(withdrawAutomatic(scene, 'handoff'), at, actor.personId)
      return patchConversation(dropped, {
        handoff: { route, by: actor.personId, at, note: note?.trim() || null },
      })
    }
    case 'conversation.resume':
      return patchConversation(scene, { handoff: null, humanUntil: null })
    case 'conversation.personal': {
      const { on } = command.payload
      return patchConversation(on ? withdrawAutomatic(scene, 'personal') : scene, { personal: on })
    }
    case 'bulk.apply': {
      const { change } = command.payload
      const reason = withdrawsFor(change)
      return patchConversation(reason === null ? scene : withdrawAutomatic(scene, reason), bulkPatch(change))
    }
    case 'conversation.snooze':
      return patchConversation(scene, bulkPatch({ kind: 'snooze', until: command.payload.until }))
    case 'conversation.close':
      return patchConversation(scene, bulkPatch({ kind: 'close' }))
    case 'conversation.reopen':
      return patchConversation(scene, bulkPatch({ kind: 'reopen' }))
    case 'conversation.read':
      return patchConversation(scene, { unread: false })
    case 'conversation.put_back':
      return putBack(scene, command.payload, actor)
    case 'conversation.note': {
      const body = command.payload.text.trim()
      if (body === '') return scene
      const line = outgoing(act, conversation.id, actor, { body, author: 'staff', draftId: null })
      return addMessage(scene, {
        ...line,
        id: `note_${actor.personId}_${command.id}`,
        direction: 'system',
        state: 'received',
        notBefore: null,
        reason: 'note',
      })
    }
    case 'contact.opt_out':
      return optOut(withContact(scene, act, actor), command.payload, at)
    case 'contact.edit':
      return editContact(withContact(scene, act, actor), command.payload)
    default:
      // What acts on the venue shows only when the server says so: a stop is never shown before it is true.
      return scene
  }
}

const sendable = (text: string): boolean => text !== '' && unfilled(text).length === 0

function settle(
  scene: Scene,
  draftId: string,
  state: DraftRow['state'],
  at: number,
  actor: Actor,
  more: Partial<DraftRow>,
): Scene {
  return patchDraft(scene, draftId, { state, settledBy: actor.personId, settledAt: at, ...more })
}

function sendDraft(scene: Scene, draft: SeqDraft, text: string, act: PendingAct, actor: Actor): Scene {
  const edited = text !== draft.text
  const settled = settle(scene, draft.id, edited ? 'edited' : 'approved', act.at, actor, {
    settledText: text,
    returned: null,
  })
  const message = outgoing(act, replyHome(scene.members).id, actor, {
    body: text,
    author: edited || draft.corrects ? 'staff' : 'ai',
    draftId: draft.id,
  })
  return patchConversation(addMessage(settled, message), { unread: false })
}

/** Takes a queued text back; its draft is pending again, unless the reason or a newer draft has ended it. */
function withdraw(scene: Scene, message: MessageRow, reason: string): Scene {
  if (message.state !== 'queued') return scene
  const back = patchMessage(scene, message.id, { state: 'withdrawn', reason, notBefore: null })
  if (message.draftId === null) return back
  if (reason === 'handoff' || reason === 'opted_out') return patchDraft(back, message.draftId, { state: 'dropped' })
  if (isReplaced(back, message.draftId)) return patchDraft(back, message.draftId, { state: 'superseded' })
  return patchDraft(back, message.draftId, {
    state: 'pending',
    returned: reason,
    settledBy: null,
    settledAt: null,
    settledText: null,
  })
}

/** A newer draft has taken its place meanwhile, in its own conversation or for the thread. */
function isReplaced(scene: Scene, draftId: string): boolean {
  const draft = scene.drafts.find((d) => d.id === draftId)
  const pending = scene.drafts.filter((d) => d.state === 'pending')
  if (draft === undefined) return pending.length > 0
  return pending.some((p) => p.conversationId === draft.conversationId || p.createdAt > draft.createdAt)
}

function withdrawAutomatic(scene: Scene, reason: string): Scene {
  return scene.messages.filter((m) => m.auto).reduce((s, m) => withdraw(s, m, reason), scene)
}

/** @param of conversations whose drafts are dropped; absent: the whole thread's */
function dropDrafts(scene: Scene, at: number, settledBy: string | null, of?: readonly string[]): Scene {
  const dropped = { state: 'dropped' as const, settledAt: at, ...(settledBy !== null && { settledBy }) }
  return scene.drafts
    .filter((d) => d.state === 'pending' && d.kind !== 'escalation' && (of?.includes(d.conversationId) ?? true))
    .reduce((s, d) => patchDraft(s, d.id, dropped), scene)
}

function resolve(
  scene: Scene,
  { messageId, as }: { messageId: string; as: 'sent' | 'retry' | 'drop' },
  act: PendingAct,
  actor: Actor,
): Scene {
  const message = scene.messages.find((m) => m.id === messageId)
  if (message === undefined) return scene
  const failed = message.state === 'failed' && !isResolved(message.reason)
  if (message.state !== 'unknown' && !(failed && as !== 'sent')) return scene
  if (as === 'sent') return patchMessage(scene, messageId, { state: 'accepted', reason: 'resolved' })
  if (as === 'drop') return patchMessage(scene, messageId, { state: 'failed', reason: 'dropped' })
  if (barred(scene)) return scene
  const again = outgoing(act, message.conversationId, actor, {
    body: message.body,
    author: message.author === 'ai' ? 'ai' : 'staff',
    draftId: null,
  })
  return addMessage(patchMessage(scene, messageId, { state: 'failed', reason: 'sent_again' }), {
    ...again,
    notBefore: act.at,
  })
}

/** The correction, as the server will draft it; a draft that lay there before gives way. */
function reportWrong(scene: Scene, payload: Payload<'send.wrong'>, act: PendingAct, actor: Actor): Scene {
  const message = scene.messages.find((m) => m.id === payload.messageId)
  const wrong = scene.drafts.find((d) => d.id === message?.draftId)
  if (message === undefined || wrong === undefined) return scene
  const told = patchMessage(scene, message.id, { feedback: { right: false, by: actor.personId, at: act.at } })
  const id = createdIdOf('correction', actor.personId, act.command.id)
  if (barred(scene) || scene.drafts.some((d) => d.id === id)) return told
  const older = draftOf(told)
  const room = older === null ? told : settle(told, older.id, 'superseded', act.at, actor, {})
  const { conversation } = room
  const correction: SeqDraft = {
    ...wrong,
    id,
    seq: 0,
    turnId: id,
    kind: 'reply',
    severity: null,
    confidence: 1,
    text: payload.correction?.trim() || correctionFor(conversation.customerName, wrong.intent),
    citations: [],
    diary: null,
    state: 'pending',
    stale: false,
    reasons: [],
    problems: [],
    mustEdit: false,
    returned: null,
    corrects: message.id,
    createdAt: act.at,
    settledBy: null,
    settledAt: null,
    settledText: null,
  }
  const open = conversation.state === 'open' ? {} : { state: 'open' as const, snoozedUntil: null }
  return patchConversation({ ...room, drafts: [...room.drafts, correction] }, open)
}

function putBack(
  scene: Scene,
  { was, is, handedOff, draftId, noteIds }: Payload<'conversation.put_back'>,
  actor: Actor,
): Scene {
  const { conversation } = scene
  const back = patchConversation(scene, backPatch(conversation, was, is) as Partial<ConversationRow>)
  const own = (m: MessageRow) => noteIds.includes(m.id) && m.authorId === actor.personId
  const without = { ...back, messages: back.messages.filter((m) => !own(m)) }
  if (!handedOff || conversation.handoff?.by !== actor.personId) return without
  const free = patchConversation(without, { handoff: null })
  const draft = free.drafts.find((d) => d.id === draftId)
  if (draft?.state !== 'dropped' || draft.settledBy !== actor.personId || draftOf(free) !== null) return free
  return patchDraft(free, draft.id, { state: 'pending', settledBy: null, settledAt: null })
}

/** What stops is a number; of a thread with several, what is automatic stops for all of them. */
function optOut(scene: Scene, { contactId, on }: Payload<'contact.opt_out'>, at: number): Scene {
  const { conversation, members } = scene
  const isHome = replyHome(members).contactId === contactId
  if (!on) return conversation.replyMode === 'off' ? scene : patchConversation(scene, { replyMode: 'draft' })
  const theirs = members.filter((c) => c.contactId === contactId).map((c) => c.id)
  const stopped = scene.messages
    .filter((m) => m.auto || theirs.includes(m.conversationId))
    .reduce((s, m) => withdraw(s, m, 'opted_out'), scene)
  const { flag } = asOne(each(members, (c) => (theirs.includes(c.id) ? { ...c, flag: null } : c)))
  return patchConversation(dropDrafts(stopped, at, null, isHome ? undefined : theirs), { flag })
}

function editContact(scene: Scene, { contactId, name }: Payload<'contact.edit'>): Scene {
  if (name === undefined) return scene
  const named = each(scene.members, (c) => (c.contactId === contactId ? { ...c, customerName: name } : c))
  return patchConversation({ ...scene, members: named }, { customerName: asOne(named).customerName })
}

const withContact = (scene: Scene, act: PendingAct, actor: Actor): Scene =>
  scene.contact === null ? scene : { ...scene, contact: contactWith(scene.contact, act, actor) }

/** A contact with one command laid over it, where that is about it. */
export function contactWith(contact: ContactRow, { command, at }: PendingAct, { personId }: Actor): ContactRow {
  if (command.type === 'contact.edit' && command.payload.contactId === contact.id) {
    const { contactId: _, ...given } = command.payload
    return { ...contact, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) }
  }
  if (command.type !== 'contact.opt_out' || command.payload.contactId !== contact.id) return contact
  const { on } = command.payload
  return { ...contact, optedOut: on, consent: [...contact.consent, { at, on: !on, by: personId, how: 'staff' }] }
}

function outgoing(
  { command, at }: PendingAct,
  conversationId: string,
  actor: Actor,
  text: Pick<MessageRow, 'body' | 'author' | 'draftId'>,
): MessageRow {
  return {
    id: messageIdOf(actor.personId, command.id),
    conversationId,
    direction: 'out',
    media: 0,
    state: 'queued',
    providerId: null,
    authorId: actor.personId,
    auto: false,
    notBefore: at + actor.undoSeconds * 1_000,
    reason: null,
    inboundMessageId: null,
    createdAt: at,
    sentAt: null,
    ...text,
  }
}
