/** Everything that a window reads: the mirror's rows with the queue's commands laid over them. */
import type { z } from 'zod'
import { type BulkChange, withdrawsFor } from '#shared/bulk.ts'
import { shownNumber } from '#shared/channels.ts'
import type { Command } from '#shared/commands.ts'
import { NO_FILTER, orderOf } from '#shared/filters.ts'
import { createdIdOf, messageIdOf } from '#shared/ids.ts'
import { inboxRowOf } from '#shared/inbox-row.ts'
import { type Actor, isSend, overlay, type PendingAct } from '#shared/overlay.ts'
import type { DecisionRow, DraftRow, MessageRow, TypedText } from '#shared/rows.ts'
import type {
  bookingsQuery,
  Customer,
  DeskApi,
  EvalsView,
  FoundText,
  InboxPage,
  idsQuery,
  inboxQuery,
  Notice,
  SearchFrom,
  Tallies,
  Thread,
  VenueView,
} from '#shared/rpc.ts'
import { judgeView } from '#shared/saved-views.ts'
import { draftOf, type Scene } from '#shared/scene.ts'
import { isHit, type Piece, termsOf } from '#shared/search.ts'
import type { AutoSend } from '#shared/venues.ts'
import { type InboxRow, VIEWS, type View } from '#shared/views.ts'
import { type Bits, has, SETS, setOf } from './bits.ts'
import { bulkFailures } from './bulks.ts'
import { customerOf } from './customer.ts'
import { prepareList, rowOf, type StoredKey } from './inbox-queries.ts'
import type { Mirror } from './mirror.ts'
import { isOpen, type NewCommand, type Queue, type QueuedCommand } from './queue.ts'
import { type OverlaidRow, type Overlay, overlaidRow, type PendingBulk, prepareScope, type Scope } from './scope.ts'
import { prepareSearch } from './search-queries.ts'
import { typedIn } from './typed.ts'

const PAGE = 50
const CUSTOMERS = 8
/** Conversations that a bulk act of a search finds at once. */
const SEARCHED = 500
const END_OF_TIME = Number.MAX_SAFE_INTEGER

/** What a command acts on, found before it is queued: later the rows that it names may be gone. */
export type Targets = Pick<NewCommand, 'conversations' | 'draftId' | 'mine'>

