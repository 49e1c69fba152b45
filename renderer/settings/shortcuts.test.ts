import { describe, expect, test } from 'vitest'
import { INTENTS } from '#shared/intents.ts'
import type { PolicyRow } from '#shared/rows.ts'
import type { VenueView } from '#shared/rpc.ts'
import { planOf } from './shortcuts.ts'

const policies = (over: Partial<Record<PolicyRow['id'], Partial<PolicyRow>>>): PolicyRow[] =>
  INTENTS.map(({ key, modes, floor, reviewsNeeded }) => ({
    id: key,
    mode: modes[0]!,
    threshold: null,
    floor,
    unlocked: false,
    training: { reviewed: 3, needed: reviewsNeeded ?? 0, right: 1, lowerBound: 0.4 },
    ...over[key],
  }))
const view = (on: boolean, over: Parameters<typeof policies>[0] = {}) =>
  ({ venue: { masterSwitch: { on } }, policies: policies(over) }) as unknown as VenueView

const READY = { pricing: { unlocked: true }, hours: { unlocked: true, threshold: 0.92 } }

describe('what a shortcut will change', () => {
  test('automate: the master switch and every ready intent, with the threshold that it will have', () => {
    const plan = planOf('automate_ready', view(false, READY), false)
    expect(plan.changes).toEqual([
      { name: 'Auto-send for the venue', from: 'Off', to: 'On' },
      { name: 'Pricing', from: 'Draft', to: 'Auto, from 85 % sure' },
      { name: 'Opening hours', from: 'Draft', to: 'Auto, from 92 % sure' },
    ])
    expect(plan.asksMaster).toBe(true)
    expect(plan.inTraining).toContain('Availability (3 of 30 reviewed)')
    expect(plan.inTraining).toContain('Complaint (3 of 50 reviewed)')
    expect(planOf('automate_ready', view(true, READY), false)).toMatchObject({ asksMaster: false })
  })

  test('enable: nothing where all that is ready is on; complaints only after their own word', () => {
    expect(planOf('enable_eligible', view(true), false).changes).toEqual([])
    const ready = { ...READY, complaint: { unlocked: true } }
    const without = planOf('enable_eligible', view(true, ready), false)
    expect(without.complaintsReady).toBe(true)
    expect(without.changes.map((c) => c.name)).toEqual(['Pricing', 'Opening hours'])
    expect(planOf('enable_eligible', view(true, ready), true).changes.at(-1)).toEqual({
      name: 'Complaint',
      from: 'To a person',
      to: 'Acknowledge',
    })
  })

  test('disable: what is on auto goes to draft, complaints to a person alone', () => {
    const on = {
      pricing: { mode: 'auto', unlocked: true },
      complaint: { mode: 'escalate_ack', unlocked: true },
    } as const
    expect(planOf('disable_all', view(true, on), false).changes).toEqual([
      { name: 'Pricing', from: 'Auto, from 85 % sure', to: 'Draft' },
      { name: 'Complaint', from: 'Acknowledge', to: 'To a person' },
    ])
  })
})
