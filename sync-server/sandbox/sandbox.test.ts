import { once } from 'node:events'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import twilio from 'twilio'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN, DEMO_VENUE_NUMBER as VENUE } from './credentials.ts'
import { startSandbox, type TestSandbox } from './testing.ts'

const SAM = '+447700900901'
const ANA = '+447700900902'

interface Call {
  url: string
  signed: boolean
  fields: Record<string, string>
}

/** A listening stand-in for the sync server, which keeps what it is called with. */
async function startServer() {
  const calls: Call[] = []
  let answer: (request: IncomingMessage, count: number) => number | 'cut' = () => 200
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()))
    const address = `${url}${request.url}`
    const signature = String(request.headers['x-twilio-signature'])
    const signed = twilio.validateRequest(SANDBOX_AUTH_TOKEN, signature, address, fields)
    calls.push({ url: request.url ?? '', signed, fields })
    const status = answer(request, calls.length)
    if (status === 'cut') return request.socket.resetAndDestroy()
    response.writeHead(status, { 'content-type': 'text/xml' }).end('<Response/>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    port,
    calls,
    answers: (next: typeof answer) => {
      answer = next
    },
    stop: async () => {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
    restart: async () => {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
  }
}

let server: Awaited<ReturnType<typeof startServer>>
let sandbox: TestSandbox
let now: number

beforeEach(async () => {
  now = Date.UTC(2026, 10, 20, 9, 30)
  server = await startServer()
  sandbox = await startSandbox({ serverUrl: server.url, clock: () => now })
})

afterEach(async () => {
  await sandbox.close()
  await server.stop()
})

const messages = () => `${sandbox.url}/2010-04-01/Accounts/${SANDBOX_ACCOUNT_SID}/Messages`
const basic = `Basic ${Buffer.from(`${SANDBOX_ACCOUNT_SID}:${SANDBOX_AUTH_TOKEN}`).toString('base64')}`

function create(form: Record<string, string>, authorization = basic): Promise<Response> {
  return fetch(`${messages()}.json`, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) })
}

const sendTo = (to: string, body = 'Hello', more: Record<string, string> = {}) =>
  create({ To: to, From: VENUE, Body: body, ...more })

function read(path: string): Promise<Response> {
  return fetch(`${messages()}${path}`, { headers: { authorization: basic } })
}

