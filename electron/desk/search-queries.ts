/**
 * Search: conversations by their texts, newest hit first, and by name and number. The index is walked by rowid, a piece
 * at a time, as far back as there is anything; where only a few conversations come into question, those are read.
 */
import type Database from 'better-sqlite3'
import type { SearchFrom } from '#shared/rpc.ts'
import { hitsIn, isHit, type Piece, piecesOf, snippetOf, type Term, termsOf } from '#shared/search.ts'
import type { InboxRow } from '#shared/views.ts'
import { has, members } from './bits.ts'
import { STORED, type Stored } from './inbox.ts'
import type { Scope } from './scope.ts'
import { digitsOf, type SearchTerms, searchTerms } from './search.ts'

/** Hits that one page looks at, at most. */
const LOOKED_AT = 3_000
/** Texts read at once, at first, for each conversation that is wanted: some have several. */
const AT_FIRST = 1.1
/** Where those fall short, so many more; twice as many each further time. */
const MORE = 64
/** Where no more than these are in question, their texts are read: more than are shown early in a first load. */
const FEW = 64
const FIRST = Number.MAX_SAFE_INTEGER

/** A conversation, and its row of the list. */
interface Shown extends Stored {
  readonly rid: number
}

export interface Found extends Shown {
  /** The message that was hit, and what it says; null: it was the name or the number. */
  readonly message: number | null
  readonly text: string | null
  /** When it was written. */
  readonly written: number | null
  /** The conversation whose name or number was hit: the same, or one that is merged into it. */
  readonly customer: number | null
}

export interface FoundPage {
  readonly found: readonly Found[]
  /** Where to go on; null: that was all. */
  readonly next: SearchFrom | null
}

/** All that a page shows of a hit, at once: read apart, each would be looked up three times. */
const SHOWN = `i.rid, ${STORED}`
/** Beside FTS5, SQLite makes a statement anew for each value of a plain `LIMIT ?`: that takes as long as a short answer. */
const LIMIT = 'LIMIT ? + 0'
type Hit = Found & { readonly at: number }

