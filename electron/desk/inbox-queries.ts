/** The list: pages, counts and search of the mirror's inbox, with pending commands laid over. */
import type Database from 'better-sqlite3'
import type { z } from 'zod'
import type { InboxPage, inboxQuery } from '#shared/rpc.ts'
import { type InboxRow, VIEWS, type View } from '#shared/views.ts'
import { type InboxKey, inboxKey, viewMask } from './inbox.ts'
import { viewBit, viewOrder } from './schema.ts'
import { searchTerms } from './search.ts'

export type ParsedInboxQuery = z.output<typeof inboxQuery>

/** A list row with pending commands laid over it. */
export interface OverlaidRow {
  readonly row: InboxRow
  readonly key: InboxKey
  readonly mask: number
}

export type Overlaid = ReadonlyMap<string, OverlaidRow>

export const overlaidRow = (row: InboxRow): OverlaidRow => ({ row, key: inboxKey(row), mask: viewMask(row) })

/** A search takes this many hits of a view, newest first, and looks at this many at most to find them. */
const SEARCHED = 500
const SCANNED = 20_000

const KEY = 'i.agent_id AS agent, i.urgent, i.waiting, i.at, i.views'
/** What is laid over may have come into the view, and is judged afterwards. */
const IN_SCOPE = '(i.views & :bit OR h.id IN (SELECT value FROM json_each(:over)))'

interface StoredRow {
  readonly seq: number
  readonly row: string
  readonly derived: string
}
interface StoredKey extends InboxKey {
  readonly agent: string
  readonly views: number
}