function phone(path: string, body?: unknown): Promise<Response> {
  if (body === undefined) return fetch(`${sandbox.url}/phone/${path}`)
  const headers = { 'content-type': 'application/json' }
  return fetch(`${sandbox.url}/phone/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** A request as a browser or an attacker might make it, with headers that fetch would not let through. */
async function raw(path: string, headers: Record<string, string>): Promise<number> {
  const request = httpRequest(`${sandbox.url}${path}`, { headers }).end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode ?? 0
}

const bodies = (to: string) => sandbox.received(to).map((text) => text.body)

describe('sending a text through the REST API', () => {
  test('is answered with the message resource, and the phone has the text once', async () => {
    const response = await sendTo(SAM, 'From £140')
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({
      sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      account_sid: SANDBOX_ACCOUNT_SID,
      status: 'queued',
      direction: 'outbound-api',
      from: VENUE,
      to: SAM,
      body: 'From £140',
      num_segments: '1',
      num_media: '0',
      date_created: 'Fri, 20 Nov 2026 09:30:00 +0000',
      date_sent: null,
      error_code: null,
    })
    expect(await (await phone(`messages?number=${encodeURIComponent(SAM)}`)).json()).toMatchObject([
      { from: VENUE, to: SAM, body: 'From £140', at: now },
    ])
  })

  test('works with the provider’s own client: create, list over pages, fetch, and its errors', async () => {
    const client = twilio(SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN)
    client.api.baseUrl = sandbox.url
    const created = await client.messages.create({ to: SAM, from: VENUE, body: 'one' })
    await client.messages.create({ to: SAM, from: VENUE, body: 'two' })
    await client.messages.create({ to: ANA, from: VENUE, body: 'other' })
    expect(created.dateCreated).toEqual(new Date(now))
    const listed = await client.messages.list({ to: SAM, pageSize: 1, limit: 10 })
    expect(listed.map((message) => message.body)).toEqual(['two', 'one'])
    expect((await client.messages(created.sid).fetch()).body).toBe('one')
    await expect(client.messages.create({ to: 'nobody', from: VENUE, body: 'x' })).rejects.toMatchObject({
      status: 400,
      code: 21211,
    })
  })

  test('counts segments by the encoding that the text needs', async () => {
    const segments = async (body: string) => (await (await sendTo(SAM, body)).json()).num_segments
    expect(await segments('a'.repeat(160))).toBe('1')
    expect(await segments('a'.repeat(161))).toBe('2')
    expect(await segments(`${'a'.repeat(70)}’`)).toBe('2')
  })

  test.each([
    ['no To', { From: VENUE, Body: 'x' }, 400, 21604],
    ['no From', { To: SAM, Body: 'x' }, 400, 21603],
    ['no body', { To: SAM, From: VENUE }, 400, 21602],
    ['an impossible To', { To: '+1', From: VENUE, Body: 'x' }, 400, 21211],
    ['To and From alike', { To: VENUE, From: VENUE, Body: 'x' }, 400, 21266],
    ['an overlong body', { To: SAM, From: VENUE, Body: 'x'.repeat(1601) }, 400, 21617],
    ['a bad callback', { To: SAM, From: VENUE, Body: 'x', StatusCallback: 'nowhere' }, 400, 21609],
  ])('refuses %s', async (_name, form: Record<string, string>, status, code) => {
    const response = await create(form)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code, status, more_info: expect.any(String) })
    expect(sandbox.received()).toHaveLength(0)
  })

  test('needs the account’s credentials, and knows no other account or address', async () => {
    const wrong = await create({ To: SAM, From: VENUE, Body: 'x' }, 'Basic bm86')
    expect(wrong.status).toBe(401)
    expect(await wrong.json()).toMatchObject({ code: 20003 })
    const other = await fetch(`${sandbox.url}/2010-04-01/Accounts/AC1/Messages.json`, {
      headers: { authorization: basic },
    })
    expect(other.status).toBe(404)
    expect(await other.json()).toMatchObject({ code: 20404 })
    expect((await read(`/SM${'0'.repeat(32)}.json`)).status).toBe(404)
  })
})

describe('delivery reports', () => {
  test('sent, then delivered, signed over the whole callback address with its query', async () => {
    const sent = await sendTo(SAM, 'Hi', { StatusCallback: `${server.url}/webhooks/twilio/status?claim=c1&x=a%20b` })
    const { sid } = await sent.json()
    await sandbox.settled()
    expect(server.calls).toMatchObject([
      { url: '/webhooks/twilio/status?claim=c1&x=a%20b', signed: true, fields: { MessageStatus: 'sent' } },
      { url: '/webhooks/twilio/status?claim=c1&x=a%20b', signed: true, fields: { MessageStatus: 'delivered' } },
    ])
    expect(server.calls[1]?.fields).toMatchObject({ MessageSid: sid, From: VENUE, To: SAM })
    expect(await (await read(`/${sid}.json`)).json()).toMatchObject({
      status: 'delivered',
      date_sent: 'Fri, 20 Nov 2026 09:30:00 +0000',
    })
  })

  test('go nowhere where no callback was named, nor while they are dropped', async () => {
    await sendTo(SAM)
    sandbox.faults({ dropStatus: true })
    await sendTo(SAM, 'Hi', { StatusCallback: `${server.url}/status` })
    await sandbox.settled()
    expect(server.calls).toEqual([])
    expect(sandbox.received(SAM).map((text) => text.status)).toEqual(['delivered', 'delivered'])
  })
})

describe('a phone texts the venue', () => {
  test('the webhook gets every mandatory field and a right signature', async () => {
    const response = await phone('send', { from: '07700 900901', body: 'How much is a balayage? £€😊' })
    expect(response.status).toBe(200)
    const { messageSid, status } = await response.json()
    expect(status).toBe('received')
    expect(server.calls).toHaveLength(1)
    expect(server.calls[0]).toMatchObject({ url: '/webhooks/twilio/sms', signed: true })
    expect(server.calls[0]?.fields).toEqual({
      MessageSid: messageSid,
      SmsSid: messageSid,
      SmsMessageSid: messageSid,
      AccountSid: SANDBOX_ACCOUNT_SID,
      From: SAM,
      To: VENUE,
      Body: 'How much is a balayage? £€😊',
      NumMedia: '0',
      NumSegments: '1',
      SmsStatus: 'received',
      ApiVersion: '2010-04-01',
      FromCountry: 'GB',
      FromState: '',
      FromCity: '',
      FromZip: '',
      ToCountry: 'GB',
      ToState: '',
      ToCity: '',
      ToZip: '',
    })
  })

  test('a picture without words is a picture message', async () => {
    const { text } = await sandbox.send(SAM, '', [{ url: 'https://media.example/1', contentType: 'image/png' }])
    expect(text.sid).toMatch(/^MM[0-9a-f]{32}$/)
    expect(server.calls[0]?.fields).toMatchObject({
      Body: '',
      NumMedia: '1',
      MediaUrl0: 'https://media.example/1',
      MediaContentType0: 'image/png',
    })
  })

  test('an unreachable server is said so, and the retry is the same text', async () => {
    await server.stop()
    const failed = await phone('send', { from: SAM, body: 'Hello?' })
    expect(failed.status).toBe(502)
    const { code, messageSid } = await failed.json()
    expect(code).toBe('webhook_unreachable')
    await server.restart()
    const again = await phone('redeliver', { messageSid })
    expect(await again.json()).toEqual({ messageSid, status: 'received' })
    expect(server.calls).toMatchObject([{ signed: true, fields: { MessageSid: messageSid, Body: 'Hello?' } }])
    const kept = await (await phone(`messages?all=1&number=${SAM}`)).json()
    expect(kept).toMatchObject([{ sid: messageSid, direction: 'from_phone', status: 'received' }])
  })

  test.each([
    ['a refusal', () => 403 as const, 'webhook_refused'],
    ['a fault', () => 500 as const, 'webhook_refused'],
    ['a cut connection', () => 'cut' as const, 'webhook_broken'],
  ])('%s is not tried again by itself', async (_name, answer, code) => {
    server.answers(answer)
    const response = await phone('send', { from: SAM, body: 'Hi' })
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({ code })
    expect(server.calls).toHaveLength(1)
  })

  test('a server that never answers counts as broken when the time is up', async () => {
    await sandbox.close()
    sandbox = await startSandbox({ serverUrl: server.url, webhookTimeoutMs: 50 })
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    await using waiting = await startSandbox({ serverUrl: `http://127.0.0.1:${port}`, webhookTimeoutMs: 50 })
    expect((await waiting.send(SAM, 'Hi')).delivery).toEqual({ outcome: 'broken' })
    silent.closeAllConnections()
    silent.close()
  })

  test('a redelivery repeats every field', async () => {
    const { text } = await sandbox.send(SAM, 'Hi')
    now += 60_000
    await Promise.all(Array.from({ length: 20 }, () => sandbox.redeliver(text.sid)))
    expect(server.calls).toHaveLength(21)
    for (const call of server.calls) expect(call).toEqual(server.calls[0])
    expect((await phone('redeliver', { messageSid: `SM${'0'.repeat(32)}` })).status).toBe(404)
  })

  test.each([
    [{}],
    [{ from: 'me', body: 'x' }],
    [{ from: SAM, body: 'x'.repeat(1601) }],
    [{ from: SAM, body: 1 }],
    [{ from: SAM, body: 'x', media: [{ url: 'no', contentType: 'image/png' }] }],
  ])('refuses %j', async (body) => {
    const response = await phone('send', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'invalid_payload', message: expect.any(String) })
    expect(server.calls).toHaveLength(0)
  })
})

