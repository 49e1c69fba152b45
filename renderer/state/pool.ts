/**
 * The list: a window of rows of one view, never the whole of it. Rows that were just dealt with leave at once and
 * come back only if the desk, asked afresh, still has them.
 */
import { create } from 'zustand'
import type { InboxRow, View } from '#shared/views.ts'
import { desk } from '../desk.ts'
import { ask } from './ask.ts'
import { coalesce } from './coalesce.ts'

/** Rows asked for at once, and how near the edge of what is there one may scroll before more are asked for. */
export const PAGE = 120
const MARGIN = 20

interface Pool {
  readonly view: View
  readonly agentId: string | null
  readonly search: string
  /** Place of the first loaded row, the rows from there on, and how many there are in all. */
  readonly offset: number
  readonly rows: readonly InboxRow[]
  readonly total: number
  readonly hits: Readonly<Record<string, string>>
  /** The rows belong to this view and search; false while the first page is under way. */
  readonly loaded: boolean
  /** A view that one has just gone to opens on its first conversation; leaving a search changes nothing. */
  readonly opensFirst: boolean
  readonly counts: Readonly<Record<View, number>> | null
}

export const usePool = create<Pool>()(() => ({
  view: 'needs_you',
  agentId: null,
  search: '',
  offset: 0,
  rows: [],
  total: 0,
  hits: {},
  loaded: false,
  opensFirst: true,
  counts: null,
}))

/** Conversations that were dealt with here, until the desk has taken the command. */
const leaving = new Set<string>()
/** First row wanted by who scrolls. */
let wanted = 0
/** Keeps the identity of rows that did not change, so that only changed ones are drawn again. */
export function keepRows(old: readonly InboxRow[], fresh: readonly InboxRow[]): readonly InboxRow[] {
  const known = new Map(old.map((row) => [row.conversation.id, row]))
  let same = old.length === fresh.length
  const kept = fresh.map((row, i) => {
    const before = known.get(row.conversation.id)
    const use = before !== undefined && JSON.stringify(before) === JSON.stringify(row) ? before : row
    if (use !== old[i]) same = false
    return use
  })
  return same ? old : kept
}

async function load(): Promise<void> {
  const { view, agentId, search } = usePool.getState()
  const offset = wanted
  const everywhere = search.trim() !== ''
  const query = {
    view: everywhere ? ('everything' as const) : view,
    search: search.trim(),
    agentId,
    offset,
    limit: PAGE,
  }
  const [page, counts] = await Promise.all([ask(desk.inbox(query)), ask(desk.counts())])
  const now = usePool.getState()
  if (counts !== undefined && JSON.stringify(counts) !== JSON.stringify(now.counts)) usePool.setState({ counts })
  if (page === undefined || now.view !== view || now.agentId !== agentId || now.search !== search) return
  const staying = leaving.size === 0 ? page.rows : page.rows.filter((r) => !leaving.has(r.conversation.id))
  usePool.setState({
    offset,
    rows: keepRows(now.rows, staying),
    total: page.total - (page.rows.length - staying.length),
    hits: page.hits,
    loaded: true,
  })
}

export const refreshPool = coalesce(load, 50, () => performance.now())

/** Sees to it that the rows from `first` to `last` are loaded or under way. */
export function ensureRows(first: number, last: number): void {
  const { offset, rows, total, loaded } = usePool.getState()
  if (!loaded) return
  const from = Math.max(0, first - MARGIN)
  const to = Math.min(total - 1, last + MARGIN)
  if (from >= offset && to < offset + rows.length) return
  const next = Math.max(0, first - Math.floor((PAGE - (last - first)) / 2))
  if (next === wanted && next === offset) return
  wanted = next
  void refreshPool()
}

function lookAt(change: Partial<Pick<Pool, 'view' | 'agentId' | 'search' | 'opensFirst'>>): void {
  wanted = 0
  usePool.setState({ ...change, offset: 0, rows: [], total: 0, hits: {}, loaded: false })
  void refreshPool()
}

export const showView = (view: View): void => lookAt({ view, search: '', opensFirst: true })
export const showAgent = (agentId: string | null): void => lookAt({ agentId, opensFirst: true })

/** The rows of the search before stay until the new ones are there: no flicker while one types. */
export function search(text: string): void {
  const before = usePool.getState().search
  if (before === text) return
  if (before.trim() === '' || text.trim() === '') lookAt({ search: text, opensFirst: false })
  else {
    wanted = 0
    usePool.setState({ search: text })
    void refreshPool()
  }
}

export function rowAt(index: number): InboxRow | undefined {
  const { offset, rows } = usePool.getState()
  return rows[index - offset]
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
    void refreshPool()
  })
}

export function forgetPool(): void {
  wanted = 0
  leaving.clear()
  usePool.setState({
    search: '',
    agentId: null,
    offset: 0,
    rows: [],
    total: 0,
    hits: {},
    loaded: false,
    counts: null,
    opensFirst: true,
  })
}
