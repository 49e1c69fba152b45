/** Everything that a window reads: the mirror's rows with the queue's commands laid over them. */
import type { z } from 'zod'
import type { Command } from '#shared/commands.ts'
import { NO_FILTER, orderOf } from '#shared/filters.ts'
import { createdIdOf, messageIdOf } from '#shared/ids.ts'
import { type Actor, draftOf, inboxRowOf, isSend, overlay, type PendingAct, type Scene } from '#shared/overlay.ts'
import type { DecisionRow, DraftRow, MessageRow, TypedText } from '#shared/rows.ts'
import type { bookingsQuery, EvalsView, InboxPage, inboxQuery, Notice, Thread, VenueView } from '#shared/rpc.ts'
import type { Piece } from '#shared/search.ts'
import { VIEWS, type View } from '#shared/views.ts'
import { prepareList } from './inbox-queries.ts'
import type { Mirror } from './mirror.ts'
import { isOpen, type NewCommand, type Queue, type QueuedCommand } from './queue.ts'
import { type OverlaidRow, type Overlay, overlaidRow, prepareScope, type Scope } from './scope.ts'
import { prepareSearch } from './search-queries.ts'
import { typedIn } from './typed.ts'

const PAGE = 50
const END_OF_TIME = Number.MAX_SAFE_INTEGER

/** What a command acts on, found before it is queued: later the rows that it names may be gone. */
export type Targets = Pick<NewCommand, 'conversations' | 'draftId' | 'mine'>

type ParsedInboxQuery = z.output<typeof inboxQuery>

export type Queries = ReturnType<typeof createQueries>