describe('the words that the provider answers itself', () => {
  test.each(['STOP', ' stop ', 'Unsubscribe', 'CANCEL', 'end', 'quit', 'stopall', 'revoke', 'optout'])(
    '%j opts out, tells the server, and refuses further texts until START',
    async (word) => {
      await sandbox.send(SAM, word)
      expect(server.calls[0]?.fields).toMatchObject({ Body: word, OptOutType: 'STOP' })
      const refused = await sendTo(SAM)
      expect(refused.status).toBe(400)
      expect(await refused.json()).toMatchObject({ code: 21610 })
      expect((await sendTo(ANA)).status).toBe(201)

      await sandbox.send(SAM, 'START')
      expect(server.calls[1]?.fields).toMatchObject({ OptOutType: 'START' })
      expect((await sendTo(SAM)).status).toBe(201)
      expect(sandbox.received(SAM)).toHaveLength(1)
    },
  )

  test('its own reply shows on the phone, and is no text of the venue', async () => {
    await sandbox.send(SAM, 'STOP')
    await sandbox.send(SAM, 'STOP')
    const all = await (await phone(`messages?all=1&number=${SAM}`)).json()
    expect(all.filter((text: { notice?: boolean }) => text.notice)).toHaveLength(1)
    expect(await (await phone(`messages?number=${SAM}`)).json()).toEqual([])
    expect((await (await read('.json')).json()).messages).toHaveLength(2)
  })

  test.each(['Stop it please', 'cancel my appointment', 'YES'])('%j is an ordinary text', async (body) => {
    await sandbox.send(SAM, body)
    expect(server.calls[0]?.fields).not.toHaveProperty('OptOutType')
    expect((await sendTo(SAM)).status).toBe(201)
  })
})

