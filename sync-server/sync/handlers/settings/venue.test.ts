/** The venue: zone, number, name, timing, plan, wallet: an owner changes it by a command, and the next text is treated otherwise. */
import { expect, test } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { ingest } from '../../../channels/ingest.ts'
import { CUSTOMER, type TestServer, testServer, withAutoSend } from '../../../testing.ts'
import { ask, BURST, done, HOLD, refusal } from './testing.ts'

test('time zone: what "today" is, and when quiet hours hold', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await done(s, 'autosend.quiet_hours', { windows: [{ days: [3], from: '20:00', to: '23:00' }] })
  expect((await ask(s, 'How much is a trim?')).decision.reasons).toEqual([])
  await done(s, 'venue.edit', { timeZone: 'Australia/Sydney' })
  expect((await ask(s, 'How much is a trim?')).decision.reasons).toEqual(['quiet_hours'])
  for (const timeZone of ['Mars/Olympus', '+01:00', 'EST', 'Europe/London; drop']) {
    expect(await s.command('venue.edit', { timeZone })).toMatchObject(refusal('invalid_payload', /Europe\/London/))
  }
})

test('the venue’s number: texts come in there and leave from there; others than AU and GB are told why', async () => {
  await using s = await testServer()
  const answer = await done(s, 'venue.edit', { number: '+61 491 570 156' })
  expect(answer.result).toEqual({ number: '+61491570156' })
  const inbound = { channel: 'sms' as const, providerId: `SM${'c'.repeat(32)}`, from: CUSTOMER, body: 'Hi', media: 0 }
  await expect(ingest(s.deps, { ...inbound, to: '+447700900100' })).rejects.toMatchObject({ code: 'unknown_number' })
  expect(await ingest(s.deps, { ...inbound, to: '+61491570156' })).toEqual({ stored: true })
  const [conversation] = await s.rows('conversations')
  await done(s, 'message.send', { conversationId: conversation!.id, text: 'Hello' })
  s.pass(5 * SECOND)
  await s.step()
  expect(s.sandbox.received(CUSTOMER).map((t) => t.from)).toEqual(['+61491570156'])
  expect(await s.command('venue.edit', { number: '+64 21 123 4567' })).toMatchObject(
    refusal('number_not_allowed', /New Zealand.*Australian or British/),
  )
})

test('name and waiting target', async () => {
  await using s = await testServer()
  await done(s, 'venue.edit', { name: 'Fern & Finch', waitTargetMinutes: 5 })
  expect(await s.venue()).toMatchObject({ name: 'Fern & Finch', timing: { waitTargetMinutes: 5, undoSeconds: 5 } })
  expect(await s.command('venue.edit', { name: '  ' })).toMatchObject(refusal('invalid_payload', /name/))
  expect(await s.command('venue.edit', { waitTargetMinutes: 0 })).toMatchObject(refusal('invalid_payload'))
})

test('timing: burst wait, hold and undo window', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await done(s, 'venue.timing', { burstSeconds: 0, holdSeconds: 0, undoSeconds: 0 })
  await s.text('How much is a trim?')
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)
  const [conversation] = await s.rows('conversations')
  await done(s, 'message.send', { conversationId: conversation!.id, text: 'See you soon' })
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toHaveLength(2)
})

test('timing: how long a person’s own text keeps the AI from sending there', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await done(s, 'venue.timing', { humanMinutes: 10 })
  await s.text('hello?')
  s.pass(BURST)
  await s.step()
  const [conversation] = await s.rows('conversations')
  const asked = async (body: string) => {
    await s.text(body)
    s.pass(BURST)
    await s.step()
    return (await s.rows('decisions')).at(-1)!
  }
  await done(s, 'message.send', { conversationId: conversation!.id, text: 'Hello' })
  s.pass(5 * SECOND)
  await s.step()
  expect((await asked('How much is a trim?')).reasons).toEqual(['human_active'])
  s.pass(10 * MINUTE)
  expect((await asked('How much is a balayage?')).outcome).toBe('auto_queued')
})

test('FREE: no AI runs, what was about to leave comes back, texts reach the inbox; PRO brings it again', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const held = await ask(s, 'How much is a trim?')
  expect(held.draft).toMatchObject({ state: 'auto' })
  await s.text('How much is a balayage?')
  await done(s, 'venue.plan', { plan: 'FREE' })
  expect((await s.rows('drafts')).find((d) => d.id === held.draft!.id)).toMatchObject({
    state: 'pending',
    returned: 'plan',
  })
  const { sparks } = await s.venue()
  s.pass(HOLD + BURST)
  await s.step()
  expect(s.sandbox.received()).toHaveLength(0)
  const waiting = await ask(s, 'Are you open Sunday?')
  expect(waiting.draft).toBeUndefined()
  expect(waiting.conversation).toMatchObject({ unread: true, state: 'open', waitingSince: expect.any(Number) })
  const outcomes = (await s.rows('decisions')).map((d) => d.outcome)
  expect(outcomes).toEqual(['auto_queued', 'no_ai', 'no_ai'])
  expect((await s.venue()).sparks).toBe(sparks)
  expect(await s.command('preview.run', { scenario: 'hours' })).toMatchObject(refusal('plan_required'))
  expect(await s.command('autosend.master', { on: true, acknowledged: true })).toMatchObject(refusal('plan_required'))
  await done(s, 'venue.plan', { plan: 'PRO' })
  expect((await ask(s, 'How much is a trim?')).decision).toMatchObject({ outcome: 'auto_queued' })
})

test('FREE while the AI is thinking: what it thought is thrown away', async () => {
  const holder: { s?: TestServer } = {}
  const engine = {
    name: 'slow',
    classify: async () => {
      await holder.s!.command('venue.plan', { plan: 'FREE' })
      return { intent: 'pricing' as const, confidence: 1 }
    },
    compose: async () => ({ text: 'A trim is £35.', citations: [] }),
  }
  await using s = await testServer({ engine })
  holder.s = s
  await s.text('How much is a trim?')
  s.pass(BURST)
  await s.step()
  expect(await s.rows('drafts')).toHaveLength(0)
  expect((await s.rows('decisions')).map((d) => d.outcome)).toEqual(['no_ai'])
})

test('wallet: a top-up lifts the marker for the texts that follow, once a command', async () => {
  await using s = await testServer()
  await s.deps.storage.write('command', s.venueId, (tx) =>
    tx.patch('venue', s.venueId, { sparks: 0, sparksEmpty: true }),
  )
  expect((await ask(s, 'How much is a trim?')).draft).toMatchObject({ kind: 'marker' })
  const first = await s.command('wallet.top_up', { sparks: 2 }, { id: 'pay' })
  expect(first).toMatchObject({ status: 'done', result: { sparks: 2 } })
  expect(await s.command('wallet.top_up', { sparks: 2 }, { id: 'pay' })).toEqual(first)
  expect((await ask(s, 'How much is a trim?')).draft).toMatchObject({ kind: 'reply' })
  expect(await s.venue()).toMatchObject({ sparks: 1, sparksEmpty: false })
  expect(await s.command('wallet.top_up', { sparks: 0 })).toMatchObject(refusal('invalid_payload'))
})
