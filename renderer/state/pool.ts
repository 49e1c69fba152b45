/**
 * The list: a window of rows of one view, never the whole of it. Rows that were just dealt with leave at once and
 * come back only if the desk, asked afresh, still has them.
 */
import { create } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { type Filter, NO_FILTER, ORDERS, type Order, orderOf } from '#shared/filters.ts'
import type { InboxPage, SearchFrom, Tallies } from '#shared/rpc.ts'
import type { SavedQuery } from '#shared/saved-views.ts'
import type { InboxRow, View } from '#shared/views.ts'
import { desk } from '../desk.ts'
import { ask } from './ask.ts'
import { coalesce } from './coalesce.ts'
import { gather } from './gather.ts'
import { kept } from './page.ts'
import { same } from './same.ts'
import { showPane } from './ui.ts'

/** Rows asked for at once, by `ahead.ts` too, and how near the edge of what is there one may scroll before more are asked for. */
export const PAGE = 80
const MARGIN = 16

/** What the list is a list of. */
interface Looked {
  readonly view: View
  readonly filter: Filter
  readonly order: Order
  readonly search: string
  /** A search goes through everything, unless it is kept to the view. */
  readonly inView: boolean
}

interface Pool extends Looked {
  /** The saved view that one has gone to, changed since or not; null: one of the views that are always there. */
  readonly savedId: string | null
  /** Place of the first loaded row, the rows from there on, and how many there are in all. */
  readonly offset: number
  readonly rows: readonly InboxRow[]
  readonly total: number
  readonly hits: InboxPage['hits']
  readonly hitAt: NonNullable<InboxPage['hitAt']>
  /** A search has more results than are loaded. */
  readonly more: boolean
  /** The rows belong to this view and search; false while the first page is under way. */
  readonly loaded: boolean
  /**
   * What opens as the list is there: of a view that one has gone to, its first conversation; of one that is narrowed or
   * put in another order, the first where it does not hold the open one; after a search, nothing.
   */
  readonly opens: 'first' | 'first unless held' | 'nothing'
  readonly counts: Readonly<Record<View, number>> | null
  readonly tallies: Tallies
}

const NO_TALLIES: Tallies = { agents: {}, saved: {} }
const NOTHING = { offset: 0, rows: [], total: 0, hits: {}, hitAt: {}, more: false, loaded: false } as const

/** The order that was chosen for a view last, on this machine. */
export function rememberedOrder(view: View): Order {
  const chosen = kept(`order:${view}`)
  return ORDERS.find((order) => order === chosen) ?? orderOf(view)
}

export const usePool = create<Pool>()(() => ({
  ...NOTHING,
  view: 'needs_you',
  filter: NO_FILTER,
  order: rememberedOrder('needs_you'),
  search: '',
  inView: false,
  savedId: null,
  opens: 'first',
  counts: null,
  tallies: NO_TALLIES,
}))

/** Some of it: drawn again only when some of that changes. */
export const usePoolOf = <K extends keyof Pool>(...keys: readonly K[]): Pick<Pool, K> =>
  usePool(useShallow((pool) => Object.fromEntries(keys.map((key) => [key, pool[key]])) as Pick<Pool, K>))

export const isSearch = (text: string): boolean => text.trim() !== ''

/** Conversations that were dealt with here, until the desk has taken the command. */
const leaving = new Set<string>()
/** First row wanted by who scrolls; of a search, how many. */
let wanted = 0
let depth = PAGE

/** Keeps the identity of rows that did not change, so that only changed ones are drawn again. */
export function keepRows(old: readonly InboxRow[], fresh: readonly InboxRow[]): readonly InboxRow[] {
  const known = new Map(old.map((row) => [row.conversation.id, row]))
  let unchanged = old.length === fresh.length
  const kept = fresh.map((row, i) => {
    const before = known.get(row.conversation.id)
    const use = before !== undefined && same(before, row) ? before : row
    if (use !== old[i]) unchanged = false
    return use
  })
  return unchanged ? old : kept
}

const stillLooks = ({ view, filter, order, search, inView }: Looked): boolean => {
  const now = usePool.getState()
  const sameView = now.view === view && now.filter === filter && now.order === order
  return sameView && now.search === search && now.inView === inView
}

/** What a question to the desk says of the list that is looked at. */
export function lookedAt(): {
  readonly view: View
  readonly filter: Filter
  readonly order: Order
  readonly search: string
} {
  const { view, filter, order, search, inView } = usePool.getState()
  return { view: isSearch(search) && !inView ? 'everything' : view, filter, order, search: search.trim() }
}

/** What was just dealt with here is on its way out. */
const staying = (rows: readonly InboxRow[]): readonly InboxRow[] =>
  leaving.size === 0 ? rows : rows.filter((r) => !leaving.has(r.conversation.id))

async function load(): Promise<void> {
  const looked = usePool.getState()
  const rows = isSearch(looked.search) ? loadResults(looked) : loadPage(looked)
  const [counts, tallies] = await Promise.all([ask(desk.counts()), ask(desk.tallies()), rows])
  const now = usePool.getState()
  if (counts !== undefined && !same(counts, now.counts)) usePool.setState({ counts })
  if (tallies !== undefined && !same(tallies, now.tallies)) usePool.setState({ tallies })
}

async function loadPage(looked: Looked): Promise<void> {
  const { view, filter, order } = looked
  const offset = wanted
  const page = await ask(desk.inbox({ view, filter, order, offset, limit: PAGE }))
  if (page === undefined || !stillLooks(looked)) return
  const rows = staying(page.rows)
  const total = page.total - (page.rows.length - rows.length)
  usePool.setState((now) => ({
    offset,
    rows: keepRows(now.rows, rows),
    total,
    hits: {},
    hitAt: {},
    more: false,
    loaded: true,
  }))
}

