/** The list: pages of a view under a filter, with pending commands laid over. */
import type Database from 'better-sqlite3'
import type { Order } from '#shared/filters.ts'
import type { InboxRow, View } from '#shared/views.ts'
import { type Bits, has, members } from './bits.ts'
import type { Derived, InboxKey } from './inbox.ts'
import { indexOf, ORDER_BY, viewBit } from './schema.ts'
import type { OverlaidRow, Scope } from './scope.ts'

/** Up to so many are sorted as they are; where there are more, the index is walked and each is asked for. */
const FEW = 2_000

interface StoredRow {
  readonly seq: number
  readonly row: string
  readonly derived: string
}
export type StoredKey = InboxKey & { readonly rid: number }

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The same orders as SQL has them. */
const COMPARE: Readonly<Record<Order, (a: InboxKey, b: InboxKey) => number>> = {
  waiting: (a, b) => b.urgent - a.urgent || a.waiting - b.waiting || compare(a.id, b.id),
  newest: (a, b) => b.at - a.at || compare(a.id, b.id),
}

const rowOf = ({ seq, row, derived }: StoredRow): InboxRow => {
  const { thread, draft, sending, trouble, intent, gates } = JSON.parse(derived) as Derived
  return { conversation: thread ?? JSON.parse(row), seq, draft, sending, trouble, intent, gates, waitingCommands: 0 }
}

export type PageQuery = { readonly view: View; readonly order: Order; readonly offset: number; readonly limit: number }

export function prepareList(db: Database.Database, few = FEW) {
  const made = new Map<string, Database.Statement<unknown[], never>>()
  const prepared = <Row>(text: string): Database.Statement<unknown[], Row> => {
    const statement = made.get(text) ?? db.prepare<unknown[], never>(text)
    made.set(text, statement)
    return statement as Database.Statement<unknown[], Row>
  }
  const byRid = db.prepare<[string], StoredRow & { readonly rid: number }>(
    `SELECT i.rid, c.seq, c.row, i.derived FROM json_each(?) wanted
     CROSS JOIN inbox i ON i.rid = wanted.value CROSS JOIN conversations c ON c.rid = i.rid`,
  )
  const keysOf = db.prepare<[string], StoredKey>(
    `SELECT rid, urgent, waiting, at, conversation_id AS id FROM inbox
     WHERE rid IN (SELECT value FROM json_each(?))`,
  )
  const idsOf = db.prepare<[string], string>(
    'SELECT conversation_id FROM inbox WHERE rid IN (SELECT value FROM json_each(?))',
  )
  idsOf.pluck()

  /** Up to `limit` of a scope's stored ones from a place on, in order. */
  const storedKeys = ({ view, order, offset, limit }: PageQuery, scope: Scope): StoredKey[] => {
    if (scope.total - scope.over.length <= few) {
      const keys = keysOf.all(JSON.stringify([...members(scope.stored)])).map((key) => scope.moved?.(key) ?? key)
      return keys.sort(COMPARE[order]).slice(offset, offset + limit)
    }
    const { index, view: walked } = indexOf(scope.moved === null ? view : 'everything', order)
    const walk = prepared<StoredKey>(
      `SELECT rid, urgent, waiting, at, conversation_id AS id FROM inbox INDEXED BY ${index}
       WHERE views & ${viewBit(walked)} ORDER BY ${ORDER_BY[order]}`,
    )
    const keys: StoredKey[] = []
    let passed = 0
    for (const key of walk.iterate()) {
      if (!has(scope.stored, key.rid)) continue
      passed += 1
      if (passed > offset) keys.push(key)
      if (keys.length === limit) break
    }
    return keys
  }

  return {
    /** In one statement: asked one by one, they take four times as long. */
    rows(rids: readonly number[]): ReadonlyMap<number, InboxRow> {
      return new Map(byRid.all(JSON.stringify(rids)).map((stored) => [stored.rid, rowOf(stored)]))
    },
    /** A view as it is: the index alone tells which rows make the page, only those are fetched. Null: no index does. */
    plainPage({ view, order, offset, limit }: PageQuery): InboxRow[] | null {
      const { index, view: walked } = indexOf(view, order)
      if (walked !== view) return null
      const page = prepared<StoredRow>(
        `SELECT c.seq, c.row, i.derived FROM
           (SELECT rid FROM inbox INDEXED BY ${index} WHERE views & ${viewBit(view)}
            ORDER BY ${ORDER_BY[order]} LIMIT ? OFFSET ?) page
         CROSS JOIN inbox i ON i.rid = page.rid CROSS JOIN conversations c ON c.rid = page.rid
         ORDER BY ${ORDER_BY[order]}`,
      )
      return page.all(limit, offset).map(rowOf)
    },
    /** The places of a page: keys of the mirror's rows, and rows that are laid over. */
    page(query: PageQuery, scope: Scope): (StoredKey | OverlaidRow)[] {
      const { order, offset, limit } = query
      const over = scope.over.toSorted((a, b) => COMPARE[order](a.key, b.key))
      // At most that many of those that are laid over can stand before the page.
      const start = Math.max(0, Math.min(offset, scope.total - over.length) - over.length)
      const stored = storedKeys({ ...query, offset: start, limit: limit + offset - start }, scope)
      const first = stored[0]
      const before = first === undefined ? 0 : over.filter((o) => COMPARE[order](o.key, first) < 0).length
      const skipped = start === 0 ? 0 : before
      const merged = [
        ...stored.map((key) => ({ key, place: key })),
        ...over.slice(skipped).map((place) => ({ key: place.key, place })),
      ].sort((a, b) => COMPARE[order](a.key, b.key))
      const from = offset - start - skipped
      return merged.slice(from, from + limit).map(({ place }) => place)
    },
    /** The ids of a set, in no order. */
    idsOf: (conversations: Bits): string[] => idsOf.all(JSON.stringify([...members(conversations)])),
  }
}