describe('faults', () => {
  test.each([
    [429, 20429],
    [500, 20500],
    [503, 20503],
    [401, 20003],
    [true, 20500],
  ])('fail %j: an error in the provider’s shape, and no text', async (fail, code) => {
    await phone('faults', { fail })
    const response = await sendTo(SAM)
    expect(response.status).toBe(fail === true ? 500 : fail)
    expect(await response.json()).toMatchObject({ code })
    expect(sandbox.received(SAM)).toHaveLength(0)
    await phone('faults', {})
    expect((await sendTo(SAM)).status).toBe(201)
  })

  test('failTimes: the faults end by themselves', async () => {
    await phone('faults', { fail: 429, failTimes: 2 })
    const statuses = [await sendTo(SAM), await sendTo(SAM), await sendTo(SAM)].map((response) => response.status)
    expect(statuses).toEqual([429, 429, 201])
    expect(await (await phone('faults')).json()).toEqual({})
  })

  test.each([
    ['reset_after_accept', ['Hello']],
    ['reset_before_accept', []],
  ] as const)('%s cuts the connection', async (fail, has) => {
    sandbox.faults({ fail })
    await expect(sendTo(SAM)).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) },
    })
    expect(bodies(SAM)).toEqual(has)
  })

  test.each([
    [true, ['Hello']],
    ['before', []],
  ] as const)('hang %j never answers', async (hang, has) => {
    sandbox.faults({ hang, failTimes: 1 })
    const waiting = new AbortController()
    const answer = vi.fn()
    const request = fetch(`${messages()}.json`, {
      method: 'POST',
      headers: { authorization: basic },
      body: new URLSearchParams({ To: SAM, From: VENUE, Body: 'Hello', StatusCallback: `${server.url}/status` }),
      signal: waiting.signal,
    }).then(answer, () => {})
    await vi.waitFor(async () => expect(await (await phone('faults')).json()).toEqual({}))
    await sandbox.settled()
    expect(answer).not.toHaveBeenCalled()
    expect(bodies(SAM)).toEqual(has)
    // What was accepted is reported and listed, which is how the server finds out.
    expect(server.calls.map((call) => call.fields.MessageStatus)).toEqual(has.length ? ['sent', 'delivered'] : [])
    expect((await (await read(`.json?To=${encodeURIComponent(SAM)}`)).json()).messages).toHaveLength(has.length)
    waiting.abort()
    await request
  })

  test('delayMs: the phone has the text before the answer comes', async () => {
    sandbox.faults({ delayMs: 300 })
    const answered = vi.fn()
    const request = sendTo(SAM).then(answered)
    await vi.waitFor(() => expect(bodies(SAM)).toEqual(['Hello']), { interval: 5 })
    expect(answered).not.toHaveBeenCalled()
    await request
    expect(answered).toHaveBeenCalledWith(expect.objectContaining({ status: 201 }))
  })

  test('scope: listing is only struck where it says so', async () => {
    await sendTo(SAM)
    sandbox.faults({ fail: 500 })
    expect((await read('.json')).status).toBe(200)
    sandbox.faults({ fail: 500, scope: 'all' })
    expect((await read('.json')).status).toBe(500)
  })

  test.each([[{ fail: 200 }], [{ fail: 'maybe' }], [{ delayMs: -1 }], [{ hang: 'soon' }], [{ unknown: 1 }], [[]]])(
    'refuses %j and changes nothing',
    async (faults) => {
      await phone('faults', { fail: 429 })
      const response = await phone('faults', faults)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ code: 'invalid_payload' })
      expect(await (await phone('faults')).json()).toEqual({ fail: 429 })
    },
  )

  test('closing does not wait for a request that hangs', async () => {
    sandbox.faults({ hang: true })
    const request = sendTo(SAM).catch(() => 'cut')
    await vi.waitFor(() => expect(bodies(SAM)).toEqual(['Hello']), { interval: 5 })
    await sandbox.close()
    expect(await request).toBe('cut')
  })
})

