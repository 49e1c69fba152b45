/**
 * Search: conversations by their texts, newest hit first, and by name and number. The index is walked by rowid, a piece
 * at a time, as far back as there is anything; where only a few conversations come into question, those are read.
 */
import type Database from 'better-sqlite3'
import type { SearchFrom } from '#shared/rpc.ts'
import { hitsIn, isHit, type Piece, piecesOf, snippetOf, type Term, termsOf } from '#shared/search.ts'
import type { InboxRow } from '#shared/views.ts'
import { has, members } from './bits.ts'
import { rootIn } from './merged.ts'
import type { Scope } from './scope.ts'
import { digitsOf, type SearchTerms, searchTerms } from './search.ts'

/** Hits that one piece looks at, at most. */
const LOOKED_AT = 3_000
const FEW = 40
const FIRST = Number.MAX_SAFE_INTEGER

export interface Found {
  /** Of a conversation. */
  readonly rid: number
  /** The message that was hit; null: the name or the number. */
  readonly message: number | null
  /** The conversation whose name or number was hit: the same, or one that is merged into it. */
  readonly customer: number | null
}

export interface FoundPage {
  readonly found: readonly Found[]
  /** Where to go on; null: that was all. */
  readonly next: SearchFrom | null
}

interface BodyHit {
  readonly message: number
  readonly rid: number
}

interface CustomerHit {
  readonly customer: number
  readonly rid: number
}

