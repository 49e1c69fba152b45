import { expect, it } from 'vitest'
import type { DeskStatus } from '#shared/rpc.ts'
import type { AutoSend, VenueGlance } from '#shared/venues.ts'
import { venueDetail, venueSaid, venueState } from './venues.ts'

const STATUS = {
  connection: 'online',
  person: { name: 'Dana' },
  server: 'https://a.example',
  stopUnheard: null,
  firstSync: null,
} as unknown as DeskStatus

const glance = (status: Partial<DeskStatus> = {}, engaged = false, needsAnybody = 0): VenueGlance => ({
  account: 'a1',
  name: 'Fern & Co',
  status: { ...STATUS, ...status },
  needsYou: 0,
  needsAnybody,
  autoSend: { killSwitch: { engaged } } as unknown as AutoSend,
  inView: false,
})

it('says what one has to know, and of a stop only what its server has told', () => {
  expect(venueState(glance())).toBeNull()
  expect(venueState(glance({}, true))?.text).toBe('Stopped')
  expect(venueState(glance({ stopUnheard: 1 }, true))?.text).toBe('Not stopped yet')
  expect(venueState(glance({ connection: 'offline' }, true))?.text).toBe('Offline')
  expect(venueState(glance({ connection: 'signed_out' }))?.text).toBe('Sign in again')
})

it('is heard in one breath', () => {
  expect(venueSaid(glance())).toBe('Fern & Co')
  expect(venueSaid(glance({}, false, 1))).toBe('Fern & Co: 1 needs you')
  expect(venueSaid(glance({ connection: 'offline' }, false, 3))).toBe('Fern & Co: 3 need you, offline')
})

it('names the server only where there are two', () => {
  const here = glance()
  expect(venueDetail(here, [here, here])).toBe('Dana')
  expect(venueDetail(here, [here, glance({ server: 'https://b.example' })])).toBe('Dana · a.example')
})