describe('listing', () => {
  beforeEach(async () => {
    await sendTo(SAM, 'first')
    await sandbox.settled()
    now += 86_400_000
    await sendTo(ANA, 'second')
    await sandbox.send(SAM, 'third')
    await sandbox.settled()
  })

  const list = async (query: Record<string, string>) => {
    const response = await read(`.json?${new URLSearchParams(query)}`)
    const { messages } = (await response.json()) as { messages: { body: string }[] }
    return messages.map((message) => message.body)
  }

  test.each([
    [{}, ['third', 'second', 'first']],
    [{ To: SAM }, ['first']],
    [{ From: SAM }, ['third']],
    [{ To: ANA, From: VENUE }, ['second']],
    [{ DateSent: '2026-11-20' }, ['first']],
    [{ 'DateSent>': '2026-11-21' }, ['third', 'second']],
    [{ 'DateSent<': '2026-11-20' }, ['first']],
    [{ 'DateSent>': '2026-11-21T09:30:00Z' }, ['third', 'second']],
    [{ 'DateSent>': '2026-11-21T09:30:01Z' }, []],
    [{ PageSize: '1' }, ['third']],
    [{ PageSize: '1', Page: '1' }, ['second']],
  ])('%j, newest first', async (query: Record<string, string>, expected) => {
    expect(await list(query)).toEqual(expected)
  })

  test('pages stay whole while texts arrive between them', async () => {
    const first = await (await read('.json?PageSize=2')).json()
    expect(first).toMatchObject({ page: 0, page_size: 2, start: 0, end: 1, previous_page_uri: null })
    await sendTo(SAM, 'late')
    const next = await fetch(`${sandbox.url}${first.next_page_uri}`, { headers: { authorization: basic } })
    expect(await next.json()).toMatchObject({ messages: [{ body: 'first' }], next_page_uri: null })
  })

  test('phones that were seen', async () => {
    expect(await (await phone('numbers')).json()).toEqual([
      { number: SAM, received: 1, sent: 1, optedOut: false, lastAt: now, lastBody: 'third' },
      { number: ANA, received: 1, sent: 0, optedOut: false, lastAt: now, lastBody: 'second' },
    ])
  })
})

describe('who may talk to the phones', () => {
  test.each([
    ['a rebound name', { host: 'evil.example:80' }],
    ['another port', { host: '127.0.0.1:1' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
  ])('not %s', async (_name, headers: Record<string, string>) => {
    expect(await raw('/phone/numbers', headers)).toBe(403)
    expect(await raw('/', headers)).toBe(403)
  })

  test('the page itself, its own requests, and links that lead to it', async () => {
    const { port } = new URL(sandbox.url)
    expect(await raw('/', {})).toBe(200)
    expect(await raw('/phone/numbers', { host: `localhost:${port}`, origin: `http://localhost:${port}` })).toBe(200)
    expect(await raw('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' })).toBe(200)
  })

  test('the page takes nothing from elsewhere', async () => {
    const policy = (await fetch(sandbox.url)).headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
  })
})

test('live events tell the page of texts, their states, and faults', async () => {
  const response = await fetch(`${sandbox.url}/phone/events`)
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let seen = ''
  await reader.read()
  await sendTo(SAM, 'Hi')
  sandbox.faults({ fail: 429 })
  while (!seen.includes('"fail":429') || !seen.includes('"delivered"')) seen += (await reader.read()).value
  expect(seen).toMatch(/event: text\ndata: \{"phone":"\+447700900901".*"status":"queued"/)
  await reader.cancel()
})

test('a file keeps the phones over a restart, even one in the middle of a write', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  const file = join(folder, 'texts.jsonl')
  await sandbox.close()
  sandbox = await startSandbox({ serverUrl: server.url, file })
  await sendTo(SAM, 'kept')
  await sandbox.send(ANA, 'STOP')
  await sandbox.close()
  appendFileSync(file, '{"type":"text","te')
  sandbox = await startSandbox({ serverUrl: server.url, file })
  expect(sandbox.received(SAM)).toMatchObject([{ body: 'kept', status: 'delivered' }])
  expect(await (await sendTo(ANA)).json()).toMatchObject({ code: 21610 })
  await sendTo(SAM, 'after')
  await sandbox.close()
  sandbox = await startSandbox({ serverUrl: server.url, file })
  expect(bodies(SAM)).toEqual(['kept', 'after'])
  rmSync(folder, { recursive: true })
})
