/** A new console: until its first list is there, and until it has all of the venue. */
import path from 'node:path'
import Database from 'better-sqlite3'
import { bulkLoad } from './controls/bulk-load.ts'
import type { Act } from './lib/act.ts'
import { laySession, openDesk } from './lib/desk.ts'
import { startBigStack } from './lib/stack.ts'
import { until } from './lib/until.ts'
import { bigVenueFiles } from './venue/files.ts'

const SCREEN = 50

interface Synced {
  readonly screen: number
  readonly rows: number
  readonly searchable: number
}

/** Whether the full-text index has every row that the mirror has. */
function isIndexed(mirror: string): boolean {
  const db = new Database(mirror, { readonly: true })
  const behind = db
    .prepare<[], number>(
      `SELECT (SELECT max(rid) FROM messages) - CAST((SELECT value FROM meta WHERE key = 'indexed_messages') AS INTEGER)`,
    )
    .pluck()
    .get()
  db.close()
  return behind === 0
}

export const firstSync: Act = {
  name: 'first-sync',
  title: 'A new console',
  goal: 'all rows and their index at most 1.25x a bulk load of the same, at most 12x for ten times as much; the first list at most 1.5x one page of it, while the rest still comes, at every size',
  control:
    "a finished mirror's rows into tables without indexes, then the indexes, then the full text, one durable transaction; one page of the newest over HTTP",
  product: 'a real desk with nothing but a session against the server process, all the way through its own API',
  sizes: { of: 'messages', full: [100_000, 1_000_000], quick: [10_000] },
  async open({ size, scratch, say }) {
    const venue = await bigVenueFiles(size, say)
    const stack = await startBigStack(venue, scratch, { desk: false })
    const owner = await stack.signIn('owner')
    let synced: Synced = { screen: 0, rows: 0, searchable: 0 }
    const sync = async (): Promise<Synced> => {
      const folder = scratch.folder('desk')
      const at = { dataDir: folder, serverUrl: stack.server }
      laySession({ ...at, token: owner.token })
      const begun = performance.now()
      const since = () => performance.now() - begun
      const desk = await openDesk(at)
      await until('a first list', async () => (await desk.api.inbox({ view: 'everything' })).rows.length >= SCREEN)
      const screen = since()
      await until('all rows', async () => (await desk.api.status()).inStepAt !== null)
      const rows = since()
      await until('a full index', () => isIndexed(desk.mirror))
      const searchable = since()
      await desk.close()
      scratch.drop(folder)
      return { screen, rows, searchable }
    }
    const load = () => {
      const folder = scratch.folder('load')
      const begun = performance.now()
      bulkLoad(venue.mirror, path.join(folder, 'mirror.db'))
      const taken = performance.now() - begun
      scratch.drop(folder)
      return [taken]
    }
    const page = async () => {
      const begun = performance.now()
      await owner.get(`/api/changes/recent?limit=${SCREEN}`)
      return [performance.now() - begun]
    }
    return {
      cases: [
        {
          name: 'all rows, searchable',
          unit: 'ms',
          async product() {
            synced = await sync()
            return [synced.searchable]
          },
          controls: [{ name: 'bulk load', round: load, ratio: [{ stat: 'p50', atMost: 1.25 }] }],
          growth: { stat: 'p50', atMost: 12 },
        },
        { name: 'all rows', unit: 'ms', product: () => [synced.rows] },
        {
          name: 'first list',
          unit: 'ms',
          product: () => [synced.screen],
          controls: [{ name: 'one page', round: page, ratio: [{ stat: 'p50', atMost: 1.5 }] }],
          growth: { stat: 'p50', atMost: 1.5 },
        },
      ],
      close: () => stack.close(),
    }
  },
}
