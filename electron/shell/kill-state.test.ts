import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { DeskStatus } from '#shared/rpc.ts'
import type { AutoSend } from '#shared/venues.ts'
import { type KillState, killStateOf, killWords, mayStop, worstOf } from './kill-state.ts'

const situation = fc.record({
  asked: fc.boolean(),
  up: fc.boolean(),
  signedIn: fc.boolean(),
  role: fc.constantFrom('owner', 'staff'),
  connection: fc.constantFrom('online', 'reconnecting', 'offline', 'signed_out'),
  unheard: fc.boolean(),
  synced: fc.boolean(),
  engaged: fc.boolean(),
  staffMay: fc.boolean(),
  master: fc.boolean(),
})

it('says stopped only of a stop that the server has told of, and running of none that is', () => {
  fc.assert(
    fc.property(situation, (s) => {
      const person = s.signedIn ? { role: s.role } : null
      const status = { person, connection: s.connection, stopUnheard: s.unheard ? 1 : null } as unknown as DeskStatus
      const killSwitch = { engaged: s.engaged, stoppedAt: 0, staffMay: s.staffMay }
      const venue = { killSwitch, masterSwitch: { on: s.master }, timeZone: 'Europe/London' }
      const state = killStateOf(s.up ? status : null, s.synced ? (venue as unknown as AutoSend) : null, s.asked)
      const known = s.up && s.signedIn && s.synced
      if (state.kind === 'stopped') expect(known && s.engaged && !s.unheard && !s.asked).toBe(true)
      if (state.kind === 'running') expect(known && !s.engaged && !s.unheard && !s.asked).toBe(true)
      if (s.asked) expect(state.kind).toBe('unheard')
      if (mayStop(state)) expect(s.engaged).toBe(false)
      expect(killWords(state)).not.toBe('')
    }),
  )
})

it('names the time of a stop in the venue’s own zone', () => {
  const status = { person: { role: 'owner' }, connection: 'online', stopUnheard: null } as unknown as DeskStatus
  const killSwitch = { engaged: true, stoppedAt: Date.UTC(2026, 6, 1, 13, 2), staffMay: true }
  const view = { killSwitch, masterSwitch: { on: true }, timeZone: 'Europe/London' } as unknown as AutoSend
  expect(killWords(killStateOf(status, view, false))).toBe('Auto-send stopped 14:02')
})

it('says stopped of several venues only where each is, and first what has not been heard', () => {
  const stopped: KillState = { kind: 'stopped', at: '14:02' }
  const running: KillState = { kind: 'running', on: false, mayStop: true }
  expect(worstOf([stopped, stopped]).kind).toBe('stopped')
  expect(worstOf([stopped, running]).kind).toBe('running')
  expect(worstOf([running, { kind: 'out_of_reach' }, stopped]).kind).toBe('out_of_reach')
  expect(worstOf([running, { kind: 'unheard' }, stopped]).kind).toBe('unheard')
  expect(worstOf([{ kind: 'signed_out' }, stopped]).kind).toBe('signed_out')
})
