/** Searching all history in the mirror, as somebody types. */
import Database from 'better-sqlite3'
import { rowOf, STORED, type Stored } from '../electron/desk/inbox.ts'
import { searchTerms } from '../electron/desk/search.ts'
import type { Act, Case } from './lib/act.ts'
import { openLocalDesk } from './lib/desk.ts'
import { timed } from './lib/timed.ts'
import { bigVenueFiles } from './venue/files.ts'
import { customerNumber } from './venue/rows.ts'

const PAGE = 120
/** What people look for: words of everyday texts, services, times, names, parts of numbers. */
const WORDS = ['appointment', 'balayage', 'colour', 'friday', 'morning', 'please', 'thanks', 'booking', 'highlights']
const PAIRS = ['how mu', 'hair colo', 'see you', 'gel na', 'friday aft', 'book me', 'can i', 'price of']
const NUMBERS = [1, 2, 3, 4, 5].flatMap((n) => {
  const number = customerNumber(n * 97)
  return [number.slice(-4), `0${number.slice(3, 7)}`, number.slice(3, 9), `+44 ${number.slice(3, 6)}`]
})

interface Hit extends Stored {
  readonly rid: number
  readonly id: string
  readonly excerpt: string
}

/** What of a number is typed first: by two digits every venue has more than a page. */
const DIGITS = ['45', '57', '23', '91', '08', '76']

/** The newest hits by the statement alone, with what a list of results shows of each: the list's own rows. */
function hitsOf(db: Database.Database): (typed: string) => unknown[] {
  const bodies = db.prepare<[string], Hit>(
    `SELECT i.rid, i.conversation_id AS id, ${STORED}, h.excerpt FROM
       (SELECT s.rowid AS rid, snippet(search_messages, 0, '«', '»', '…', 12) AS excerpt FROM search_messages s
        WHERE search_messages MATCH ? ORDER BY s.rowid DESC LIMIT ${PAGE}) h
     CROSS JOIN messages m ON m.rid = h.rid CROSS JOIN inbox i ON i.conversation_id = m.conversation_id
     CROSS JOIN conversations c ON c.rid = i.rid`,
  )
  const customers = db.prepare<[string], Hit>(
    `SELECT i.rid, i.conversation_id AS id, ${STORED}, h.excerpt FROM
       (SELECT s.rowid AS rid, highlight(search_customers, 0, '«', '»') AS excerpt FROM search_customers s
        WHERE search_customers MATCH ? ORDER BY s.rowid DESC LIMIT ${PAGE}) h
     CROSS JOIN inbox i ON i.rid = h.rid CROSS JOIN conversations c ON c.rid = h.rid`,
  )
  return (typed) => {
    const terms = searchTerms(typed)!
    const found = [...customers.all(terms.customer), ...bodies.all(terms.body)].slice(0, PAGE)
    return found.map((hit) => ({ ...hit, row: rowOf(hit) }))
  }
}

export const search: Act = {
  name: 'search',
  title: 'Search as one types',
  goal: 'at most 1.3x the same FTS statement, p95 at most 10 ms at 1M messages; 10k to 1M at most 4x',
  control: 'the FTS statements alone: the newest hits with their excerpts, as many as a page holds',
  product: 'the desk as a window asks it, over all conversations',
  sizes: { of: 'messages', full: [10_000, 100_000, 1_000_000], quick: [10_000, 100_000] },
  async open({ size, scratch, say }) {
    const venue = await bigVenueFiles(size, say)
    const desk = await openLocalDesk(venue, scratch)
    const db = new Database(desk.mirror, { readonly: true })
    const hits = hitsOf(db)
    const typing = (name: string, typed: readonly string[], grows = true): Case => {
      const at = (n: number) => typed[n % typed.length]!
      const times = typed.length * 3
      return {
        name,
        unit: 'ms',
        product: timed(times, (n) => desk.api.inbox({ view: 'everything', search: at(n), limit: PAGE })),
        controls: [
          { name: 'the statement', round: timed(times, (n) => hits(at(n))), ratio: [{ stat: 'p50', atMost: 1.3 }] },
        ],
        bounds: [{ stat: 'p95', atMost: 10 }],
        ...(grows && { growth: { stat: 'p50', atMost: 4 } as const }),
      }
    }
    const beginnings = (length: number) => [...new Set(WORDS.map((word) => word.slice(0, length)))]
    return {
      cases: [
        ...[1, 2, 3, 4, 5, 6].map((n) => typing(n === 1 ? '1 character' : `${n} characters`, beginnings(n))),
        typing('a whole word', WORDS),
        typing('two words', PAIRS),
        typing('two digits', DIGITS),
        // A longer piece of a number is found once or twice in the smallest venue, and fills pages in the largest.
        typing('a number', NUMBERS, false),
      ],
      async close() {
        db.close()
        await desk.close()
      },
    }
  },
}
