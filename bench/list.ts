/** Reading the list and a thread, in the desk's own process. */
import Database from 'better-sqlite3'
import { orderOf } from '#shared/filters.ts'
import type { View } from '#shared/views.ts'
import { rowOf, STORED, type Stored } from '../electron/desk/inbox.ts'
import { prepareReads } from '../electron/desk/reads.ts'
import { indexOf, inView, ORDER_BY } from '../electron/desk/schema.ts'
import type { Act, Case } from './lib/act.ts'
import { openLocalDesk } from './lib/desk.ts'
import { timed } from './lib/timed.ts'
import { bigVenueFiles } from './venue/files.ts'

/** What the window asks for at once. */
const PAGE = 120
const TIMES = 40

/** A page by the statement alone: what its index and its rows cost, made into what the window is given. */
function pageOf(db: Database.Database, view: View): (offset: number) => unknown[] {
  const order = orderOf(view)
  const page = db.prepare<[number, number], Stored>(
    `SELECT ${STORED} FROM
       (SELECT rid FROM inbox INDEXED BY ${indexOf(view, order).index} WHERE ${inView(view)}
        ORDER BY ${ORDER_BY[order]} LIMIT ? OFFSET ?) page
     CROSS JOIN inbox i ON i.rid = page.rid CROSS JOIN conversations c ON c.rid = page.rid ORDER BY ${ORDER_BY[order]}`,
  )
  return (offset) => page.all(PAGE, offset).map(rowOf)
}

/** The first of what has two values, by a condition on each row. */
function filteredPage(db: Database.Database, agent: string, limit: number): () => unknown[] {
  const page = db.prepare<[], Stored>(
    `SELECT ${STORED} FROM inbox i INDEXED BY inbox_everything_newest CROSS JOIN conversations c ON c.rid = i.rid
     WHERE ${inView('everything')} AND c.row ->> 'agentId' = '${agent}' AND c.row ->> 'state' = 'open'
     ORDER BY i.at DESC, i.conversation_id LIMIT ${limit}`,
  )
  return () => page.all().map(rowOf)
}

export const list: Act = {
  name: 'list',
  title: 'List, filter, thread: read in the desk',
  goal: 'at most 1.3x the same prepared SQL in process; 10k to 1M messages at most 2x',
  control: 'the statement alone, its rows parsed; for a thread, all of its statements',
  product: 'the desk as a window asks it: schema, snapshot, overlay, counts, rows',
  sizes: { of: 'messages', full: [10_000, 100_000, 1_000_000], quick: [10_000, 100_000] },
  async open({ size, scratch, say }) {
    const venue = await bigVenueFiles(size, say)
    const desk = await openLocalDesk(venue, scratch)
    const db = new Database(desk.mirror, { readonly: true })
    const reads = prepareReads(db)

    const page = (name: string, view: View, offset: number): Case => {
      const rows = pageOf(db, view)
      return {
        name,
        unit: 'ms',
        product: timed(TIMES, () => desk.api.inbox({ view, offset, limit: PAGE })),
        controls: [
          { name: 'the statement', round: timed(TIMES, () => rows(offset)), ratio: [{ stat: 'p50', atMost: 1.3 }] },
        ],
        growth: { stat: 'p50', atMost: 2 },
      }
    }
    const filtered = (name: string, agent: string, limit: number): Case => {
      const filter = { agent: [agent], state: ['open' as const] }
      return {
        name,
        unit: 'ms',
        product: timed(TIMES, () => desk.api.inbox({ view: 'everything', filter, limit })),
        controls: [
          {
            name: 'a condition on each row',
            round: timed(TIMES, filteredPage(db, agent, limit)),
            ratio: [{ stat: 'p50', atMost: 1.3 }],
          },
        ],
        growth: { stat: 'p50', atMost: 2 },
      }
    }
    const { rows } = await desk.api.inbox({ view: 'everything', limit: 500 })
    const ids = rows.map((row) => row.conversation.id)
    const thread = (n: number) => {
      const id = ids[n % ids.length]!
      const messages = reads.messagesBefore([id], Number.MAX_SAFE_INTEGER, 50)
      return [reads.scene(id), reads.hasMessagesBefore([id], messages[0]!.createdAt), reads.lastDecision([id])]
    }
    return {
      cases: [
        page('needs you', 'needs_you', 0),
        page('everything', 'everything', 0),
        page('done', 'done', 0),
        { ...page('done, half way down', 'done', Math.floor(venue.conversations * 0.35)), growth: undefined },
        // Of the second agent, the smallest venue has fewer than a page: thirty are there everywhere.
        filtered('open ones of the first agent', 'agent_front_desk', PAGE),
        filtered('thirty open ones of the second', 'agent_bridal', 30),
        { ...filtered('open ones of the second', 'agent_bridal', PAGE), growth: undefined },
        {
          name: 'open thread',
          unit: 'ms',
          product: timed(TIMES * 2, (n) => desk.api.thread(ids[n % ids.length]!)),
          controls: [
            { name: 'its statements', round: timed(TIMES * 2, thread), ratio: [{ stat: 'p50', atMost: 1.3 }] },
          ],
          growth: { stat: 'p50', atMost: 2 },
        },
        {
          name: 'counts of all views',
          unit: 'ms',
          product: timed(TIMES, () => desk.api.counts()),
          growth: { stat: 'p50', atMost: 2 },
        },
      ],
      async close() {
        db.close()
        await desk.close()
      },
    }
  },
}
