import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import type { InjectOptions } from 'fastify'
import { expect, test, vi } from 'vitest'
import { ERRORS } from '#shared/errors.ts'
import { registry } from '../metrics.ts'
import { BODY_LIMIT } from './app.ts'
import { PASSWORD, signed, smsFields, testEdge } from './testing.ts'

const json = { 'content-type': 'application/json' }

test('each mistake is a code with the fitting status, and no more', async () => {
  await using edge = await testEdge()
  const { app } = edge
  const auth = await edge.signIn()
  const cases = [
    ['not_found', { url: '/nothing' }],
    ['not_found', { url: '/api/nothing' }],
    ['bad_request', { method: 'POST', url: '/api/sign-in', headers: json, payload: '{"email": ' }],
    ['bad_request', { method: 'POST', url: '/api/sign-in', headers: json, payload: '' }],
    ['bad_request', { url: '/api/decisions/%E0%A4%A', headers: auth }],
    ['invalid_payload', { method: 'POST', url: '/api/sign-in', headers: json, payload: '{"email": "a@b.c"}' }],
    [
      'unsupported_media_type',
      { method: 'POST', url: '/api/sign-in', headers: { 'content-type': 'a/b' }, payload: 'x' },
    ],
    ['body_too_large', { method: 'POST', url: '/api/sign-in', headers: json, payload: 'x'.repeat(BODY_LIMIT + 1) }],
    ['not_signed_in', { url: '/api/changes' }],
    ['not_signed_in', { url: '/api/openapi.json' }],
    ['not_signed_in', { url: '/api/changes', headers: { authorization: 'Bearer nobody' } }],
    ['not_signed_in', { url: '/api/changes', headers: { authorization: 'Basic YTpi' } }],
    ['invalid_payload', { url: '/api/changes?since=-1', headers: auth }],
    ['invalid_payload', { url: '/api/changes?limit=5001', headers: auth }],
    ['invalid_payload', { method: 'POST', url: '/api/commands', headers: auth, payload: { id: 'a b', type: 'x' } }],
    ['unknown_command', { method: 'POST', url: '/api/commands', headers: auth, payload: { id: 'a', type: 'x' } }],
    ['row_not_found', { url: '/api/decisions/none', headers: auth }],
    ['row_not_found', { url: '/api/decisions/', headers: auth }],
    ['unsupported_media_type', { method: 'POST', url: '/webhooks/twilio/sms', headers: json, payload: '{}' }],
  ] as const
  for (const [code, request] of cases) {
    const answer = await app.inject(request as InjectOptions)
    expect([answer.json().code, answer.statusCode], JSON.stringify(request).slice(0, 120)).toEqual([
      code,
      ERRORS[code][0],
    ])
    expect(answer.payload).not.toMatch(/\n|node_modules|\.ts/)
  }
})

test('a fault inside is answered as internal, and what it says stays out of the answer and the log', async () => {
  await using edge = await testEdge()
  const auth = await edge.signIn()
  vi.spyOn(edge.deps.storage, 'read').mockRejectedValueOnce(new Error('row of +447700900555 broken'))
  const answer = await edge.app.inject({ url: '/api/changes', headers: auth })
  expect([answer.statusCode, answer.json()]).toEqual([500, { code: 'internal', message: ERRORS.internal[1] }])
  expect(edge.log()).toContain('request failed')
  expect(edge.log()).not.toContain('447700900555')
})

test('neither logs nor metrics hold what belongs to people', async () => {
  await using edge = await testEdge()
  const { app } = edge
  const auth = await edge.signIn('staff')
  await app.inject(signed('/webhooks/twilio/sms', smsFields({ Body: 'Marker text from Zelda' })))
  await app.inject({ url: '/api/changes?since=0&secret=marker', headers: auth })
  await app.inject({ method: 'POST', url: '/api/sign-in', payload: { email: 'staff@rooms.test', password: 'Marker' } })
  await app.inject({ url: '/api/decisions/Marker-in-the-path', headers: auth })
  const seen = edge.log() + (await app.inject('/metrics')).payload + (await registry.metrics())
  expect(seen).toContain('/api/decisions/:inboundMessageId')
  for (const secret of ['arker', '7700900', 'rooms.test', PASSWORD, auth.authorization.slice(7), 'SM0123']) {
    expect(seen).not.toContain(secret)
  }
})