/** Commands whose effect the mirror does not show: those of single conversations by these, and bulk acts. */
interface Unseen {
  readonly single: ReadonlyMap<string, readonly QueuedCommand[]>
  readonly bulks: readonly (PendingBulk & { readonly entry: QueuedCommand })[]
}
const ALL_SEEN: Unseen = { single: new Map(), bulks: [] }
type Laid = Overlay & { readonly bulks: Unseen['bulks']; readonly pending: Unseen }

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

  /** Conversations that a bulk act names, by rid; made once an act and again when some of them were refused. */
  const named = new Map<string, Bits>()
  const namedBy = ({ command, state, answer }: QueuedCommand): Bits => {
    const key = `${command.id} ${state}`
    const known = named.get(key)
    if (known !== undefined) return known
    const left = new Set(bulkFailures(answer).map(({ id }) => id))
    const ids = 'ids' in command.payload ? command.payload.ids.filter((id) => !left.has(id)) : []
    const bits = setOf(reads.ridsOf(ids))
    named.set(key, bits)
    return bits
  }

  /** Commands that these very rows do not show yet, by the root of their thread: read in the same snapshot as the rows. */
  const unseen = (): Unseen => {
    if (queue.pending().length === 0) {
      named.clear()
      return ALL_SEEN
    }
    const { cursor } = mirror.position()
    const single = new Map<string, QueuedCommand[]>()
    const bulks: { entry: QueuedCommand; change: BulkChange; conversations: Bits }[] = []
    for (const entry of queue.pending()) {
      if (entry.answer !== null && entry.answer.seq <= cursor) continue
      if (entry.command.type === 'bulk.apply') {
        if (entry.answer !== null && entry.answer.status !== 'done') continue
        bulks.push({ entry, change: entry.command.payload.change, conversations: namedBy(entry) })
        continue
      }
      for (const id of new Set(entry.conversations.map(reads.rootOf))) {
        const entries = single.get(id)
        if (entries === undefined) single.set(id, [entry])
        else entries.push(entry)
      }
    }
    if (bulks.length === 0) named.clear()
    return { single, bulks }
  }

  /** All of them that are of one conversation, in the order in which they were given. */
  const actsOn = ({ single, bulks }: Unseen, id: string, rid: number): readonly QueuedCommand[] => {
    const mine = single.get(id) ?? []
    const many = bulks.filter(({ conversations }) => has(conversations, rid)).map(({ entry }) => entry)
    return many.length === 0 ? mine : [...mine, ...many].sort((a, b) => a.position - b.position)
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

  /** A conversation's row with what is pending laid over. */
  const laidOver = (pending: Unseen, id: string): OverlaidRow | null => {
    const rid = reads.ridOf(id)
    if (rid === undefined) return null
    const entries = actsOn(pending, id, rid)
    const of = entries.map((e) => e.position + e.state).join(' ')
    const known = laid.get(id)
    if (known?.of === of) return known.row
    const found = reads.scene(id)
    const scene = found === null ? null : overlay(complete(found.scene, entries), entries, actor())
    const waiting = entries.filter(isOpen).length
    const row = scene === null ? null : overlaidRow(rid, inboxRowOf(scene, found!.seq, waiting))
    laid.set(id, { of, row })
    return row
  }

  const overlaid = (): Laid => {
    const pending = unseen()
    const { single, bulks } = pending
    // What is about to leave by itself is taken back by some bulk acts: that is more than a set can show.
    const held = bulks
      .filter(({ change }) => withdrawsFor(change) !== null)
      .flatMap(({ conversations }) => list.idsOf(SETS.and(conversations, scopeOf.held())))
    const alone = new Set([...single.keys(), ...held])
    if (bulks.length === 0) for (const id of laid.keys()) if (!alone.has(id)) laid.delete(id)
    const rows = new Map<string, OverlaidRow>()
    for (const id of alone) {
      const row = laidOver(pending, id)
      if (row !== null) rows.set(id, row)
    }
    return { rows, bulks, pending }
  }

  /** A row of the mirror, as bulk acts have moved it. */
  const asMoved = ({ bulks, pending }: Laid, rid: number, id: string, row: InboxRow | undefined): InboxRow | null => {
    const moved = bulks.some(({ conversations }) => has(conversations, rid))
    return (moved ? laidOver(pending, id)?.row : row) ?? null
  }

  const rowsAt = (over: Laid, places: readonly (StoredKey | OverlaidRow)[]): InboxRow[] => {
    const stored = list.rows(places.flatMap((place) => ('row' in place ? [] : [place.rid])))
    return places.flatMap((place) =>
      'row' in place ? place.row : (asMoved(over, place.rid, place.id, stored.get(place.rid)) ?? []),
    )
  }

  const found = (query: ParsedInboxQuery, scope: Scope, over: Laid): InboxPage | null => {
    const page = search.page(query.search, scope, query.from, query.limit)
    if (page === null) return null
    const hits: Record<string, readonly Piece[]> = {}
    const show = search.showing(query.search)
    const rows: InboxRow[] = []
    for (const hit of page.found) {
      const own = rowOf(hit.row)
      const { id } = own.conversation
      const row = over.rows.get(id)?.row ?? asMoved(over, hit.rid, id, own)
      if (row === null) continue
      hits[id] = show(hit, row.conversation)
      rows.push(row)
    }
    return { rows, total: rows.length, hits, next: page.next }
  }

  const inbox = (query: ParsedInboxQuery): InboxPage => {
    const over = overlaid()
    const scope = scopeOf.of(query.view, query.filter, over)
    const page = { ...query, order: query.order ?? orderOf(query.view) }
    const hits = found(query, scope, over)
    if (hits !== null) return hits
    const own = scope.plain ? list.plainPage(page) : list.walkedPage(page, scope)
    const rows = own ?? rowsAt(over, list.page(page, scope))
    return { rows, total: scope.total, hits: {}, next: null }
  }

  const counts = (): Record<View, number> => {
    const over = overlaid()
    const all = VIEWS.map((view) => [view, scopeOf.of(view, NO_FILTER, over).total])
    return Object.fromEntries(all) as Record<View, number>
  }

  const tallies = (): Tallies => {
    const over = overlaid()
    const agents = reads.all('agents')
    const people = reads.all('people')
    const saved = reads.all('saved_views').flatMap((row) => {
      const judged = judgeView(row, agents, people)
      return judged.ok ? [[row.id, scopeOf.of(judged.query.view, judged.query.filter, over).total] as const] : []
    })
    const ofAgent = agents.map(({ id }) => [id, scopeOf.of('needs_you', { agent: [id] }, over).total] as const)
    return { agents: Object.fromEntries(ofAgent), saved: Object.fromEntries(saved) }
  }

  const idAt = (place: StoredKey | OverlaidRow): string => ('row' in place ? place.key.id : place.id)

  const idsOf = (id: string): string[] => reads.members(reads.rootOf(id))?.map((c) => c.id) ?? []

  /** Words typed in a thread: in its composer, and in drafts of whatever is merged into it. */
  const typedOf = (root: string): readonly TypedText[] => [
    ...typedIn(queue.typed, reads, root),
    ...idsOf(root)
      .filter((id) => id !== root)
      .flatMap((id) => typedIn(queue.typed, reads, id))
      .filter(({ place }) => place === 'draft')
      .map((typed) => ({ ...typed, conversationId: root })),
  ]

  const nameIn = (conversationId: string): string => {
    const row = reads.conversation(conversationId)?.row
    return row?.customerName ?? shownNumber(row?.customerNumber ?? '')
  }

  const thread = (given: string): Thread | null => {
    const id = reads.rootOf(given)
    const found = reads.scene(id)
    if (found === null) return null
    const ids = found.scene.members.map((c) => c.id)
    const { messages: stored, seenSeq } = reads.pageBefore(ids, END_OF_TIME, PAGE)
    const acts = actsOn(unseen(), id, found.rid)
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
      run: reads.lastRun(ids),
      pending: acts
        .filter(isOpen)
        .map(({ command, at, state }) => ({ id: command.id, type: command.type, at, sent: state === 'sent' })),
      typed: typedOf(id),
    }
  }

  const customer = (given: string, now: number): Customer | null => {
    const id = reads.rootOf(given)
    const found = reads.scene(id)
    if (found === null) return null
    const pending = unseen()
    const row = (other: string) => laidOver(pending, other)?.row ?? null
    return customerOf(reads, { scene: found.scene, acts: actsOn(pending, id, found.rid), now, actor: actor(), row })
  }

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

  const byOrder = (a: { order: number }, b: { order: number }) => a.order - b.order
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)

  return {
    inbox,
    counts,
    tallies,
    /** The conversations of a stretch of the list. */
    ids({ view, filter, order, offset, limit }: z.output<typeof idsQuery>): readonly string[] {
      const scope = scopeOf.of(view, filter, overlaid())
      return list.page({ view, order: order ?? orderOf(view), offset, limit }, scope).map(idAt)
    },
    /** All conversations of a view under a filter, in no order. */
    allIds({ view, filter }: Pick<ParsedInboxQuery, 'view' | 'filter'>): readonly string[] {
      const scope = scopeOf.of(view, filter, overlaid())
      return [...list.idsOf(scope.stored), ...scope.over.map(({ key }) => key.id)]
    },
    /** Conversations of a search, a piece at a time. */
    foundIds(
      { view, filter, search: typed }: Pick<ParsedInboxQuery, 'view' | 'filter' | 'search'>,
      from: SearchFrom | undefined,
    ): { readonly ids: readonly string[]; readonly next: SearchFrom | null } {
      const page = search.page(typed, scopeOf.of(view, filter, overlaid()), from, SEARCHED)
      if (page === null) return { ids: [], next: null }
      return { ids: list.idsOf(setOf(page.found.map(({ rid }) => rid))), next: page.next }
    },
    customers(typed: string): Awaited<ReturnType<DeskApi['customers']>> {
      const rids = search.customers(typed, CUSTOMERS * 3)
      const stored = list.rows(rids)
      const rows = rids.flatMap((rid) => stored.get(rid)?.conversation ?? [])
      const all = rows.map((c) => ({ id: c.contactId, name: c.customerName, number: c.customerNumber }))
      return [...new Map(all.map((one) => [one.id, one])).values()].slice(0, CUSTOMERS)
    },
    threadHits(id: string, typed: string): Awaited<ReturnType<DeskApi['threadHits']>> {
      const terms = termsOf(typed)
      if (terms.length === 0) return []
      return reads
        .bodies(idsOf(id))
        .filter(({ body }) => isHit(body, terms))
        .map(({ body: _, ...hit }) => hit)
    },
    later: (id: string, after: number): readonly MessageRow[] => reads.messagesAfter(idsOf(id), after, PAGE),
    thread,
    customer,
    earlier: (id: string, before: number): readonly MessageRow[] => reads.messagesBefore(idsOf(id), before, PAGE),
    decision: (inboundMessageId: string): DecisionRow | null => reads.decision(inboundMessageId),
    /** The venue as the glance at it shows it: server truth, and a small part of the row. */
    killSwitch(): (AutoSend & { readonly name: string }) | null {
      const venue = reads.all('venue')[0]
      if (venue === undefined) return null
      const { name, killSwitch, masterSwitch, timeZone } = venue
      return { name, killSwitch, masterSwitch, timeZone }
    },
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
        calibrations: reads.all('calibrations'),
        services: reads.all('services'),
        hours: reads.all('hours'),
        closures: reads.all('closures'),
        facts: reads.all('facts'),
        staffers: reads.all('staffers'),
        feeds: reads.all('calendar_feeds'),
        snippets: reads.all('snippets').sort(byName),
        macros: reads.all('macros').sort(byName),
        savedViews: reads.all('saved_views').sort(byName),
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
    typed: (conversationId: string): readonly TypedText[] => typedOf(reads.rootOf(conversationId)),
    /** Texts by their ids, as far as they are here, each with whom it is to. */
    texts(ids: readonly string[]): readonly FoundText[] {
      return ids.flatMap((id) => {
        const message = reads.message(id)
        if (message === null) return []
        const conversationId = reads.rootOf(message.conversationId)
        return [{ id, conversationId, name: nameIn(conversationId), text: message.body }]
      })
    },
    notices: (): readonly Notice[] =>
      queue.notices().map((notice) => ({
        ...notice,
        // One that was kept before there were any.
        unseen: notice.unseen ?? null,
        theirs: notice.theirs ?? (notice.draftId === null ? null : (reads.draft(notice.draftId)?.settledText ?? null)),
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
      return row === undefined ? null : (row.customerName ?? shownNumber(row.customerNumber))
    },
    /** To be called when rows of these conversations have changed. */
    forget(conversations: Iterable<string>): void {
      for (const id of conversations) laid.delete(id)
    },
  }
}