interface Hit extends StoredKey {
  readonly rid: number
}
interface SearchScope {
  readonly terms: string
  readonly bit: number
  readonly over: string
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The same order as `viewOrder` gives in SQL. */
function inOrder(view: View): (a: InboxKey, b: InboxKey) => number {
  return view === 'needs_you'
    ? (a, b) => b.urgent - a.urgent || a.waiting - b.waiting || compare(a.id, b.id)
    : (a, b) => b.at - a.at || compare(a.id, b.id)
}

const rowOf = ({ seq, row, derived }: StoredRow): InboxRow => {
  const { draft, sending, trouble } = JSON.parse(derived) as Pick<InboxRow, 'draft' | 'sending' | 'trouble'>
  return { conversation: JSON.parse(row), seq, draft, sending, trouble, waitingCommands: 0 }
}

export function prepareInboxQueries(db: Database.Database) {
  const pages = new Map<string, Database.Statement<unknown[], StoredRow>>()
  const page = (view: View, ofAgent: boolean, without: boolean) => {
    const key = `${view} ${ofAgent} ${without}`
    const known = pages.get(key)
    if (known !== undefined) return known
    // The index alone tells which rows make the page; only those are fetched.
    const made = db.prepare<unknown[], StoredRow>(
      `SELECT c.seq, c.row, i.derived FROM
         (SELECT i.conversation_id AS id FROM inbox i INDEXED BY inbox_${view} WHERE i.views & ${viewBit(view)}
          ${ofAgent ? 'AND i.agent_id = :agent' : ''}
          ${without ? 'AND i.conversation_id NOT IN (SELECT value FROM json_each(:without))' : ''}
          ORDER BY ${viewOrder(view)} LIMIT :limit OFFSET :offset) page
       CROSS JOIN inbox i ON i.conversation_id = page.id CROSS JOIN conversations c ON c.id = page.id
       ORDER BY ${viewOrder(view)}`,
    )
    pages.set(key, made)
    return made
  }
  const one = db.prepare<[string], StoredRow>(
    'SELECT c.seq, c.row, i.derived FROM inbox i JOIN conversations c ON c.id = i.conversation_id WHERE c.id = ?',
  )
  const keys = db.prepare<[string], StoredKey>(
    `SELECT conversation_id AS id, agent_id AS agent, urgent, waiting, at, views FROM inbox
     WHERE conversation_id IN (SELECT value FROM json_each(?))`,
  )
  const countAll = db.prepare<[], { view: View; n: number }>('SELECT view, sum(n) AS n FROM counts GROUP BY view')
  const countAgent = db.prepare<[string], { view: View; n: number }>('SELECT view, n FROM counts WHERE agent_id = ?')
  const bodies = db.prepare<SearchScope, Hit>(
    `SELECT h.rid, h.id, ${KEY} FROM
       (SELECT m.rid, m.conversation_id AS id FROM search_messages s CROSS JOIN messages m ON m.rid = s.rowid
        WHERE search_messages MATCH :terms ORDER BY s.rowid DESC LIMIT ${SCANNED}) h
     CROSS JOIN inbox i ON i.conversation_id = h.id WHERE ${IN_SCOPE} LIMIT ${SEARCHED}`,
  )
  const customers = db.prepare<SearchScope, Hit>(
    `SELECT h.rid, h.id, ${KEY} FROM
       (SELECT c.rid, c.id FROM search_customers s CROSS JOIN conversations c ON c.rid = s.rowid
        WHERE search_customers MATCH :terms ORDER BY s.rowid DESC LIMIT ${SCANNED}) h
     CROSS JOIN inbox i ON i.conversation_id = h.id WHERE ${IN_SCOPE} LIMIT ${SEARCHED}`,
  )
  const bodyHit = db.prepare<[string, number], string>(
    "SELECT snippet(search_messages, 0, '«', '»', '…', 12) FROM search_messages WHERE search_messages MATCH ? AND rowid = ?",
  )
  const nameHit = db.prepare<[string, number], string>(
    "SELECT highlight(search_customers, 0, '«', '»') FROM search_customers WHERE search_customers MATCH ? AND rowid = ?",
  )
  bodyHit.pluck()
  nameHit.pluck()

  const keysOf = (ids: readonly string[]) => new Map(keys.all(JSON.stringify(ids)).map((key) => [key.id, key]))

  const counts = (overlaid: Overlaid, agentId: string | null): Record<View, number> => {
    const found = Object.fromEntries(VIEWS.map((view) => [view, 0])) as Record<View, number>
    for (const { view, n } of agentId === null ? countAll.all() : countAgent.all(agentId)) found[view] = n
    const move = (mask: number, agent: string, by: number) => {
      if (agentId !== null && agent !== agentId) return
      for (const view of VIEWS) if ((mask & viewBit(view)) !== 0) found[view] += by
    }
    for (const key of keysOf([...overlaid.keys()]).values()) move(key.views, key.agent, -1)
    for (const { mask, row } of overlaid.values()) move(mask, row.conversation.agentId, 1)
    return found
  }

  const list = (query: ParsedInboxQuery, overlaid: Overlaid): InboxPage => {
    const { view, offset, limit } = query
    const agentId = query.agentId ?? null
    const total = counts(overlaid, agentId)[view]
    const order = inOrder(view)
    const over = [...overlaid.values()]
      .filter((o) => (o.mask & viewBit(view)) !== 0 && (agentId === null || o.row.conversation.agentId === agentId))
      .sort((a, b) => order(a.key, b.key))
    // The overlaid rows are left out below and merged in here: at most that many of them can stand before the page.
    const start = Math.max(0, Math.min(offset, total - over.length) - over.length)
    const stored = page(view, agentId !== null, overlaid.size > 0)
      .all({
        ...(agentId === null ? {} : { agent: agentId }),
        ...(overlaid.size === 0 ? {} : { without: JSON.stringify([...overlaid.keys()]) }),
        limit: limit + offset - start,
        offset: start,
      })
      .map(rowOf)
    const before = stored[0] === undefined ? 0 : over.filter((o) => order(o.key, inboxKey(stored[0]!)) < 0).length
    const skipped = start === 0 ? 0 : before
    const merged = [...stored.map(overlaidRow), ...over.slice(skipped)].sort((a, b) => order(a.key, b.key))
    const from = offset - start - skipped
    return { rows: merged.slice(from, from + limit).map((o) => o.row), total, hits: {} }
  }

  const search = (query: ParsedInboxQuery, overlaid: Overlaid): InboxPage | null => {
    const terms = searchTerms(query.search)
    if (terms === null) return null
    const over = JSON.stringify([...overlaid.keys()])
    const scope = { bit: viewBit(query.view), over }
    const inBodies = new Map<string, Hit>()
    for (const hit of bodies.all({ ...scope, terms: terms.body })) if (!inBodies.has(hit.id)) inBodies.set(hit.id, hit)
    const inNames = new Map(customers.all({ ...scope, terms: terms.customer }).map((hit) => [hit.id, hit]))
    const found = [...new Map([...inNames, ...inBodies]).values()]
      .map((hit) => {
        const over = overlaid.get(hit.id)
        return over === undefined ? hit : { ...over.key, views: over.mask, agent: over.row.conversation.agentId }
      })
      .filter((key) => (key.views & viewBit(query.view)) !== 0)
      .filter((key) => query.agentId == null || key.agent === query.agentId)
      .sort(inOrder(query.view))
    const rows = found
      .slice(query.offset, query.offset + query.limit)
      .map(({ id }) => overlaid.get(id)?.row ?? rowOf(one.get(id)!))
    const hits: Record<string, string> = {}
    for (const { conversation } of rows) {
      const { id } = conversation
      const body = inBodies.get(id)
      if (body !== undefined) hits[id] = bodyHit.get(terms.body, body.rid) ?? ''
      else {
        const name = nameHit.get(terms.customer, inNames.get(id)!.rid) ?? ''
        hits[id] = name.includes('«') ? name : conversation.customerNumber
      }
    }
    return { rows, total: found.length, hits }
  }

  return {
    counts: (overlaid: Overlaid) => counts(overlaid, null),
    page: (query: ParsedInboxQuery, overlaid: Overlaid): InboxPage => search(query, overlaid) ?? list(query, overlaid),
  }
}
