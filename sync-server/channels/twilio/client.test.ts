import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEMO_VENUE_NUMBER as VENUE } from '../../sandbox/credentials.ts'
import { freePort, startSandbox, type TestSandbox } from '../../sandbox/testing.ts'
import type { Channel } from '../channel.ts'
import { createTwilioChannel } from './client.ts'

const SAM = '+447700900901'
const ANA = '+447700900902'
const text = (body: string, over = {}) => ({ from: VENUE, to: SAM, body, claimId: 'claim-1', ...over })

let sandbox: TestSandbox
let channel: Channel
const channelAt = (apiBaseUrl: string, over = {}) =>
  createTwilioChannel({
    accountSid: sandbox.accountSid,
    authToken: sandbox.authToken,
    apiBaseUrl,
    publicUrl: () => 'http://127.0.0.1:9',
    ...over,
  })

beforeEach(async () => {
  sandbox = await startSandbox({ serverUrl: 'http://127.0.0.1:9' })
  channel = channelAt(sandbox.url)
})
afterEach(() => sandbox.close())

describe('sending', () => {
  test('reaches the phone once, word for word, with the claim in the callback address', async () => {
    const body = 'GBP 140 + a "blow-dry" & more: 100 % 💇‍♀️\nSee you'
    const outcome = await channel.send(text(body, { claimId: 'a-b_c' }))
    const [received, ...more] = sandbox.received(SAM)
    expect(outcome).toEqual({ kind: 'accepted', providerId: received?.sid })
    expect([received?.body, received?.from, more]).toEqual([body, VENUE, []])
    expect(received?.statusCallback).toBe('http://127.0.0.1:9/webhooks/twilio/status?claim=a-b_c')
  })

  test.each([
    ['an error of the provider', { fail: 500 }, { kind: 'unknown', reason: 'unreadable_answer' }, 0],
    ['a bad gateway', { fail: 503 }, { kind: 'unknown', reason: 'unreadable_answer' }, 0],
    ['too many requests', { fail: 429 }, { kind: 'later', afterMs: 0, reason: 'busy' }, 0],
    ['wrong credentials', { fail: 401 }, { kind: 'refused', code: '20003', credentials: true }, 0],
    ['a cut before it was accepted', { fail: 'reset_before_accept' }, { kind: 'unknown', reason: 'ECONNRESET' }, 0],
    ['a cut after it was accepted', { fail: 'reset_after_accept' }, { kind: 'unknown', reason: 'ECONNRESET' }, 1],
    ['no answer although accepted', { hang: true }, { kind: 'unknown', reason: 'timeout' }, 1],
    ['no answer', { hang: 'before' }, { kind: 'unknown', reason: 'timeout' }, 0],
    ['an answer past the deadline', { delayMs: 5_000 }, { kind: 'unknown', reason: 'timeout' }, 1],
  ] as const)('%s is told apart, and nothing is sent again', async (_, faults, outcome, received) => {
    sandbox.faults(faults)
    const impatient = channelAt(sandbox.url, { deadlineMs: 400 })
    expect(await impatient.send(text('Hello'))).toEqual(outcome)
    sandbox.faults({})
    await channel.send(text('after'))
    expect(sandbox.received(SAM).map((t) => t.body)).toEqual([...Array(received).fill('Hello'), 'after'])
  })

  test('a customer who has opted out is refused for good', async () => {
    await sandbox.send(SAM, 'STOP')
    expect(await channel.send(text('Hello'))).toEqual({ kind: 'refused', code: '21610', credentials: false })
  })

  test('a wrong account is refused as such', async () => {
    const outcome = await channelAt(sandbox.url, { authToken: 'wrong' }).send(text('Hello'))
    expect(outcome).toEqual({ kind: 'refused', code: '20003', credentials: true })
  })

  test('where nobody listens, nothing was sent: later', async () => {
    const outcome = await channelAt(`http://127.0.0.1:${await freePort()}`).send(text('Hello'))
    expect(outcome).toEqual({ kind: 'later', afterMs: 0, reason: 'unreachable' })
    expect(await channelAt('http://no-such-host.invalid').send(text('Hello'))).toMatchObject({ kind: 'later' })
  })

  test.each<[string, RequestListener, object]>([
    ['200 without JSON', (_, r) => void r.writeHead(200).end('<html>'), { kind: 'unknown' }],
    ['201 without an id', (_, r) => void r.writeHead(201).end('{"sid": 1}'), { kind: 'unknown' }],
    [
      '201 cut in the middle',
      (_, r) => {
        r.writeHead(201, { 'content-length': 90 }).write('{"sid": "SM')
        r.socket?.end()
      },
      { kind: 'unknown' },
    ],
    ['404 from something else', (_, r) => void r.writeHead(404).end('<html>'), { kind: 'unknown' }],
    ['a redirect', (_, r) => void r.writeHead(307, { location: '/elsewhere' }).end(), { kind: 'unknown' }],
    [
      '429 with a time',
      (_, r) => void r.writeHead(429, { 'retry-after': '7' }).end(),
      { kind: 'later', afterMs: 7_000 },
    ],
    [
      '403',
      (_, r) => void r.writeHead(403).end('{"code": 20403, "message": "no", "status": 403}'),
      { kind: 'refused', credentials: true },
    ],
    [
      '400',
      (_, r) => void r.writeHead(400).end('{"code": 21211, "message": "no", "status": 400}'),
      { kind: 'refused', code: '21211', credentials: false },
    ],
  ])('%s', async (_, listener, outcome) => {
    let requests = 0
    const server = createServer((request, response) => {
      requests += 1
      request.resume().on('end', () => listener(request, response))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await channelAt(`http://127.0.0.1:${port}/behind/a/path`).send(text('Hello'))).toMatchObject(outcome)
    expect(requests).toBe(1)
    server.close()
  })
})

describe('listing', () => {
  test('gives what went between two numbers since a time, over several pages', async () => {
    for (let i = 0; i < 230; i += 1) await channel.send(text(`text ${i}`))
    await channel.send(text('for Ana', { to: ANA }))
    const listed = await channel.list({ from: VENUE, to: SAM, since: Date.now() - 60_000 })
    expect(new Set(listed.map((t) => t.body))).toEqual(new Set(Array.from({ length: 230 }, (_, i) => `text ${i}`)))
    const sids = new Set(sandbox.received(SAM).map((t) => t.sid))
    for (const t of listed) expect([sids.has(t.providerId), t.from, t.to]).toEqual([true, VENUE, SAM])
    expect(await channel.list({ from: VENUE, to: SAM, since: Date.now() + 60_000 })).toEqual([])
  })

  test('throws when the provider does not answer', async () => {
    const impatient = channelAt(sandbox.url, { deadlineMs: 400 })
    sandbox.faults({ fail: 500, scope: 'all' })
    await expect(impatient.list({ from: VENUE, to: SAM, since: 0 })).rejects.toThrow()
    sandbox.faults({ hang: true, scope: 'all' })
    await expect(impatient.list({ from: VENUE, to: SAM, since: 0 })).rejects.toThrow()
  })
})

describe('the number', () => {
  test.each([
    [{}, 'ready'],
    [{ number: 'not_held' }, 'not_held'],
    [{ number: 'no_sms' }, 'no_sms'],
    [{ number: 'elsewhere' }, 'elsewhere'],
    [{ fail: 403, scope: 'all' }, null],
    [{ fail: 404, scope: 'all' }, null],
  ] as const)('%j: %s', async (faults, state) => {
    sandbox.faults(faults)
    expect(await channel.numberState!(VENUE)).toBe(state)
  })

  test.each([{ fail: 500 }, { fail: 429 }, { fail: 'reset_before_accept' }] as const)(
    '%j says nothing',
    async (fault) => {
      sandbox.faults({ ...fault, scope: 'all' })
      await expect(channel.numberState!(VENUE)).rejects.toThrow()
    },
  )

  test.each([
    [
      'of an application, whose address is not seen',
      { sms_url: 'https://other.example', sms_application_sid: 'AP1' },
      'ready',
    ],
    ['with how often to try again', { sms_url: 'http://127.0.0.1:9/webhooks/twilio/sms#rc=5&rp=all' }, 'ready'],
    ['whose texts go elsewhere', {}, 'elsewhere'],
    ['without an address, as with a messaging service', { sms_url: '' }, 'ready'],
    ['of another name than was asked', { phone_number: '+447700900999' }, null],
    ['of a shape that nobody knows', { capabilities: 'all' }, null],
  ])('%s', async (_, over, state) => {
    const number = { phone_number: VENUE, capabilities: { sms: true }, sms_url: 'https://other.example', ...over }
    const server = createServer((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ incoming_phone_numbers: [number], page: 0, page_size: 50, next_page_uri: null })),
    ).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await channelAt(`http://127.0.0.1:${port}`).numberState!(VENUE)).toBe(state)
    server.close()
  })
})