export function prepareSearch(db: Database.Database) {
  const bodies = db.prepare<[string, number, number], Hit>(
    `SELECT s.rowid AS at, s.rowid AS message, m.body AS text, m.created_at AS written, NULL AS customer, ${SHOWN} FROM search_messages s CROSS JOIN messages m ON m.rid = s.rowid
     CROSS JOIN inbox i ON i.conversation_id = m.conversation_id CROSS JOIN conversations c ON c.rid = i.rid
     WHERE search_messages MATCH ? AND s.rowid < ? ORDER BY s.rowid DESC ${LIMIT}`,
  )
  const customers = db.prepare<[string, number, number], Hit>(
    `SELECT s.rowid AS at, NULL AS message, NULL AS text, NULL AS written, s.rowid AS customer, ${SHOWN} FROM search_customers s
     CROSS JOIN inbox i ON i.rid = s.rowid CROSS JOIN conversations c ON c.rid = s.rowid
     WHERE search_customers MATCH ? AND s.rowid < ? ORDER BY s.rowid DESC ${LIMIT}`,
  )
  const anyMerged = db.prepare<[], number>('SELECT 1 FROM merged LIMIT 1').pluck()
  const rootOf = db.prepare<[number], Shown>(
    `SELECT ${SHOWN} FROM inbox hit CROSS JOIN merged m ON m.id = hit.conversation_id
     CROSS JOIN inbox i ON i.conversation_id = m.root CROSS JOIN conversations c ON c.rid = i.rid WHERE hit.rid = ?`,
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
  const thread = db.prepare<[string], { readonly message: number; readonly body: string; readonly written: number }>(
    `SELECT m.rid AS message, m.body, m.created_at AS written FROM inbox i CROSS JOIN messages m ON m.conversation_id = i.conversation_id
     WHERE i.rid IN (SELECT value FROM json_each(?)) AND m.row IS NOT NULL ORDER BY m.rid DESC`,
  )
  const shown = db.prepare<[number], Shown>(
    `SELECT ${SHOWN} FROM inbox i CROSS JOIN conversations c ON c.rid = i.rid WHERE i.rid = ?`,
  )

  /** Each of a scope that is small, looked at by itself. */
  const amongFew = (terms: readonly Term[], query: SearchTerms, scope: Scope): FoundPage => {
    const found: Found[] = []
    for (const rid of [...members(scope.stored), ...scope.over.map((o) => o.rid)]) {
      const row = shown.get(rid)
      if (row === undefined) continue
      const all = [rid, ...merged.all(rid)]
      let text: { readonly message: number; readonly body: string; readonly written: number } | null = null
      for (const one of thread.iterate(JSON.stringify(all))) {
        if (!isHit(one.body, terms)) continue
        text = one
        break
      }
      const customer = all.find((one) => isCustomer.get({ terms: query.customer, rid: one }) !== undefined) ?? null
      if (text === null && customer === null) continue
      found.push({
        ...row,
        customer,
        ...{ message: text?.message ?? null, text: text?.body ?? null, written: text?.written ?? null },
      })
    }
    return { found: found.sort((a, b) => (b.message ?? FIRST) - (a.message ?? FIRST)), next: null }
  }

  /** Hits below a place of their index, newest first; read in pieces, so many in the first of them. */
  function* hitsOf(hits: typeof bodies, terms: string, below: number, first: number): Generator<Hit> {
    let from = below
    for (let take = first, more = MORE; ; take = more, more *= 2) {
      const piece = hits.all(terms, from, take)
      yield* piece
      const last = piece.at(-1)
      if (last === undefined || piece.length < take) return
      from = last.at
    }
  }

  return {
    /** @returns null where there is nothing to look for. */
    page(typed: string, scope: Scope, from: SearchFrom | undefined, limit: number): FoundPage | null {
      const query = searchTerms(typed)
      if (query === null) return null
      if (scope.total <= FEW) return amongFew(termsOf(typed), query, scope)
      const over = new Set(scope.over.map((o) => o.rid))
      const isIn = ({ rid }: Pick<Found, 'rid'>) => has(scope.stored, rid) || over.has(rid)
      // Few are merged: a hit is its own conversation's, and only one that is not in question may be another's.
      const merges = anyMerged.get() !== undefined
      const foundIn = (hit: Hit): Found | null => {
        if (isIn(hit)) return hit
        const root = merges ? rootOf.get(hit.rid) : undefined
        return root !== undefined && isIn(root) ? { ...hit, ...root } : null
      }
      const found = new Map<number, Found>()
      const next = { texts: null as number | null, customers: null as number | null }
      let looked = 0

      /** Walks one index on, until there is enough or enough was looked at. @returns where to go on, or null */
      const walk = (hits: Iterator<Hit>, most: number): number | null => {
        const until = found.size + most
        for (let step = hits.next(); !step.done; step = hits.next()) {
          const { at } = step.value
          looked += 1
          const hit = foundIn(step.value)
          if (hit !== null && !found.has(hit.rid)) found.set(hit.rid, hit)
          if (found.size >= until || looked >= LOOKED_AT) return at
        }
        return null
      }
      const half = Math.ceil(limit / 2)
      // Few texts hold a number: its customers will be needed to the last.
      const people = hitsOf(customers, query.customer, from?.customers ?? FIRST, /\d/.test(typed) ? limit : half)
      const room = () => (looked < LOOKED_AT ? limit - found.size : 0)
      const texts = (below: number) => hitsOf(bodies, query.body, below, Math.ceil(room() * AT_FIRST))

      // Who is called like that comes first, as far as they leave room for texts; the rest of them come last.
      next.customers = from === undefined ? walk(people, half) : from.customers
      next.texts = from === undefined ? FIRST : from.texts
      if (next.texts !== null && room() > 0) next.texts = walk(texts(next.texts), room())
      if (next.texts === null && next.customers !== null && room() > 0) next.customers = walk(people, room())
      return { found: [...found.values()], next: next.texts === null && next.customers === null ? null : next }
    },

    /** Conversations of people of that name or number, newest first; a few. */
    customers(typed: string, limit: number): number[] {
      const query = searchTerms(typed)
      const rids = query === null ? [] : customers.all(query.customer, FIRST, limit).map(({ rid }) => rid)
      return rids.map((rid) => rootOf.get(rid)?.rid ?? rid)
    },

    /** What to show of each hit in place of the last text. */
    showing(typed: string): (hit: Found, row: InboxRow['conversation']) => readonly Piece[] {
      const terms = termsOf(typed)
      const digits = digitsOf(typed)
      return ({ text, rid, customer }, row) => {
        if (text !== null) return snippetOf(text, terms)
        // Of a merged thread it may be another name, or another number, than the one that it goes by.
        const merged = customer === null || customer === rid ? undefined : named.get(customer)
        const { name, number } = merged ?? { name: row.customerName, number: row.customerNumber }
        const inName = hitsIn(name ?? '', terms)
        if (name !== null && inName.length > 0) return piecesOf(name, inName)
        return piecesOf(number, hitsInNumber(number, digits))
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