/** A search comes in pieces, newest hit first, until there are enough; the first ones show at once. */
async function loadResults(looked: Looked): Promise<void> {
  const found = new Map<string, InboxRow>()
  const hits: Record<string, InboxPage['hits'][string]> = {}
  const hitAt: Record<string, number> = {}
  const again = usePool.getState().loaded
  for (let from: SearchFrom | null | undefined; from !== null && found.size < depth; ) {
    const query = { ...lookedAt(), limit: Math.min(depth - found.size, PAGE) }
    const page: InboxPage | undefined = await ask(desk.inbox(from === undefined ? query : { ...query, from }))
    if (page === undefined || !stillLooks(looked)) return
    for (const row of page.rows) {
      const { id } = row.conversation
      if (found.has(id)) continue
      found.set(id, row)
      hits[id] = page.hits[id] ?? []
      const at = page.hitAt?.[id]
      if (at !== undefined) hitAt[id] = at
    }
    from = page.next
    const ends = from === null || found.size >= depth
    if (!ends && (again || found.size === 0)) continue
    const rows = staying([...found.values()])
    const more = from !== null
    usePool.setState((now) => ({
      offset: 0,
      rows: keepRows(now.rows, rows),
      total: rows.length,
      ...{ hits, hitAt },
      more,
      loaded: true,
    }))
  }
}

export const refreshPool = coalesce(load, 50, () => performance.now())

/** When everything has been told that changes it just now. */
export const refreshPoolSoon = gather<never>(() => void refreshPool())

/** Sees to it that the rows from `first` to `last` are loaded or under way. */
export function ensureRows(first: number, last: number): void {
  const { offset, rows, total, loaded, more, search } = usePool.getState()
  if (!loaded) return
  if (isSearch(search)) {
    if (!more || last + MARGIN < rows.length || depth > rows.length) return
    depth = rows.length + PAGE
    void refreshPool()
    return
  }
  const from = Math.max(0, first - MARGIN)
  const to = Math.min(total - 1, last + MARGIN)
  if (from >= offset && to < offset + rows.length) return
  const next = Math.max(0, first - Math.floor((PAGE - (last - first)) / 2))
  if (next === wanted && next === offset) return
  wanted = next
  void refreshPool()
}

function lookAt(change: Partial<Looked & Pick<Pool, 'savedId' | 'opens'>>): void {
  wanted = 0
  depth = PAGE
  showPane('list')
  usePool.setState({ ...NOTHING, ...change })
  void refreshPool()
}

export const showView = (view: View): void =>
  lookAt({
    ...{ view, filter: NO_FILTER, order: rememberedOrder(view), search: '', inView: false },
    ...{ savedId: null, opens: 'first' },
  })

/** Goes to a saved view; what is changed there changes nothing that is saved. */
export const showSaved = (id: string, { view, filter, order }: SavedQuery): void =>
  lookAt({ view, filter, order, search: '', inView: false, savedId: id, opens: 'first' })

export const showFilter = (filter: Filter): void => lookAt({ filter, opens: 'first unless held' })
export const searchInView = (inView: boolean): void => lookAt({ inView, opens: 'nothing' })

export function showOrder(order: Order): void {
  const { view, savedId } = usePool.getState()
  if (savedId === null) localStorage.setItem(`order:${view}`, order)
  lookAt({ order, opens: 'first unless held' })
}

/** The rows of the search before stay until the new ones are there: no flicker while one types. */
export function search(text: string): void {
  const before = usePool.getState().search
  if (before === text) return
  if (!isSearch(before) || !isSearch(text)) lookAt({ search: text, inView: false, opens: 'nothing' })
  else {
    wanted = 0
    depth = PAGE
    usePool.setState({ search: text })
    void refreshPool()
  }
}

export function rowAt(index: number): InboxRow | undefined {
  const { offset, rows } = usePool.getState()
  return rows[index - offset]
}

/** The conversation that comes after one, as far as it is loaded. */
export function idAfter({ rows }: Pick<Pool, 'rows'>, conversationId: string | null): string | null {
  const i = rows.findIndex((r) => r.conversation.id === conversationId)
  return i === -1 ? null : (rows[i + 1]?.conversation.id ?? null)
}

/** Place of a conversation in the list, or -1. */
export function indexOf(conversationId: string): number {
  const { offset, rows } = usePool.getState()
  const i = rows.findIndex((r) => r.conversation.id === conversationId)
  return i === -1 ? -1 : offset + i
}

/** Takes a conversation out of the list at once; `settled` is when the desk has taken what was done. */
export function leave(conversationId: string, settled: Promise<unknown>): void {
  const { offset, rows, total } = usePool.getState()
  const i = rows.findIndex((r) => r.conversation.id === conversationId)
  if (i === -1) return
  leaving.add(conversationId)
  usePool.setState({ offset, rows: [...rows.slice(0, i), ...rows.slice(i + 1)], total: total - 1 })
  void settled.finally(() => {
    leaving.delete(conversationId)
    refreshPoolSoon()
  })
}

export function forgetPool(): void {
  wanted = 0
  depth = PAGE
  leaving.clear()
  const looks = { filter: NO_FILTER, search: '', inView: false, savedId: null, opens: 'first' } as const
  usePool.setState({ ...NOTHING, ...looks, counts: null, tallies: NO_TALLIES })
}
