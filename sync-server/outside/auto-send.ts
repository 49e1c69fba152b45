/** AI auto-respond and caps. */
import { expect } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { HOLD, outcome, outOf, type Pages, reasons, s, said, toAuto, trim } from './seen.ts'

const held = async () => (await outOf(await trim()))[0]!

export const autoSend: Pages = {
  'AI auto-respond': [
    {
      of: 'autosend.master',
      see: reasons,
      before: [],
      change: () => s.done('autosend.master', { on: false }),
      after: ['master'],
      back: toAuto,
    },
    {
      of: 'autosend.intent',
      see: () => outcome('How much is a trim?'),
      before: 'auto_queued',
      change: () => s.done('autosend.intent', { intent: 'pricing', mode: 'off' }),
      after: 'off',
      back: toAuto,
    },
    {
      of: 'autosend.threshold',
      see: async () => (await trim()).decision.gates.find((gate) => gate.code === 'confidence'),
      before: expect.objectContaining({ limit: '85 %' }),
      change: () => s.done('autosend.threshold', { intent: 'pricing', value: 0.99 }),
      after: expect.objectContaining({ limit: '99 %' }),
      back: () => s.done('autosend.threshold', { intent: 'pricing', value: 0.85 }),
    },
    {
      of: 'autosend.training',
      see: reasons,
      before: [],
      change: () => s.done('autosend.training', { intent: 'pricing', needed: 50 }),
      after: ['intent_mode', 'training'],
      back: async () => {
        await s.done('autosend.training', { intent: 'pricing', needed: 30 })
        await toAuto()
      },
    },
    {
      of: 'autosend.disable_all',
      see: reasons,
      before: [],
      change: () => s.done('autosend.disable_all', {}),
      after: ['intent_mode'],
    },
    {
      of: 'autosend.enable_eligible',
      see: reasons,
      before: ['intent_mode'],
      change: () => s.done('autosend.enable_eligible', {}),
      after: [],
      back: async () => {
        await s.done('autosend.disable_all', {})
        await s.done('autosend.master', { on: false })
      },
    },
    {
      of: 'autosend.automate_ready',
      see: reasons,
      before: ['master', 'intent_mode'],
      change: () => s.done('autosend.automate_ready', { acknowledged: true }),
      after: [],
      back: toAuto,
    },
    {
      of: 'killswitch.access',
      see: async () => {
        const { status, code } = await s.command('killswitch.engage', {}, { as: 'staff' })
        if (status === 'done') {
          await s.done('killswitch.release', {})
          await toAuto()
        }
        return code ?? status
      },
      before: 'done',
      change: () => s.done('killswitch.access', { staff: false }),
      after: 'kill_switch_not_yours',
      back: () => s.done('killswitch.access', { staff: true }),
    },
    {
      of: 'venue.timing burstSeconds',
      see: async () => {
        const asked = s.now()
        return (await trim()).decision.at - asked
      },
      before: 8 * SECOND,
      change: () => s.done('venue.timing', { burstSeconds: 2 }),
      after: 2 * SECOND,
    },
    {
      of: 'venue.timing holdSeconds',
      see: async () => {
        const { createdAt, notBefore } = await held()
        return notBefore! - createdAt
      },
      before: HOLD,
      change: () => s.done('venue.timing', { holdSeconds: 7 }),
      after: 7 * SECOND,
    },
    {
      of: 'venue.timing undoSeconds',
      see: async () => {
        const { createdAt, notBefore } = await said(await trim(), 'Hello')
        return notBefore! - createdAt
      },
      before: 5 * SECOND,
      change: () => s.done('venue.timing', { undoSeconds: 1 }),
      after: SECOND,
    },
    {
      of: 'venue.timing humanMinutes',
      see: async () => {
        const first = await s.ask('hello there')
        await said(first, 'Hello')
        s.pass(6 * SECOND)
        await s.until(async () => expect(await s.received(first.from)).toEqual(['Hello']))
        s.pass(11 * MINUTE)
        return (await s.ask('How much is a trim?', first.from)).decision.reasons
      },
      before: ['human_active'],
      change: () => s.done('venue.timing', { humanMinutes: 10 }),
      after: [],
    },
    {
      of: 'venue.timing waitTargetMinutes',
      see: async () => (await s.rows('venue', 'staff'))[0]!.timing.waitTargetMinutes,
      before: expect.any(Number),
      change: () => s.done('venue.timing', { waitTargetMinutes: 5 }),
      after: 5,
    },
  ],
  Caps: [
    {
      of: 'autosend.caps',
      see: reasons,
      before: [],
      change: async () => {
        s.pass(HOLD)
        await s.until(async () => expect((await s.venue()).caps.usedHour).toBeGreaterThan(0))
        await s.done('autosend.caps', { hourly: 1, daily: 1 })
      },
      after: ['cap_hour', 'cap_day'],
      back: () => s.done('autosend.caps', { hourly: 1_000, daily: 10_000 }),
    },
  ],
}
