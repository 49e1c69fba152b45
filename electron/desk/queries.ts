/** Everything that a window reads: the mirror's rows with the queue's commands laid over them. */
import type { z } from 'zod'
import { shownNumber } from '#shared/channels.ts'
import { NO_FILTER, orderOf } from '#shared/filters.ts'
import { overlay } from '#shared/overlay.ts'
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
} from '#shared/rpc.ts'
import { judgeView } from '#shared/saved-views.ts'
import { draftOf, type Scene } from '#shared/scene.ts'
import { isHit, type Piece, termsOf } from '#shared/search.ts'
import { type InboxRow, VIEWS, type View } from '#shared/views.ts'
import { setOf } from './bits.ts'
import { customerOf } from './customer.ts'
import { rowOf } from './inbox.ts'
import { prepareList, type StoredKey } from './inbox-queries.ts'
import { createLaidOver, type Laid } from './laid-over.ts'
import type { Mirror } from './mirror.ts'
import { isOpen, type Queue } from './queue.ts'
import { type OverlaidRow, prepareScope, type Scope } from './scope.ts'
import { prepareSearch } from './search-queries.ts'
import { createTargets } from './targets.ts'
import { typedIn } from './typed.ts'
import { createVenueQueries } from './venue-queries.ts'

const PAGE = 50
const CUSTOMERS = 8
/** Conversations that a bulk act of a search finds at once. */
const SEARCHED = 500
const END_OF_TIME = Number.MAX_SAFE_INTEGER

type ParsedInboxQuery = z.output<typeof inboxQuery>

export type Queries = ReturnType<typeof createQueries>

/** Reads of one mirror; made anew with each mirror. */
export function createQueries(mirror: Mirror, queue: Queue, personId: string) {
  const { reads } = mirror
  const scopeOf = prepareScope(mirror.db, personId)
  const list = prepareList(mirror.db)
  const search = prepareSearch(mirror.db)
  const laidOver = createLaidOver({ mirror, queue, personId, scopeOf, list })
  const { actor, actsOn, asMoved, complete, rowOver, overlaid, unseen } = laidOver

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
    const hitAt: Record<string, number> = {}
    const show = search.showing(query.search)
    const rows: InboxRow[] = []
    /** So many at the beginning are there for their name or number alone. */
    let people = 0
    for (const hit of page.found) {
      const own = rowOf(hit)
      const { id } = own.conversation
      const row = over.rows.get(id)?.row ?? asMoved(over, hit.rid, id, own)
      if (row === null) continue
      hits[id] = show(hit, row.conversation)
      if (hit.written !== null) hitAt[id] = hit.written
      rows.push(row)
      if (hit.message === null && people === rows.length - 1) people += 1
    }
    // Of several of one name, whoever texted last is meant more often.
    const latest = rows.splice(0, people).sort((a, b) => b.conversation.lastMessageAt - a.conversation.lastMessageAt)
    return { rows: [...latest, ...rows], total: latest.length + rows.length, hits, hitAt, next: page.next }
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
    const row = (other: string) => rowOver(pending, other)?.row ?? null
    return customerOf(reads, { scene: found.scene, acts: actsOn(pending, id, found.rid), now, actor: actor(), row })
  }

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
    ...createVenueQueries(mirror, personId),
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
    ...createTargets({ mirror, queue, personId, laidOver }),
    customerName(conversationId: string | undefined): string | null {
      if (conversationId === undefined) return null
      const row = reads.scene(reads.rootOf(conversationId))?.scene.conversation
      return row === undefined ? null : (row.customerName ?? shownNumber(row.customerNumber))
    },
    forget: laidOver.forget,
  }
}
