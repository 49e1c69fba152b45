/** A console that was away comes back: ten thousand rows have changed meanwhile. */
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import Database from 'better-sqlite3'
import type { Change } from '#shared/feed.ts'
import { openMirrorWriter } from '../electron/desk/mirror-writer.ts'
import { preparePosition } from '../electron/desk/position.ts'
import type { Act } from './lib/act.ts'
import { layMirror, laySession, openDesk } from './lib/desk.ts'
import { startBigStack } from './lib/stack.ts'
import { until } from './lib/until.ts'
import { type BigVenue, bigVenueFiles, copyTo } from './venue/files.ts'

const CHANGES = 10_000

/** Rows of a table that are to stand in a mirror, as they lie in one that is in step. */
interface Rows {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

/** What a mirror keeps of conversations: their rows, and the list that is made of them. */
const KEPT: Readonly<Record<string, string>> = {
  conversations: 'seq > ?',
  inbox: 'rid IN (SELECT rid FROM conversations WHERE seq > ?)',
  sets: '? IS NOT NULL',
  set_sizes: '? IS NOT NULL',
}

/** What the desk's own writer makes of the changes, in memory. */
function inStep(venue: BigVenue, changes: readonly Change[], file: string): Rows[] {
  copyTo(venue.mirror, file)
  const writer = openMirrorWriter(file)
  writer.land(changes, { cursor: changes.at(-1)!.seq, feedId: venue.feedId, loaded: true })
  writer.close()
  const db = new Database(file, { readonly: true })
  const rows = Object.entries(KEPT).map(([table, which]) => {
    const query = db.prepare<[number], unknown[]>(`SELECT * FROM ${table} WHERE ${which}`).raw()
    return { table, columns: query.columns().map(({ name }) => name), rows: query.all(venue.head) }
  })
  db.close()
  return rows
}

/** The rows into a mirror, in the place of those that they have taken the place of: one transaction, durable when it returns. */
function applyBare(mirror: string, all: readonly Rows[]): void {
  const db = new Database(mirror)
  db.pragma('synchronous = FULL')
  db.transaction(() => {
    for (const { table, columns, rows } of all) {
      const [key, ...rest] = columns
      const set = rest.map((column) => `${column} = excluded.${column}`)
      const on = table === 'sets' ? 'name, chunk' : key
      const put = db.prepare(
        `INSERT INTO ${table} VALUES (${columns.map(() => '?').join()}) ON CONFLICT (${on}) DO UPDATE SET ${set.join()}`,
      )
      for (const row of rows) put.run(...row)
    }
  })()
  db.close()
}

export const catchUp: Act = {
  name: 'catch-up',
  title: 'Catching up with 10,000 changes',
  goal: 'at most 1.5x applying the rows in one transaction; 100k to 1M messages of history at most 3x',
  control:
    'what then stands in the mirror, in memory already: rows, their places in the list and its sets, by their ids, one durable transaction',
  product: 'a real desk with a mirror of before, from its start until it is in step with the server process',
  sizes: { of: 'messages', full: [100_000, 1_000_000], quick: [100_000] },
  async open({ size, scratch, say }) {
    const venue = await bigVenueFiles(size, say)
    const stack = await startBigStack(venue, scratch, { desk: false })
    const owner = await stack.signIn('owner')
    const server = new Database(path.join(stack.folder, 'greenlight.db'), { readonly: true })
    const ids = server.prepare<[number], string>('SELECT id FROM conversations LIMIT ?').pluck().all(CHANGES)
    server.close()
    // Half of them are open and half are not, so that two acts change every one.
    for (const kind of ['close', 'reopen']) {
      const answer = await owner.command('bulk.apply', { bulkId: randomUUID(), ids, change: { kind } })
      if (answer.status !== 'done') throw new Error(`the act was refused: ${answer.code}`)
    }
    const changes: Change[] = []
    for (let since = venue.head, more = true; more; ) {
      const page = await owner.get<{ rows: Change[]; to: number; more: boolean }>(
        `/api/changes?since=${since}&limit=2000`,
      )
      changes.push(...page.rows)
      since = page.to
      more = page.more
    }
    const head = changes.at(-1)!.seq
    const finished = inStep(venue, changes, path.join(scratch.folder('in-step'), 'mirror.db'))

    const positionOf = (mirror: string) => {
      const db = new Database(mirror, { readonly: true })
      const { cursor } = preparePosition(db)()
      db.close()
      return cursor
    }
    return {
      cases: [
        {
          name: 'in step again',
          unit: 'ms',
          async product() {
            const folder = scratch.folder('desk')
            const at = { dataDir: folder, serverUrl: stack.server }
            layMirror(venue, folder, stack.server)
            laySession({ ...at, token: owner.token })
            const begun = performance.now()
            const desk = await openDesk(at)
            await until('in step', async () => (await desk.api.status()).inStepAt !== null)
            const taken = performance.now() - begun
            if (positionOf(desk.mirror) < head) throw new Error('in step, and yet behind')
            await desk.close()
            scratch.drop(folder)
            return [taken]
          },
          controls: [
            {
              name: 'one transaction',
              round() {
                const folder = scratch.folder('bare')
                const mirror = path.join(folder, 'mirror.db')
                copyTo(venue.mirror, mirror)
                const begun = performance.now()
                applyBare(mirror, finished)
                const taken = performance.now() - begun
                scratch.drop(folder)
                return [taken]
              },
              ratio: [{ stat: 'p50', atMost: 1.5 }],
            },
          ],
          growth: { stat: 'p50', atMost: 3 },
        },
      ],
      close: () => stack.close(),
    }
  },
}
