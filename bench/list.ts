/** Reading the list and a thread, in the desk's own process. */
import Database from 'better-sqlite3'
import { VIEWS, type View } from '#shared/views.ts'
import { prepareReads } from '../electron/desk/reads.ts'
import type { Act, Case } from './lib/act.ts'
import { openLocalDesk } from './lib/desk.ts'
import { timed } from './lib/timed.ts'
import { bigVenueFiles } from './venue/files.ts'

/** What the window asks for at once. */
const PAGE = 120
const TIMES = 40

interface Stored {
  readonly seq: number
  readonly row: string
  readonly derived: string
}

/** The statement of a view by itself: which index walks it, and what it picks. */
const needsYou = { index: 'inbox_needs_you_waiting', order: 'i.urgent DESC, i.waiting, i.conversation_id' }
const newest = (view: View) => ({ index: `inbox_${view}_newest`, order: 'i.at DESC, i.conversation_id' })

/** A page by the statement alone: what its index and its rows cost, made into what the window is given. */
function pageOf(db: Database.Database, view: View, agent: boolean): (offset: number) => unknown[] {
  const { index, order } = view === 'needs_you' ? needsYou : newest(view)
  const page = db.prepare<[number, number], Stored>(
    `SELECT c.seq, c.row, i.derived FROM inbox i INDEXED BY ${index} CROSS JOIN conversations c ON c.rid = i.rid
     WHERE i.views & ${1 << VIEWS.indexOf(view)} ${agent ? `AND instr(i.sets, '"agent:agent_bridal"')` : ''}
     ORDER BY ${order} LIMIT ? OFFSET ?`,
  )
  return (offset) =>
    page.all(PAGE, offset).map(({ seq, row, derived }) => ({ seq, row: JSON.parse(row), ...JSON.parse(derived) }))
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

    const page = (name: string, view: View, offset: number, agentId: string | null): Case => {
      const rows = pageOf(db, view, agentId !== null)
      return {
        name,
        unit: 'ms',
        product: timed(TIMES, () =>
          desk.api.inbox({ view, offset, limit: PAGE, filter: agentId === null ? {} : { agent: [agentId] } }),
        ),
        controls: [
          { name: 'the statement', round: timed(TIMES, () => rows(offset)), ratio: [{ stat: 'p50', atMost: 1.3 }] },
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
        page('needs you', 'needs_you', 0, null),
        page('everything', 'everything', 0, null),
        page('done', 'done', 0, null),
        page('everything of one agent', 'everything', 0, 'agent_bridal'),
        { ...page('done, half way down', 'done', Math.floor(venue.conversations * 0.35), null), growth: undefined },
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
