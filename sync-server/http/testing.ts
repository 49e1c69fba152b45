/** For tests: the whole edge over a venue of its own in a temporary folder, with a clock that is set by hand. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pino from 'pino'
import twilio from 'twilio'
import type { Deps } from '../deps.ts'
import { SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN } from '../sandbox/credentials.ts'
import { createVenue } from '../storage/new-venue.ts'
import type { Storage } from '../storage/storage.ts'
import { openStorage } from '../storage/storage.ts'
import { buildApp } from './app.ts'
import type { App } from './edge.ts'
import type { Sessions } from './sessions.ts'

export const REVIEWS_SECRET = 'secret of the tests'
export const VENUE_NUMBER = '+447700900101'
export const PUBLIC_URL = 'https://texts.example/greenlight'
export const ACCOUNT = { accountSid: SANDBOX_ACCOUNT_SID, authToken: SANDBOX_AUTH_TOKEN }
export const PASSWORD = 'correct horse'

export interface TestEdge extends AsyncDisposable {
  readonly app: App
  readonly sessions: Sessions
  readonly deps: Deps
  /** Everything that was logged, as it was written. */
  readonly log: () => string
  /** Moves the clock on, in milliseconds. */
  readonly pass: (ms: number) => void
  readonly signIn: (
    who?: 'owner' | 'staff',
    as?: { email: string; password: string },
  ) => Promise<{ authorization: string }>
}

/** @param fill makes another venue than the small one of its own */
export async function testEdge(
  fill: (storage: Storage, clock: () => number) => Promise<unknown> = ownVenue,
  metricsToken: string | null = null,
): Promise<TestEdge> {
  const folder = await mkdtemp(path.join(tmpdir(), 'greenlight-edge-'))
  let now = Date.parse('2026-11-18T10:00:00Z')
  const clock = () => now
  const lines: string[] = []
  const storage = await openStorage({ folder, clock })
  await fill(storage, clock)
  const deps: Deps = {
    storage,
    clock,
    monotonic: () => performance.now(),
    ids: randomUUID,
    logger: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    engine: { name: 'none', classify: () => Promise.reject(new Error('unused')), compose: () => Promise.resolve(null) },
    sms: {
      send: () => Promise.reject(new Error('unused')),
      list: () => Promise.resolve([]),
      check: () => Promise.reject(new Error('unused')),
    },
    wake: () => undefined,
  }
  const { app, sessions } = await buildApp(deps, {
    publicUrl: () => PUBLIC_URL,
    twilio: ACCOUNT,
    reviewsSecret: REVIEWS_SECRET,
    metricsToken,
    demo: true,
  })
  return {
    app,
    sessions,
    deps,
    log: () => lines.join(''),
    pass: (ms) => {
      now += ms
    },
    signIn: async (who = 'owner', as = { email: `${who}@rooms.test`, password: PASSWORD }) => {
      const { token } = await sessions.signIn({ ...as, address: 'test' })
      return { authorization: `Bearer ${token}` }
    },
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await storage.close()
      await rm(folder, { recursive: true })
    },
  }
}

const ownVenue = (storage: Storage) =>
  createVenue(storage, {
    id: 'v1',
    name: 'Test Rooms',
    number: VENUE_NUMBER,
    timeZone: 'Europe/London',
    people: [
      { id: 'p1', name: 'Ada', email: 'owner@rooms.test', password: PASSWORD, role: 'owner' },
      { id: 'p2', name: 'Ben', email: 'staff@rooms.test', password: PASSWORD, role: 'staff' },
    ],
  })

/** Form fields of an inbound text, as the provider sends them. */
export function smsFields(over: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    ToCountry: 'GB',
    ToState: '',
    SmsMessageSid: 'SM0123456789abcdef0123456789abcdef',
    NumMedia: '0',
    ToCity: '',
    FromZip: '',
    SmsSid: 'SM0123456789abcdef0123456789abcdef',
    FromState: '',
    SmsStatus: 'received',
    FromCity: 'LONDON',
    Body: 'How much is a trim?',
    FromCountry: 'GB',
    To: VENUE_NUMBER,
    ToZip: '',
    NumSegments: '1',
    MessageSid: 'SM0123456789abcdef0123456789abcdef',
    AccountSid: SANDBOX_ACCOUNT_SID,
    From: '+447700900555',
    ApiVersion: '2010-04-01',
    ...over,
  }
}

/** What `app.inject` needs for a webhook that the provider has signed. */
export function signed(where: string, fields: Readonly<Record<string, string>>) {
  return {
    method: 'POST' as const,
    url: where,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(ACCOUNT.authToken, PUBLIC_URL + where, fields),
    },
    payload: new URLSearchParams(fields).toString(),
  }
}
