/** The list: pages of a view under a filter, with pending commands laid over. */
import type Database from 'better-sqlite3'
import type { Order } from '#shared/filters.ts'
import { type InboxRow, VIEWS, type View } from '#shared/views.ts'
import { type Bits, has, isEmpty, members, SETS } from './bits.ts'
import { type InboxKey, rowOf, STORED, type Stored } from './inbox.ts'
import { indexOf, inView, ORDER_BY } from './schema.ts'
import type { OverlaidRow, Scope } from './scope.ts'
import { prepareSetReader, viewSet } from './sets.ts'

/** More than so many are never sorted: the index is walked, and each that it passes is asked for. */
const FEW = 2_000
/** Up to so many are sorted at once, rather than looked for. */
const HANDFUL = 100
/** Places of an index that are passed in the time that sorting one conversation takes. */
const STEPS = 4
/** Places that are read at once, at first: one by one, each takes three times as long. */
const AT_ONCE = 128

export type StoredKey = InboxKey & { readonly rid: number }

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The same orders as SQL has them. */
const COMPARE: Readonly<Record<Order, (a: InboxKey, b: InboxKey) => number>> = {
  waiting: (a, b) => b.urgent - a.urgent || a.waiting - b.waiting || compare(a.id, b.id),
  newest: (a, b) => b.at - a.at || compare(a.id, b.id),
}

/** A list row as it lies in the mirror. */
export type PageQuery = { readonly view: View; readonly order: Order; readonly offset: number; readonly limit: number }

export function prepareList(db: Database.Database, few = FEW, atOnce = AT_ONCE) {
  const sets = prepareSetReader(db)
  const made = new Map<string, Database.Statement<unknown[], never>>()
  const prepared = <Row>(text: string): Database.Statement<unknown[], Row> => {
    const statement = made.get(text) ?? db.prepare<unknown[], never>(text)
    made.set(text, statement)
    return statement as Database.Statement<unknown[], Row>
  }
  const byRid = db.prepare<[string], Stored & { readonly rid: number }>(
    `SELECT i.rid, ${STORED} FROM json_each(?) wanted CROSS JOIN inbox i ON i.rid = wanted.value
     CROSS JOIN conversations c ON c.rid = i.rid`,
  )
  const keysOf = db.prepare<[string], StoredKey>(
    `SELECT rid, urgent, waiting, at, conversation_id AS id FROM inbox
     WHERE rid IN (SELECT value FROM json_each(?))`,
  )
  const idsOf = db.prepare<[string], string>(
    'SELECT conversation_id FROM inbox WHERE rid IN (SELECT value FROM json_each(?))',
  )
  idsOf.pluck()

  /** The smallest view that holds all of a scope: its index has the fewest to pass. */
  const walkedView = (order: Order, scope: Scope): View => {
    if (scope.moved !== null) return 'everything'
    const least = scope.total - scope.over.length
    const views = VIEWS.filter((view) => view !== 'everything' && indexOf(view, order).view === view)
      .map((view) => ({ view, n: sets.size(viewSet(view)) }))
      .filter(({ n }) => n >= least)
      .sort((a, b) => a.n - b.n)
    const holds = ({ view }: { readonly view: View }) => isEmpty(SETS.without(scope.stored, sets.get(viewSet(view))))
    return views.find(holds)?.view ?? 'everything'
  }

  /** The first `most` of a scope in order; null where that takes more steps than it may. */
  const walk = (order: Order, scope: Scope, most: number, steps: number): number[] | null => {
    const { index, view } = indexOf(walkedView(order, scope), order)
    const places = prepared<number>(
      `SELECT rid FROM inbox INDEXED BY ${index} WHERE ${inView(view)} ORDER BY ${ORDER_BY[order]}
       LIMIT ? OFFSET ?`,
    )
    const found: number[] = []
    for (let passed = 0, take = atOnce; passed < steps; passed += take, take *= 2) {
      const piece = places.pluck().all(take, passed)
      for (const rid of piece) if (has(scope.stored, rid) && found.push(rid) === most) return found
      if (piece.length < take) return found
    }
    return null
  }

  /** Up to `limit` of a scope's stored ones from a place on, in order; null: they have to be sorted. */
  const walked = ({ order, offset, limit }: PageQuery, scope: Scope): number[] | null => {
    const count = scope.total - scope.over.length
    const wanted = offset + limit
    if (count > few) return walk(order, scope, wanted, Number.POSITIVE_INFINITY)!.slice(offset)
    if (count <= Math.max(wanted, Math.min(few, HANDFUL)) || scope.moved !== null) return null
    return walk(order, scope, wanted, count * STEPS)?.slice(offset) ?? null
  }

  const sorted = (order: Order, scope: Scope, rids: Iterable<number>): StoredKey[] =>
    keysOf
      .all(JSON.stringify([...rids]))
      .map((key) => scope.moved?.(key) ?? key)
      .sort(COMPARE[order])

  /** The same with what they are sorted by. */
  const storedKeys = (query: PageQuery, scope: Scope): StoredKey[] => {
    const { order, offset, limit } = query
    const rids = walked(query, scope)
    if (rids !== null) return sorted(order, scope, rids)
    return sorted(order, scope, members(scope.stored)).slice(offset, offset + limit)
  }

  /** In one statement: asked one by one, they take four times as long. */
  const rows = (rids: readonly number[]): ReadonlyMap<number, InboxRow> =>
    new Map(byRid.all(JSON.stringify(rids)).map((stored) => [stored.rid, rowOf(stored)]))

  return {
    rows,
    /** A page with nothing laid over, found without its keys; null: something is, or they have to be sorted. */
    walkedPage(query: PageQuery, scope: Scope): InboxRow[] | null {
      const rids = scope.over.length > 0 || scope.moved !== null ? null : walked(query, scope)
      if (rids === null) return null
      const stored = rows(rids)
      return rids.flatMap((rid) => stored.get(rid) ?? [])
    },
    /** A view as it is: the index alone tells which rows make the page, only those are fetched. Null: no index does. */
    plainPage({ view, order, offset, limit }: PageQuery): InboxRow[] | null {
      const { index, view: walked } = indexOf(view, order)
      if (walked !== view) return null
      const page = prepared<Stored>(
        `SELECT ${STORED} FROM
           (SELECT rid FROM inbox INDEXED BY ${index} WHERE ${inView(view)}
            ORDER BY ${ORDER_BY[order]} LIMIT ? OFFSET ?) page
         CROSS JOIN inbox i ON i.rid = page.rid CROSS JOIN conversations c ON c.rid = page.rid ORDER BY ${ORDER_BY[order]}`,
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
