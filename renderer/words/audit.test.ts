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
  [{ intent: 'pricing', from: 'draft', to: 'auto', threshold: 0.9 }, 'Pricing · draft → auto · threshold 0.9'],
  [{ from: { hourly: 20, daily: 100 }, to: { hourly: 30, daily: 100 } }, 'hourly cap 20 → 30'],
  [{ from: { burstSeconds: 8 }, to: { burstSeconds: 0 } }, 'wait for the end of a burst 8 s → 0 s'],
  [{ from: false, to: true, acknowledged: true }, 'off → on · acknowledged on'],
  [{ serviceId: 'svc_1', from: { price: 3_500 }, to: { price: 3_650 } }, 'price 35.00 → 36.50'],
  [{ day: 1, from: [], to: [{ opens: 540, closes: 780 }] }, 'Monday · none → opens 09:00, closes 13:00'],
  [{ closureId: 'x', from: null, to: { date: '2026-12-25', opens: null } }, 'nothing → date 2026-12-25, opens nothing'],
  [{ enabled: ['hours'], master: { from: false, to: true } }, 'enabled hours · master off → on'],
  [{ ids: ['c1', 'c2'], count: 2, failed: 0 }, 'count 2'],
  [{ id: 'c1', handedOff: false }, ''],
  [{}, ''],
])('says %j', (detail, words) => expect(detailText(detail)).toBe(words))