export function prepareSearch(db: Database.Database) {
  const bodies = db.prepare<[string, number], BodyHit>(
    `SELECT s.rowid AS message, i.rid FROM search_messages s CROSS JOIN messages m ON m.rid = s.rowid
     CROSS JOIN inbox i ON i.conversation_id = ${rootIn('m.conversation_id')}
     WHERE search_messages MATCH ? AND s.rowid < ? ORDER BY s.rowid DESC`,
  )
  const customers = db.prepare<[string, number], CustomerHit>(
    `SELECT s.rowid AS customer, i.rid FROM search_customers s CROSS JOIN conversations c ON c.rid = s.rowid
     CROSS JOIN inbox i ON i.conversation_id = ${rootIn('c.id')}
     WHERE search_customers MATCH ? AND s.rowid < ? ORDER BY s.rowid DESC`,
  )
  // A range of one: beside MATCH, FTS5 does not heed an equal rowid.
  const isCustomer = db.prepare<{ readonly terms: string; readonly rid: number }, number>(
    'SELECT 1 FROM search_customers WHERE search_customers MATCH :terms AND rowid >= :rid AND rowid <= :rid',
  )
  isCustomer.pluck()
  const merged = db.prepare<[number], number>(
    `SELECT c.rid FROM inbox i CROSS JOIN merged m ON m.root = i.conversation_id
     CROSS JOIN conversations c ON c.id = m.id WHERE i.rid = ?`,
  )
  merged.pluck()
  const named = db.prepare<[number], { readonly name: string | null; readonly number: string }>(
    "SELECT row ->> 'customerName' AS name, row ->> 'customerNumber' AS number FROM conversations WHERE rid = ?",
  )
  const thread = db.prepare<[string], { readonly message: number; readonly body: string }>(
    `SELECT m.rid AS message, m.body FROM inbox i CROSS JOIN messages m ON m.conversation_id = i.conversation_id
     WHERE i.rid IN (SELECT value FROM json_each(?)) AND m.row IS NOT NULL ORDER BY m.rid DESC`,
  )
  const bodiesOf = db.prepare<[string], { readonly rid: number; readonly body: string }>(
    'SELECT m.rid, m.body FROM json_each(?) wanted CROSS JOIN messages m ON m.rid = wanted.value',
  )

  /** Each of a scope that is small, looked at by itself. */
  const amongFew = (terms: readonly Term[], query: SearchTerms, scope: Scope): FoundPage => {
    const found: Found[] = []
    for (const rid of [...members(scope.stored), ...scope.over.map((o) => o.rid)]) {
      let message: number | null = null
      const all = [rid, ...merged.all(rid)]
      for (const one of thread.iterate(JSON.stringify(all))) {
        if (!isHit(one.body, terms)) continue
        message = one.message
        break
      }
      const customer = all.find((one) => isCustomer.get({ terms: query.customer, rid: one }) !== undefined) ?? null
      if (message !== null || customer !== null) found.push({ rid, message, customer })
    }
    return { found: found.sort((a, b) => (b.message ?? FIRST) - (a.message ?? FIRST)), next: null }
  }

  return {
    /** @returns null where there is nothing to look for. */
    page(typed: string, scope: Scope, from: SearchFrom | undefined, limit: number): FoundPage | null {
      const query = searchTerms(typed)
      if (query === null) return null
      if (scope.total <= FEW) return amongFew(termsOf(typed), query, scope)
      const over = new Set(scope.over.map((o) => o.rid))
      const found = new Map<number, Found>()
      const next = { texts: null as number | null, customers: null as number | null }
      let looked = 0

      /** Walks one index down, until there is enough or enough was looked at. @returns where to go on, or null */
      const walk = <T>(hits: Iterable<T>, hit: (one: T) => Found, at: (one: T) => number, most: number) => {
        const until = found.size + most
        for (const one of hits) {
          looked += 1
          const it = hit(one)
          if (!found.has(it.rid) && (has(scope.stored, it.rid) || over.has(it.rid))) found.set(it.rid, it)
          if (found.size >= until || looked >= LOOKED_AT) return at(one)
        }
        return null
      }
      const walkTexts = (below: number) =>
        walk(
          bodies.iterate(query.body, below),
          (hit) => ({ ...hit, customer: null }),
          (hit) => hit.message,
          limit - found.size,
        )
      const walkCustomers = (below: number, most: number) =>
        walk(
          customers.iterate(query.customer, below),
          (hit) => ({ ...hit, message: null }),
          (hit) => hit.customer,
          most,
        )

      // Who is called like that comes first, as far as they leave room for texts; the rest of them come last.
      if (from === undefined) next.customers = walkCustomers(FIRST, Math.ceil(limit / 2))
      else next.customers = from.customers
      const room = () => found.size < limit && looked < LOOKED_AT
      next.texts = from === undefined ? FIRST : from.texts
      if (next.texts !== null && room()) next.texts = walkTexts(next.texts)
      if (next.texts === null && next.customers !== null && room()) {
        next.customers = walkCustomers(next.customers, limit - found.size)
      }
      return { found: [...found.values()], next: next.texts === null && next.customers === null ? null : next }
    },

    /** Conversations of people of that name or number, newest first; a few. */
    customers(typed: string, limit: number): number[] {
      const query = searchTerms(typed)
      if (query === null) return []
      const found: number[] = []
      for (const { rid } of customers.iterate(query.customer, FIRST)) if (found.push(rid) === limit) break
      return found
    },

    /** What to show of each of these hits in place of the last text. */
    showing(typed: string, found: readonly Found[]): (hit: Found, row: InboxRow['conversation']) => readonly Piece[] {
      const terms = termsOf(typed)
      const hit = JSON.stringify(found.flatMap(({ message }) => message ?? []))
      const texts = new Map(bodiesOf.all(hit).map(({ rid, body }) => [rid, body]))
      return ({ message, rid, customer }, row) => {
        if (message !== null) return snippetOf(texts.get(message) ?? '', terms)
        // Of a merged thread it may be another name, or another number, than the one that it goes by.
        const merged = customer === null || customer === rid ? undefined : named.get(customer)
        const { name, number } = merged ?? { name: row.customerName, number: row.customerNumber }
        const inName = hitsIn(name ?? '', terms)
        if (name !== null && inName.length > 0) return piecesOf(name, inName)
        return piecesOf(number, hitsInNumber(number, digitsOf(typed)))
      }
    },
  }
}

/** Where the digits stand in a number; as they are written at home, too. */
function hitsInNumber(number: string, typed: string): [number, number][] {
  const forms = [typed, typed.replace(/^0+/, '')]
  const at = forms.map((form) => (form === '' ? -1 : number.lastIndexOf(form)))
  const i = at.findIndex((place) => place !== -1)
  return i === -1 ? [] : [[at[i]!, at[i]! + forms[i]!.length]]
}
