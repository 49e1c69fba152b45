/** What is an owner’s alone, and stands in the log: an owner changes it by a command, and the next text is treated otherwise. */
import { expect, test } from 'vitest'
import { COMMAND_TYPES, COMMANDS, type CommandType } from '#shared/commands.ts'
import { readAudit } from '../../../governance/audit.ts'
import { testServer } from '../../../testing.ts'
import { done, refusal } from './testing.ts'

test('every change stands in the log with from and to, and no words of a fact do', async () => {
  await using s = await testServer()
  await done(s, 'service.edit', { serviceId: 'svc_trim', price: 4_100 })
  await done(s, 'venue.edit', { timeZone: 'Europe/Dublin' })
  await done(s, 'wallet.top_up', { sparks: 10 })
  await done(s, 'fact.edit', { factId: 'fact_parking', text: 'Ask Mrs Ainsworth for the key.' })
  await done(s, 'hours.set', { day: 1, periods: [{ opens: 600, closes: 660 }] })
  const log = await s.deps.storage.read((db) => readAudit(db, s.venueId, {}, 100))
  expect(log.map((e) => [e.action, e.personId, e.detail])).toEqual([
    ['service.edit', s.owner.personId, { serviceId: 'svc_trim', from: { price: 3_500 }, to: { price: 4_100 } }],
    ['venue.edit', s.owner.personId, { from: { timeZone: 'Europe/London' }, to: { timeZone: 'Europe/Dublin' } }],
    ['wallet.top_up', s.owner.personId, { sparks: 10, from: 5_000, to: 5_010 }],
    ['fact.edit', s.owner.personId, expect.objectContaining({ factId: 'fact_parking', fields: ['text'] })],
    ['hours.set', s.owner.personId, { day: 1, from: [], to: [{ opens: 600, closes: 660 }] }],
  ])
  expect(JSON.stringify(log)).not.toContain('Ainsworth')
})

const OWNERS = COMMAND_TYPES.filter((type) => COMMANDS[type].role === 'owner')
const PAYLOADS: Partial<Record<CommandType, object>> = {
  'venue.edit': { name: 'Mine' },
  'venue.plan': { plan: 'FREE' },
  'voice.set': { persona: 'HOST' },
  'service.add': { name: 'X', price: 1, minutes: 5 },
  'service.edit': { serviceId: 'svc_trim', price: 1 },
  'service.remove': { serviceId: 'svc_trim' },
  'service.import': { csv: 'name,price\nTrim,1' },
  'hours.set': { day: 2, periods: [] },
  'closure.add': { date: '2026-12-01', name: 'X' },
  'closure.edit': { closureId: 'closed_2026-12-25', name: 'X' },
  'closure.remove': { closureId: 'closed_2026-12-25' },
  'fact.add': { topic: 'X', text: 'X' },
  'fact.edit': { factId: 'fact_parking', text: 'X' },
  'fact.remove': { factId: 'fact_parking' },
  'wallet.top_up': { sparks: 1 },
  'number.check': {},
  'engine.set': { uses: 'local' },
  'engine.check': {},
  'preview.run': { scenario: 'hours' },
  'autosend.training': { intent: 'pricing', needed: 50 },
}

test('what is the owner’s is refused to staff, and changes nothing', async () => {
  expect(OWNERS).toEqual(expect.arrayContaining(Object.keys(PAYLOADS)))
  await using s = await testServer()
  const rows = async () =>
    Promise.all((['venue', 'services', 'hours', 'closures', 'facts', 'policies'] as const).map((t) => s.rows(t)))
  const before = await rows()
  for (const [type, payload] of Object.entries(PAYLOADS)) {
    expect([type, await s.command(type as 'venue.edit', payload, { as: s.staff })]).toMatchObject([
      type,
      refusal('forbidden'),
    ])
  }
  expect(await rows()).toEqual(before)
})
