import { beforeAll, expect, it, vi } from 'vitest'
import type { Payload } from '#shared/commands.ts'
import type { VenueView } from '#shared/rpc.ts'
import { SIGNED_IN, startDesk } from '../testing.ts'

const { basisOf, save } = await import('./change.ts')
const { useSession } = await import('./session.ts')
const { startSync } = await import('./sync.ts')
const { useVenueStore } = await import('./venue.ts')

const view = (cursor: number) =>
  ({
    venue: { seq: 3, killSwitch: { epoch: 9 } },
    policies: [{ id: 'pricing', seq: 4 }],
    services: [{ id: 's1', seq: 5 }],
    hours: [],
    closures: [],
    facts: [],
    staffers: [],
    feeds: [{ id: 'f1', seq: 6 }],
    agents: [],
    savedViews: [],
    cursor,
  }) as unknown as VenueView

beforeAll(startSync)

it('takes as basis the number of the row that the command is guarded by', () => {
  expect(basisOf(view(20), 'voice.set', { persona: 'HOST' })).toBe(3)
  expect(basisOf(view(20), 'autosend.intent', { intent: 'pricing', mode: 'off' })).toBe(4)
  expect(basisOf(view(20), 'service.edit', { serviceId: 's1' })).toBe(5)
  expect(basisOf(view(20), 'diary.feed_remove', { feedId: 'f1' })).toBe(6)
  expect(basisOf(view(20), 'hours.set', { day: 1, periods: [] })).toBe(20)
  expect(basisOf(view(20), 'service.add', { name: 'Trim' })).toBeUndefined()
})

it('gives epoch and basis, waits until the page shows what was saved, and tells a conflict from a refusal', async () => {
  let known = view(20)
  const given: unknown[] = []
  const answers = [
    { status: 'done', seq: 21, result: { serviceId: 's1' } },
    { status: 'conflict', seq: 21, code: 'conflict', message: 'Theo changed the price.' },
    { status: 'refused', seq: 21, code: 'name_taken', message: 'Taken.' },
  ] as const
  const running = startDesk({
    venue: async () => known,
    command: async (command) => {
      const answer = answers[given.length]!
      given.push(command)
      return { ok: true, id: command.id, answer: { id: command.id, ...answer } }
    },
  })
  await vi.waitFor(() => expect(useVenueStore.getState().view?.cursor).toBe(20))
  const payload: Payload<'service.edit'> = { serviceId: 's1', price: 1 }
  let saved: unknown = null
  void save('service.edit', payload).then((answer) => {
    saved = answer
  })
  await vi.waitFor(() => expect(given).toHaveLength(1))
  expect(given[0]).toMatchObject({ type: 'service.edit', payload, basis: 5, epoch: 9 })
  expect(saved).toBeNull()
  known = view(21)
  running.window.changed({ conversations: [], venue: true, notices: false })
  await vi.waitFor(() => expect(saved).toEqual({ ok: true, result: { serviceId: 's1' } }))
  expect(await save('service.edit', payload, 2)).toMatchObject({ ok: false, conflict: true })
  expect(given[1]).toMatchObject({ basis: 2 })
  expect(await save('service.edit', payload)).toMatchObject({ ok: false, conflict: false, code: 'name_taken' })
  running.window.statusChanged({ ...SIGNED_IN, person: null, connection: 'signed_out' })
  await vi.waitFor(() => expect(useSession.getState().status?.person).toBeNull())
  running.die()
})