test('alive, ready, and not ready when the storage does not answer', async () => {
  await using edge = await testEdge()
  expect((await edge.app.inject('/healthz')).json()).toEqual({ ok: true })
  expect((await edge.app.inject('/readyz')).json()).toEqual({ ok: true })
  vi.spyOn(edge.deps.storage, 'read').mockRejectedValueOnce(new Error('gone'))
  const answer = await edge.app.inject('/readyz')
  expect([answer.statusCode, answer.json().code]).toEqual([503, 'not_ready'])
})

test('metrics count requests by route pattern and what waits to be sent', async () => {
  await using edge = await testEdge()
  await edge.app.inject(signed('/webhooks/twilio/sms', smsFields()))
  const metrics = (await edge.app.inject('/metrics')).payload
  expect(metrics).toMatch(
    /greenlight_http_requests_total\{method="POST",route="\/webhooks\/twilio\/sms",status="200"\} \d/,
  )
  expect(metrics).toMatch(/greenlight_inbound_total\{result="stored"\} \d/)
  expect(metrics).toContain('greenlight_outbox_messages{state="queued"} 0')
  expect(metrics).toContain('greenlight_open_turns 1')
})

test('the metrics are for this machine, or for whoever shows the token', async () => {
  await using edge = await testEdge()
  const ask = async (app: typeof edge.app, more: object) =>
    (await app.inject({ url: '/metrics', ...more })).json().code as string
  const elsewhere = { remoteAddress: '203.0.113.7' }
  expect(await ask(edge.app, elsewhere)).toBe('metrics_refused')
  expect(await ask(edge.app, { headers: { 'x-forwarded-for': '127.0.0.1' } })).toBe('metrics_refused')
  expect(await ask(edge.app, { headers: { via: '1.1 proxy' } })).toBe('metrics_refused')
  expect((await edge.app.inject({ url: '/metrics', remoteAddress: '::1' })).statusCode).toBe(200)
  await using guarded = await testEdge(undefined, 'a token of twenty ch')
  expect(await ask(guarded.app, {})).toBe('metrics_refused')
  expect(await ask(guarded.app, { headers: { authorization: 'Bearer another' } })).toBe('metrics_refused')
  const shown = { ...elsewhere, headers: { authorization: 'Bearer a token of twenty ch' } }
  expect((await guarded.app.inject({ url: '/metrics', ...shown })).statusCode).toBe(200)
})

test('the description names every route with its refusals', async () => {
  await using edge = await testEdge()
  const doc = (await edge.app.inject({ url: '/api/openapi.json', headers: await edge.signIn('staff') })).json()
  expect(Object.keys(doc.paths).sort()).toEqual([
    '/api/audit',
    '/api/audit/export',
    '/api/audit/verify',
    '/api/backtest',
    '/api/changes',
    '/api/changes/recent',
    '/api/commands',
    '/api/commands/batch',
    '/api/decisions/{inboundMessageId}',
    '/api/demo/remove',
    '/api/engine',
    '/api/insights',
    '/api/invites/accept',
    '/api/invites/look',
    '/api/password',
    '/api/setup',
    '/api/setup/demo',
    '/api/setup/look',
    '/api/sign-in',
    '/api/sign-out',
    '/api/team',
    '/api/typed',
    '/healthz',
    '/metrics',
    '/readyz',
    '/webhooks/reviews',
    '/webhooks/twilio/sms',
    '/webhooks/twilio/status',
  ])
  const { responses, requestBody } = doc.paths['/api/sign-in'].post
  expect(Object.keys(responses)).toEqual(['200', '400', '401', '429', '500'])
  expect(requestBody.content['application/json'].schema.required).toEqual(['email', 'password'])
  expect(doc.components.schemas['draft.reject'].required).toEqual(['draftId', 'reason'])
  expect(responses['429'].description).toContain('too_many_attempts')
})

test('what is not even HTTP gets a code as well', async () => {
  await using edge = await testEdge()
  const port = Number(new URL(await edge.app.listen({ host: '127.0.0.1', port: 0 })).port)
  const socket = connect(port, '127.0.0.1')
  socket.write('BROKEN\r\n\r\n')
  const answer = await text(socket)
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(answer).toContain('{"code":"bad_request"')
})
