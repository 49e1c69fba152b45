/** One act on ten thousand conversations. */
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import Database from 'better-sqlite3'
import type { Act, Case } from './lib/act.ts'
import { cpuOf, TELLS_CPU } from './lib/cpu.ts'
import { startBigStack } from './lib/stack.ts'
import { bigVenueFiles, copyTo } from './venue/files.ts'
import { MESSAGES_EACH } from './venue/rows.ts'

export const bulk: Act = {
  name: 'bulk',
  title: 'A bulk act',
  goal: 'at most 2x one bare transaction; linear',
  control:
    'the same conversations in the same file: one prepared update each with a number of its own, one durable transaction',
  product: 'one command over HTTP until its answer: in pieces, each undoable, with the audit entry',
  sizes: { of: 'conversations', full: [1_000, 10_000], quick: [1_000] },
  async open({ size, scratch, say }) {
    const venue = await bigVenueFiles(Math.max(100_000, size * MESSAGES_EACH), say)
    const stack = await startBigStack(venue, scratch, { desk: false })
    const owner = await stack.signIn('owner')
    const file = path.join(scratch.folder('control'), 'greenlight.db')
    copyTo(venue.server, file)
    const db = new Database(file)
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    const ids = db.prepare<[number], string>('SELECT id FROM conversations ORDER BY id LIMIT ?').pluck().all(size)
    const close = db.prepare(
      `UPDATE conversations SET state = ?, "snoozedUntil" = 'null', "waitingSince" = NULL, unread = 0,
         "humanUntil" = NULL, flag = NULL, seq = ? WHERE id = ?`,
    )
    let seq = venue.head
    const bare = db.transaction((state: string) => {
      for (const id of ids) close.run(state, ++seq, id)
    })
    let turn = 0
    const apply = async () => {
      const change = { kind: turn++ % 2 === 0 ? 'close' : 'reopen' }
      const answer = await owner.command('bulk.apply', { bulkId: randomUUID(), ids, change })
      if (answer.status !== 'done') throw new Error(`the act was refused: ${answer.code}`)
    }
    // A turn of its own: whoever goes first in a pair, each round changes every row.
    let turns = 0
    const alone = () => bare(turns++ % 2 === 0 ? 'closed' : 'open')
    const taking = (name: string, now: (pid: number) => number): Case => {
      const take = (pid: () => number, act: () => unknown) => async () => {
        const begun = now(pid())
        await act()
        return [now(pid()) - begun]
      }
      return {
        name,
        unit: 'ms',
        product: take(() => stack.processes.server, apply),
        controls: [
          { name: 'one transaction', round: take(() => process.pid, alone), ratio: [{ stat: 'p50', atMost: 2 }] },
        ],
        growth: { stat: 'p50', atMost: 12 },
      }
    }
    return {
      cases: [
        taking('close or open again', () => performance.now()),
        ...(TELLS_CPU ? [taking("the same in the processor's time", cpuOf)] : []),
      ],
      async close() {
        db.close()
        await stack.close()
      },
    }
  },
}
