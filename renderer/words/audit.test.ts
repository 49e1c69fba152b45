import { expect, it } from 'vitest'
import { COMMAND_TYPES } from '#shared/commands.ts'
import { actionText, detailText } from './audit.ts'

it('has words of its own for each setting, and shows what it does not know by its name', () => {
  const settings = COMMAND_TYPES.filter((t) =>
    /^(autosend|venue|voice|service|hours|closure|fact|wallet|diary|agent|guidance|playbook|snippet|macro)\./.test(t),
  )
  const bare = (type: string) => actionText(`${type}?`).slice(0, -1)
  expect(settings.filter((type) => actionText(type) === bare(type))).toEqual([])
  expect(new Set(settings.map(actionText)).size).toBe(settings.length)
  expect(actionText('something.new_here')).toBe('Something new here')
})

it.each([
  [{ intent: 'pricing', from: 'draft', to: 'auto', threshold: 0.9 }, 'Pricing · draft → auto · sure enough from 90 %'],
  [{ from: { hourly: 20, daily: 100 }, to: { hourly: 30, daily: 100 } }, 'hourly cap 20 → 30'],
  [{ from: { burstSeconds: 8 }, to: { burstSeconds: 0 } }, 'wait for the end of a burst 8 s → 0 s'],
  [{ from: false, to: true, acknowledged: true }, 'off → on · acknowledged on'],
  [{ serviceId: 'svc_1', from: { price: 3_500 }, to: { price: 3_650 } }, 'price 35.00 → 36.50'],
  [{ day: 1, from: [], to: [{ opens: 540, closes: 780 }] }, 'Monday · none → opens 09:00, closes 13:00'],
  [{ closureId: 'x', from: null, to: { date: '2026-12-25', opens: null } }, 'nothing → date 2026-12-25, opens nothing'],
  [{ enabled: ['hours'], master: { from: false, to: true } }, 'enabled Opening hours · master off → on'],
  [{ intent: 'pricing', from: 0.85, to: 0.9 }, 'Pricing · 85 % → 90 %'],
  [{ from: { undoSeconds: 5 }, to: { undoSeconds: 5 } }, 'as it was'],
  [{ contactId: 'k', fields: ['name', 'customerNote'] }, 'name, customer note'],
  [{ factId: 'f', from: { topic: 'a' }, to: { topic: 'b' }, fields: ['topic'] }, 'topic a → b'],
  [{ bookingId: 'b', from: 1_795_449_600_000, to: 1_795_453_200_000 }, '@1795449600000 → @1795453200000'],
  [
    { from: [], to: [{ days: [6, 7], from: '21:00', to: '08:00' }] },
    'none → days Saturday, Sunday, from 21:00, to 08:00',
  ],
  [
    { intent: 'hours', confidence: 0.93, epoch: 3, gates: ['plan', 'master'] },
    'Opening hours · sure 93 % · 2 gates passed once more',
  ],
  [{ ids: ['c1', 'c2'], count: 2, failed: 0 }, 'count 2'],
  [{ id: 'c1', handedOff: false }, ''],
  [{}, ''],
])('says %j', (detail, words) => expect(detailText(detail, (at) => `@${at}`)).toBe(words))
