/** The rows that a backtest reads are what the decisions say, whatever becomes of those, also in a database of before. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Insertable, Kysely } from 'kysely'
import { describe, expect, test } from 'vitest'
import { MIGRATIONS, migrate } from './migrate.ts'
import { createVenue } from './new-venue.ts'
import { openSqlite } from './sqlite.ts'
import type { Tables } from './tables.ts'
import { ENGINES, testStorage } from './testing.ts'
import type { Fields, Tx } from './tx.ts'

const VENUE = {
  ...{ id: 'v1', name: 'Test', number: '+447700900100', timeZone: 'Europe/London' },
  people: [{ id: 'p1', name: 'Olive', email: 'o@example.test', password: 'x', role: 'owner' as const }],
}
const COLUMNS = [
  ...(['id', 'venueId', 'at', 'conversationId', 'outcome', 'reasons'] as const),
  ...(['rawConfidence', 'calibration', 'draftId', 'messageId', 'judged'] as const),
]

const decision = (id: string, at: number) =>
  ({
    ...{ id, inboundMessageId: id, conversationId: 'c1', turnId: `t_${id}`, warrant: { reply: true, reason: 'asks' } },
    ...{ intent: 'pricing', confidence: 0.9, rawConfidence: 0.8, calibration: 2, severity: null, engine: 'local' },
    ...{ gates: [], outcome: 'drafted', reasons: ['master'], intoMessageId: null, draftId: `d_${id}`, messageId: null },
    ...{ judged: '{"course":{}}', at },
  }) as Fields<'decisions'>

async function both(db: Kysely<Tables>) {
  const decisions = await db.selectFrom('decisions').select(COLUMNS).orderBy('id').execute()
  return { decisions, judgements: await db.selectFrom('judgements').select(COLUMNS).orderBy('id').execute() }
}

describe.each(ENGINES)('on %s', (engine) => {
  test('inserted, changed and removed with their decisions', async () => {
    await using t = await testStorage(engine)
    await createVenue(t.storage, VENUE)
    const write = (fn: (tx: Tx) => Promise<unknown>) => t.storage.write('command', 'v1', fn)
    const inStep = async (count: number) => {
      const { decisions, judgements } = await t.storage.read(both)
      expect(judgements).toEqual(decisions)
      expect(judgements).toHaveLength(count)
    }
    await write(async (tx) => {
      for (const [n, id] of ['a', 'b', 'c'].entries()) await tx.insert('decisions', decision(id, n))
    })
    await inStep(3)
    await write((tx) => tx.patch('decisions', 'b', { outcome: 'quiet', reasons: [] }))
    await inStep(3)
    await write((tx) => tx.removeMany('decisions', ['a', 'c']))
    await inStep(1)
  })
})

test('filled in for a database of before', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'greenlight-judgements-'))
  const { writer, reader } = openSqlite(path.join(folder, 'greenlight.db'))
  try {
    await migrate(
      writer,
      MIGRATIONS.filter(({ number }) => number < 30),
    )
    const { warrant, gates, reasons, ...rest } = decision('a', 1)
    const json = { warrant: JSON.stringify(warrant), gates: JSON.stringify(gates), reasons: JSON.stringify(reasons) }
    const row = { ...rest, ...json, venueId: 'v1', seq: 1 } as Insertable<Tables['decisions']>
    await writer.insertInto('decisions').values(row).execute()
    await migrate(writer)
    const { decisions, judgements } = await both(writer)
    expect(decisions).toHaveLength(1)
    expect(judgements).toEqual(decisions)
  } finally {
    await writer.destroy()
    await reader.destroy()
    await rm(folder, { recursive: true })
  }
})