/** Reads of one mirror; made anew with each mirror. */
export function createQueries(mirror: Mirror, queue: Queue, personId: string) {
  const { reads } = mirror
  const scopeOf = prepareScope(mirror.db, personId)
  const list = prepareList(mirror.db)
  const search = prepareSearch(mirror.db)
  /** Rows with commands laid over, kept until a row of theirs or their commands change. */
  const laid = new Map<string, { readonly of: string; readonly row: OverlaidRow | null }>()

  const actor = (): Actor => {
    const timing = reads.all('venue')[0]?.timing
    return { personId, undoSeconds: timing?.undoSeconds ?? 0, humanMinutes: timing?.humanMinutes ?? 0 }
  }

  /** Commands that these very rows do not show yet, by the root of their thread: read in the same snapshot as the rows. */
  const byConversation = (): Map<string, QueuedCommand[]> => {
    const { cursor } = mirror.position()
    const found = new Map<string, QueuedCommand[]>()
    for (const entry of queue.pending()) {
      if (entry.answer !== null && entry.answer.seq <= cursor) continue
      for (const id of new Set(entry.conversations.map(reads.rootOf))) {
        const entries = found.get(id)
        if (entries === undefined) found.set(id, [entry])
        else entries.push(entry)
      }
    }
    return found
  }

  /** The scene, and with it whatever its commands name besides. */
  const complete = (scene: Scene, acts: readonly PendingAct[]): Scene => {
    const messages = [...scene.messages]
    const drafts = [...scene.drafts]
    const needMessage = (id: string) => {
      const found = messages.some((m) => m.id === id) ? null : reads.message(id)
      if (found !== null) messages.push(found)
      return messages.find((m) => m.id === id)
    }
    const needDraft = (id: string) => {
      const found = drafts.some((d) => d.id === id) ? null : reads.draft(id)
      if (found !== null) drafts.push(found)
    }
    for (const { command } of acts) {
      const { payload } = command
      if ('draftId' in payload && payload.draftId !== undefined) needDraft(payload.draftId)
      if ('messageId' in payload) {
        const draftId = needMessage(payload.messageId)?.draftId
        if (draftId != null) needDraft(draftId)
      }
    }
    for (const { state, draftId } of messages) if (state === 'queued' && draftId !== null) needDraft(draftId)
    return { ...scene, messages, drafts }
  }

  const overlaid = (): Overlay => {
    const pending = byConversation()
    for (const id of laid.keys()) if (!pending.has(id)) laid.delete(id)
    const who = pending.size === 0 ? null : actor()
    const rows = new Map<string, OverlaidRow>()
    for (const [id, entries] of pending) {
      const of = entries.map((e) => e.position + e.state).join(' ')
      let known = laid.get(id)
      if (known?.of !== of) {
        const found = reads.scene(id)
        const scene = found === null ? null : overlay(complete(found.scene, entries), entries, who!)
        const waiting = entries.filter(isOpen).length
        known = { of, row: scene === null ? null : overlaidRow(found!.rid, inboxRowOf(scene, found!.seq, waiting)) }
        laid.set(id, known)
      }
      if (known.row !== null) rows.set(id, known.row)
    }
    return { rows, bulks: [] }
  }

  const found = (query: ParsedInboxQuery, scope: Scope, overlay: Overlay): InboxPage | null => {
    const page = search.page(query.search, scope, query.from, query.limit)
    if (page === null) return null
    const over = new Map([...overlay.rows.values()].map((o) => [o.rid, o.row]))
    const hits: Record<string, readonly Piece[]> = {}
    const rows = page.found.flatMap((hit) => {
      const row = over.get(hit.rid) ?? list.row(hit.rid)
      if (row === null) return []
      hits[row.conversation.id] = search.show(query.search, hit, row.conversation)
      return [row]
    })
    return { rows, total: rows.length, hits, next: page.next }
  }

  const inbox = (query: ParsedInboxQuery): InboxPage => {
    const overlay = overlaid()
    const scope = scopeOf(query.view, query.filter, overlay)
    const page = { ...query, order: query.order ?? orderOf(query.view) }
    const hits = found(query, scope, overlay)
    if (hits !== null) return hits
    const rows =
      (scope.plain ? list.plainPage(page) : null) ??
      list.page(page, scope).flatMap((place) => (typeof place === 'number' ? (list.row(place) ?? []) : place.row))
    return { rows, total: scope.total, hits: {}, next: null }
  }

  const counts = (): Record<View, number> => {
    const overlay = overlaid()
    const all = VIEWS.map((view) => [view, scopeOf(view, NO_FILTER, overlay).total])
    return Object.fromEntries(all) as Record<View, number>
  }

  const idsOf = (id: string): string[] => reads.members(reads.rootOf(id))?.map((c) => c.id) ?? []

  const thread = (given: string): Thread | null => {
    const id = reads.rootOf(given)
    const found = reads.scene(id)
    if (found === null) return null
    const ids = found.scene.members.map((c) => c.id)
    const { messages: stored, seenSeq } = reads.pageBefore(ids, END_OF_TIME, PAGE)
    const acts = byConversation().get(id) ?? []
    const base: Scene = { ...found.scene, messages: stored }
    const scene = overlay(complete(base, acts), acts, actor())
    const oldest = stored[0]
    return {
      conversation: scene.conversation,
      members: scene.members,
      seq: found.seq,
      seenSeq,
      contact: scene.contact,
      messages: scene.messages.toSorted((a, b) => a.createdAt - b.createdAt),
      hasEarlier: oldest !== undefined && reads.hasMessagesBefore(ids, oldest.createdAt),
      draft: draftOf(scene),
      decision: reads.lastDecision(ids),
      pending: acts
        .filter(isOpen)
        .map(({ command, at, state }) => ({ id: command.id, type: command.type, at, sent: state === 'sent' })),
      typed: typedIn(queue.typed, reads, id),
    }
  }

  /** The last pending command that changes a draft, as it is laid over the mirror; null where none does. */
  const lastWriter = (draftId: string): QueuedCommand | null => {
    const draft = reads.draft(draftId)
    const root = draft === null ? null : reads.rootOf(draft.conversationId)
    const found = root === null ? null : reads.scene(root)
    if (root === null || found === null) return null
    const entries = (byConversation().get(root) ?? []).filter(
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

  const byOrder = (a: { order: number }, b: { order: number }) => a.order - b.order
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)

  return {
    inbox,
    counts,
    thread,
    earlier: (id: string, before: number): readonly MessageRow[] => reads.messagesBefore(idsOf(id), before, PAGE),
    decision: (inboundMessageId: string): DecisionRow | null => reads.decision(inboundMessageId),
    venue(): VenueView | null {
      const venue = reads.all('venue')[0]
      if (venue === undefined) return null
      return {
        venue,
        people: reads.all('people'),
        agents: reads.all('agents').sort(byOrder),
        guidance: reads.all('guidance').sort(byOrder),
        playbooks: reads.all('playbooks').sort(byOrder),
        policies: reads.all('policies'),
        services: reads.all('services'),
        hours: reads.all('hours'),
        closures: reads.all('closures'),
        facts: reads.all('facts'),
        staffers: reads.all('staffers'),
        feeds: reads.all('calendar_feeds'),
        snippets: reads.all('snippets').sort(byName),
        macros: reads.all('macros').sort(byName),
        preferences: reads.all('preferences').find((row) => row.id === personId) ?? null,
        cursor: mirror.position().cursor,
      }
    },
    bookings: ({ from, contactId, limit }: z.infer<typeof bookingsQuery>) =>
      reads.bookings(from, contactId ?? null, limit),
    evals: (): EvalsView => ({
      evals: reads.all('evals'),
      runs: reads.all('eval_runs'),
      results: reads.all('eval_results'),
    }),
    draft: (id: string): DraftRow | null => reads.draft(id),
    typed: (conversationId: string): readonly TypedText[] => typedIn(queue.typed, reads, conversationId),
    notices: (): readonly Notice[] =>
      queue.notices().map(({ draftId, ...notice }) => ({
        ...notice,
        theirs: notice.theirs ?? (draftId === null ? null : (reads.draft(draftId)?.settledText ?? null)),
      })),
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
    customerName(conversationId: string | undefined): string | null {
      if (conversationId === undefined) return null
      const row = reads.scene(reads.rootOf(conversationId))?.scene.conversation
      return row?.customerName ?? row?.customerNumber ?? null
    },
    /** To be called when rows of these conversations have changed. */
    forget(conversations: Iterable<string>): void {
      for (const id of conversations) laid.delete(id)
    },
  }
}
