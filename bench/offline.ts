/** A thousand commands that were given without a server, until it has answered every one. */
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import Database from 'better-sqlite3'
import type { Act } from './lib/act.ts'
import { type LocalDesk, layMirror, laySession, OWNER_KEY, openDesk } from './lib/desk.ts'
import { openGate } from './lib/gate.ts'
import { startBigStack } from './lib/stack.ts'
import { until } from './lib/until.ts'
import { bigVenueFiles, copyTo } from './venue/files.ts'

const MESSAGES = 100_000

export const offline: Act = {
  name: 'offline',
  title: 'Commands given offline',
  goal: 'at most 4x one durable transaction of as many changes; at least 15x as fast as a POST each; linear; each carried out once when the server is killed in the middle',
  control: 'one prepared update each with a number of its own, one durable transaction; and: a POST each, one by one',
  product:
    'a real desk with that many commands in its queue: from the moment that its server can be reached until the last is answered',
  sizes: { of: 'commands', full: [100, 1_000], quick: [50, 200] },
  async open({ size, scratch, say }) {
    const venue = await bigVenueFiles(MESSAGES, say)
    const stack = await startBigStack(venue, scratch, { desk: false })
    const owner = await stack.signIn('owner')
    const gate = await openGate(stack.server)
    const at = { dataDir: scratch.folder('desk'), serverUrl: gate.url }
    layMirror(venue, at.dataDir, gate.url)
    laySession({ ...at, token: owner.token })
    const desk = await openDesk(at)
    const file = path.join(scratch.folder('control'), 'greenlight.db')
    copyTo(venue.server, file)
    const db = new Database(file)
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    const ids = db.prepare<[number], string>('SELECT id FROM conversations LIMIT ?').pluck().all(size)
    const assign = db.prepare('UPDATE conversations SET "assigneeId" = ?, seq = ? WHERE id = ?')
    let seq = venue.head
    const bare = db.transaction((to: string | null) => {
      for (const id of ids) assign.run(to, ++seq, id)
    })
    // A command that leaves while the line is being cut would go alone, ahead of the others.
    const goOffline = async () => {
      gate.cut()
      await until('the desk to know it', async () => (await desk.api.status()).connection === 'offline')
    }
    let turn = 0
    const next = () => (turn++ % 2 === 0 ? OWNER_KEY.personId : null)

    return {
      cases: [
        {
          name: 'until all are answered',
          unit: 'ms',
          async product() {
            await goOffline()
            await queue(desk, ids, next())
            const begun = performance.now()
            gate.join()
            await until('an answer to each', async () => (await desk.api.status()).queued === 0)
            return [performance.now() - begun]
          },
          controls: [
            {
              name: 'one transaction',
              round() {
                const begun = performance.now()
                bare(next())
                return [performance.now() - begun]
              },
              ratio: [{ stat: 'p50', atMost: 4 }],
            },
            {
              name: 'a POST each',
              async round() {
                const assigneeId = next()
                const begun = performance.now()
                for (const id of ids) await owner.command('conversation.assign', { ids: [id], assigneeId })
                return [performance.now() - begun]
              },
              ratio: [{ stat: 'p50', atMost: 1 / 15 }],
            },
          ],
          growth: { stat: 'p50', atMost: 12 },
        },
      ],
      proofs: [
        {
          name: `each of ${size} carried out once though the server is killed in the middle`,
          async run() {
            await goOffline()
            const mark = randomUUID()
            for (const id of ids) await given(desk, 'conversation.note', { id, text: mark })
            const count = () => {
              const read = new Database(path.join(stack.folder, 'greenlight.db'), { readonly: true })
              const n = read
                .prepare<[string], number>('SELECT count(*) FROM messages WHERE body = ?')
                .pluck()
                .get(mark)!
              read.close()
              return n
            }
            gate.join()
            await until('some of them', () => count() > 0)
            process.kill(stack.processes.server, 'SIGKILL')
            const before = count()
            await stack.restartServer()
            await until('an answer to each', async () => (await desk.api.status()).queued === 0)
            const after = count()
            return { holds: after === size, detail: `${before} were stored at the kill, ${after} in the end` }
          },
        },
      ],
      async close() {
        db.close()
        await desk.close()
        await gate.close()
        await stack.close()
      },
    }
  },
}

async function given(desk: LocalDesk, type: string, payload: unknown): Promise<void> {
  const answer = await desk.api.command({ id: randomUUID(), type, payload })
  if (!answer.ok) throw new Error(`not queued: ${answer.code}`)
}

async function queue(desk: LocalDesk, ids: readonly string[], assigneeId: string | null): Promise<void> {
  for (const id of ids) await given(desk, 'conversation.assign', { ids: [id], assigneeId })
}
