/** The bulk shortcuts of auto-send: one save each, complaints only after terms of their own. */
import { expect, test } from 'vitest'
import type { IntentKey } from '#shared/intents.ts'
import { type TestServer, testServer } from '../../testing.ts'

async function modes(s: TestServer): Promise<Partial<Record<IntentKey, string>>> {
  return Object.fromEntries((await s.rows('policies')).map(({ id, mode }) => [id, mode]))
}

const train = (s: TestServer, id: IntentKey) =>
  s.deps.storage.write('bulk', s.venueId, (tx) => tx.patch('policies', id, { unlocked: true }))

const log = (s: TestServer) =>
  s.deps.storage.read(async (db) =>
    (await db.selectFrom('audit').select(['action', 'detail']).orderBy('n').execute()).map(({ action, detail }) => ({
      action,
      detail: JSON.parse(detail),
    })),
  )

test('what has finished its training goes on auto in one save, what has not stays', async () => {
  await using s = await testServer()
  expect(await s.command('autosend.automate_ready', {})).toMatchObject({ code: 'not_acknowledged' })
  expect(await s.command('autosend.automate_ready', { acknowledged: true })).toMatchObject({ status: 'done' })
  expect(await modes(s)).toMatchObject({ pricing: 'auto', hours: 'auto', enquiry: 'draft', complaint: 'escalate' })
  expect((await s.venue()).masterSwitch).toMatchObject({ on: true, acknowledgedAt: s.now(), by: s.owner.personId })
  const entries = await log(s)
  expect(entries).toEqual([
    {
      action: 'autosend.automate_ready',
      detail: expect.objectContaining({ enabled: ['pricing', 'hours'], terms: 'transparency 1' }),
    },
  ])
  await s.command('autosend.disable_all', {})
  expect(Object.values(await modes(s))).not.toContain('auto')
  expect((await s.venue()).masterSwitch.on).toBe(true)
  await s.command('autosend.enable_eligible', {})
  expect(await modes(s)).toMatchObject({ pricing: 'auto', hours: 'auto', enquiry: 'draft' })
  expect(await log(s)).toHaveLength(3)
})

test('complaints are acknowledged only after terms of their own, by whatever way', async () => {
  await using s = await testServer()
  const intent = (acknowledged?: boolean) =>
    s.command('autosend.intent', {
      intent: 'complaint',
      mode: 'escalate_ack',
      ...(acknowledged !== undefined && { acknowledged }),
    })
  expect(await intent(true)).toMatchObject({ code: 'not_unlocked' })
  await s.command('autosend.enable_eligible', { complaintsAcknowledged: true })
  expect(await modes(s)).toMatchObject({ complaint: 'escalate' })
  await train(s, 'complaint')
  expect(await intent()).toMatchObject({ code: 'not_acknowledged' })
  expect(await intent(false)).toMatchObject({ code: 'not_acknowledged' })
  for (const give of [
    () => s.command('autosend.enable_eligible', {}),
    () => s.command('autosend.automate_ready', { acknowledged: true }),
  ]) {
    expect(await give()).toMatchObject({ status: 'done' })
    expect(await modes(s)).toMatchObject({ pricing: 'auto', complaint: 'escalate' })
  }
  for (const give of [
    () => intent(true),
    () => s.command('autosend.enable_eligible', { complaintsAcknowledged: true }),
    () => s.command('autosend.automate_ready', { complaintsAcknowledged: true }),
  ]) {
    expect(await give()).toMatchObject({ status: 'done' })
    expect(await modes(s)).toMatchObject({ complaint: 'escalate_ack' })
    expect(JSON.stringify((await log(s)).at(-1))).toContain('complaints 1')
    await s.command('autosend.disable_all', {})
    expect(await modes(s)).toMatchObject({ complaint: 'escalate', pricing: 'draft' })
  }
})

test('the terms of the master switch are recorded: who, when, which wording', async () => {
  await using s = await testServer()
  await s.command('autosend.master', { on: true, acknowledged: true })
  expect((await s.venue()).masterSwitch).toEqual({ on: true, acknowledgedAt: s.now(), by: s.owner.personId })
  expect(await log(s)).toMatchObject([{ action: 'autosend.master', detail: { terms: 'transparency 1' } }])
})
