/** Handoffs from outside: by the agent, by staff, what the customer is told of it, and what follows. */
import { expect, test } from 'vitest'
import { DAY, MINUTE, SECOND } from '#shared/clock.ts'
import { ingest } from '../channels/ingest.ts'
import { SPARKS } from '../demo/venue.ts'
import type { Engine } from '../engines/engine.ts'
import { createLocalEngine } from '../engines/local/engine.ts'
import { DEMO_VENUE_NUMBER } from '../sandbox/credentials.ts'
import { CUSTOMER, type TestServer, testServer, withAutoSend } from '../testing.ts'

const BURST = 8 * SECOND
const HOLD = 20 * SECOND

async function done(s: TestServer, ...command: Parameters<TestServer['command']>) {
  const answer = await s.command(...command)
  expect(answer).toMatchObject({ status: 'done' })
  return answer.result as Record<string, string>
}

/** A text, thought about. */
async function say(s: TestServer, body: string, from = CUSTOMER, channel: 'sms' | 'web_chat' = 'sms') {
  const providerId = `SM${crypto.randomUUID().replaceAll('-', '')}`
  await ingest(s.deps, { channel, providerId, to: DEMO_VENUE_NUMBER, from, body, media: 0 })
  s.pass(BURST)
  await s.step()
  const conversation = (await s.rows('conversations')).find((c) => c.customerNumber === from && c.channel === channel)!
  return { conversation, decision: (await s.rows('decisions')).at(-1)! }
}

const received = (s: TestServer, from = CUSTOMER) => s.sandbox.received(from).map((m) => m.body)
const lines = async (s: TestServer) =>
  (await s.rows('messages')).filter((m) => m.direction === 'system').map((m) => m.body)
const TOLD = 'A person from our team is with you.'
const telling = (s: TestServer, tell = true) => done(s, 'venue.edit', { handoff: { tell, text: TOLD } })

test('who asks for a person is handed over in the same turn: no draft, the pending one dropped, and by whom', async () => {
  await using s = await testServer()
  await say(s, 'How much is a trim?')
  expect((await s.rows('drafts')).map((d) => d.state)).toEqual(['pending'])
  const { conversation, decision } = await say(s, 'can I speak to a human please')
  expect(decision).toMatchObject({ outcome: 'handed_off', warrant: { reply: false } })
  expect(decision.warrant.reason).toBe('Handed off: they asked for a person')
  expect(conversation.handoff).toMatchObject({ route: 'front desk', by: 'agent_front_desk', note: null })
  expect((await s.rows('drafts')).map((d) => d.state)).toEqual(['dropped'])
  expect(await lines(s)).toContain('Wren handed this off (front desk): they asked for a person')
  expect((await say(s, 'How much is a trim?')).decision).toMatchObject({ outcome: 'off' })
  expect((await s.venue()).sparks).toBe(SPARKS - 1)
})

test('a call is the route where they ask for one', async () => {
  await using s = await testServer()
  expect((await say(s, 'can someone ring me')).conversation.handoff).toMatchObject({ route: 'call' })
})

test('a complaint that asks for a person is both: escalated and handed over', async () => {
  await using s = await testServer()
  await telling(s)
  await withAutoSend(s)
  const { conversation, decision } = await say(s, 'you ruined my hair, I want to speak to the manager')
  expect(decision).toMatchObject({ outcome: 'escalated' })
  expect(conversation.handoff).not.toBeNull()
  expect((await s.rows('drafts')).map((d) => [d.kind, d.state])).toEqual([['escalation', 'pending']])
  s.pass(DAY)
  await s.step()
  expect(received(s)).toEqual([])
})

test('it holds on every channel, also one that they write on for the first time, until Resume', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const first = await say(s, 'How much is a trim?', CUSTOMER, 'web_chat')
  await done(s, 'conversation.agent', { ids: [first.conversation.id], agentId: 'agent_front_desk' })
  await say(s, 'How much is a trim?', CUSTOMER, 'web_chat')
  const waiting = (await s.rows('messages')).find((m) => m.state === 'queued')!
  expect(waiting).toMatchObject({ auto: true, conversationId: first.conversation.id })
  const { conversation } = await say(s, 'human please')
  expect((await s.rows('messages')).find((m) => m.id === waiting.id)).toMatchObject({
    state: 'withdrawn',
    reason: 'handoff',
  })
  const elsewhere = `+447700900777`
  expect((await say(s, 'How much is a trim?', elsewhere)).decision).toMatchObject({ outcome: 'auto_queued' })
  expect((await s.rows('conversations')).filter((c) => c.handoff !== null)).toHaveLength(2)
  const mail = {
    channel: 'email' as const,
    to: DEMO_VENUE_NUMBER,
    from: CUSTOMER,
    body: 'How much is a trim?',
    media: 0,
  }
  await ingest(s.deps, { ...mail, providerId: 'SMfirst' })
  s.pass(BURST)
  await s.step()
  const onMail = (await s.rows('conversations')).find((c) => c.channel === 'email')!
  expect(onMail.handoff).toEqual((await s.rows('conversations')).find((c) => c.id === conversation.id)!.handoff)
  expect((await s.rows('decisions')).at(-1)).toMatchObject({ conversationId: onMail.id, outcome: 'off' })
  await done(s, 'conversation.resume', { id: onMail.id }, { as: s.staff })
  expect((await s.rows('conversations')).every((c) => c.handoff === null)).toBe(true)
  expect((await say(s, 'How much is a trim?')).decision).toMatchObject({ outcome: 'auto_queued' })
})

test('after Resume the old request hands nothing over again; a new one does', async () => {
  await using s = await testServer()
  const { conversation } = await say(s, 'can I speak to someone')
  await done(s, 'conversation.resume', { id: conversation.id })
  expect((await say(s, 'How much is a trim?')).decision).toMatchObject({ outcome: 'drafted', intent: 'pricing' })
  expect((await s.rows('conversations'))[0]!.handoff).toBeNull()
  expect((await say(s, 'ring me please')).decision).toMatchObject({ outcome: 'handed_off' })
  // What came in while a person had it, and was not looked at before they resumed, is theirs too.
  await s.text('get me a real person')
  await done(s, 'conversation.resume', { id: conversation.id })
  s.pass(BURST)
  await s.step()
  expect((await s.rows('conversations'))[0]!.handoff).toBeNull()
})

test('handed over and resumed while the agent was thinking: it thinks again', async () => {
  const holder: { s?: TestServer; busy?: boolean } = {}
  const local = createLocalEngine()
  const engine: Engine = {
    ...local,
    compose: async (input, signal) => {
      const { s } = holder
      if (!holder.busy) {
        holder.busy = true
        const id = (await s!.rows('conversations'))[0]!.id
        await s!.command('conversation.handoff', { id, route: 'call' })
        await s!.command('conversation.resume', { id })
      }
      return local.compose(input, signal)
    },
  }
  await using s = await testServer({ engine })
  holder.s = s
  await s.text('How much is a trim?')
  s.pass(BURST)
  await s.step()
  expect((await s.rows('drafts')).map((d) => d.state)).toEqual(['pending'])
  expect(await s.rows('decisions')).toHaveLength(1)
})

test('an agent that is off, or a conversation marked personal, hands nothing over', async () => {
  await using s = await testServer()
  const { conversation } = await say(s, 'How much is a trim?')
  await done(s, 'conversation.reply_mode', { ids: [conversation.id], mode: 'off' })
  expect((await say(s, 'human please')).decision).toMatchObject({ outcome: 'off' })
  await done(s, 'conversation.reply_mode', { ids: [conversation.id], mode: null })
  await done(s, 'conversation.personal', { id: conversation.id, on: true })
  expect((await say(s, 'human please')).decision).toMatchObject({ outcome: 'off' })
  expect((await s.rows('conversations'))[0]!.handoff).toBeNull()
})

test('the customer is told once, in the venue’s words and with its disclosure, if the owner wants that', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await say(s, 'human please', '+447700900161')
  s.pass(HOLD)
  await s.step()
  expect(received(s, '+447700900161')).toEqual([])
  const { text } = (await s.venue()).handoff
  await done(s, 'venue.edit', { handoff: { tell: true, text } })
  await say(s, 'human please', '+447700900163')
  s.pass(HOLD)
  await s.step()
  expect(received(s, '+447700900163')).toEqual([expect.stringContaining(text)])
  await telling(s)
  const { conversation } = await say(s, 'human please')
  expect(await lines(s)).toContain(
    'Wren handed this off (front desk): they asked for a person. The customer is told so.',
  )
  // A second text, and a colleague who changes the route, change nothing about it.
  await say(s, 'hello?? anybody')
  await done(s, 'conversation.handoff', { id: conversation.id, route: 'meeting' }, { as: s.staff })
  s.pass(HOLD)
  await s.step()
  s.pass(DAY)
  await s.step()
  expect(received(s)).toEqual([`${TOLD} (Sent by Willow & Wren's assistant)`])
  const notice = (await s.rows('messages')).findLast((m) => m.direction === 'out')
  expect(notice).toMatchObject({ author: 'system', auto: true, draftId: null, state: 'accepted' })
  expect((await s.rows('conversations')).find((c) => c.id === conversation.id)).toMatchObject({ lastAuthor: 'system' })
  expect((await s.venue()).caps.usedDay).toBe(2)
  expect(await s.command('message.feedback', { messageId: notice!.id, right: true })).toMatchObject({
    code: 'not_ai_text',
  })
  // The next handoff tells anew.
  await done(s, 'conversation.resume', { id: conversation.id })
  await done(s, 'conversation.handoff', { id: conversation.id, route: 'call' }, { as: s.staff })
  s.pass(HOLD)
  await s.step()
  expect(received(s)).toHaveLength(2)
})

const CLOSED: readonly [string, RegExp, (s: TestServer, contactId: string) => Promise<unknown>][] = [
  ['auto-send off', /switched off/, (s) => s.command('autosend.master', { on: false })],
  ['the kill switch', /stopped/, (s) => s.command('killswitch.engage', {})],
  [
    'quiet hours',
    /quiet hours/,
    (s) =>
      s.command('autosend.quiet_hours', {
        windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
      }),
  ],
  ['a closure', /closed today/, (s) => s.command('closure.add', { date: '2026-11-18', name: 'Refit' })],
  [
    'bad credentials',
    /number has a problem/,
    (s) =>
      s.deps.storage.write('command', s.venueId, (tx) =>
        tx.patch('venue', s.venueId, { credentials: { healthy: false, reason: 'x' } }),
      ),
  ],
  ['an opt-out', /opted out/, (s, contactId) => s.command('contact.opt_out', { contactId, on: true })],
]

test.each(CLOSED)('%s: they are not told, the thread says why, and it does not come later', async (_, why, close) => {
  await using s = await testServer()
  await withAutoSend(s)
  await telling(s)
  const numbers = ['+447700900171', '+447700900172']
  for (const number of numbers) await say(s, 'Thanks!', number)
  const [waits, before] = (await s.rows('conversations')).toSorted((a, b) => a.createdAt - b.createdAt)
  const over = (c = waits!) => done(s, 'conversation.handoff', { id: c.id, route: 'call' }, { as: s.staff })
  await over(waits)
  await close(s, waits!.contactId)
  await close(s, before!.contactId)
  await over(before)
  s.pass(HOLD)
  await s.step()
  s.pass(3 * DAY)
  await s.step()
  expect(numbers.flatMap((number) => received(s, number))).toEqual([])
  const told = (await lines(s)).filter((line) => /not told/.test(line))
  expect(told).toEqual([expect.stringMatching(why), expect.stringMatching(why)])
})

test('a cap that is full, a person who writes, Resume, Cancel: not told', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await telling(s)
  const { conversation } = await say(s, 'human please')
  const { id } = conversation
  await done(s, 'message.send', { conversationId: id, text: 'Hi, it is Dana.' }, { as: s.staff })
  expect(await lines(s)).toContain('The customer was not told: a person has written.')
  await done(s, 'conversation.resume', { id })
  s.pass(2 * MINUTE)
  await s.step()
  await done(s, 'conversation.handoff', { id, route: 'call' })
  await done(s, 'conversation.resume', { id })
  expect(await lines(s)).toContain('The customer was not told: the conversation was resumed.')
  await done(s, 'conversation.handoff', { id, route: 'call' })
  const held = (await s.rows('messages')).find((m) => m.state === 'queued')!
  await done(s, 'send.undo', { messageId: held.id }, { as: s.staff })
  expect(await lines(s)).toContain('The customer was not told: it was cancelled.')
  await done(s, 'conversation.resume', { id })
  await done(s, 'autosend.caps', { hourly: 1, daily: 1 })
  await say(s, 'How much is a trim?', '+447700900162')
  s.pass(HOLD)
  await s.step()
  await done(s, 'conversation.handoff', { id, route: 'call' })
  expect(await lines(s)).toContain('Handed off: call. The customer was not told: the hourly cap is reached.')
  s.pass(HOLD)
  await s.step()
  expect(received(s)).toEqual(['Hi, it is Dana.'])
})

test('the words of the owner pass no check that others do not, when they are saved and when they leave', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const saving = (text: string, tell = true) => s.command('venue.edit', { handoff: { tell, text } })
  for (const text of ['A person will call. Balayage is only £9 today.', 'Write to us at www.evil.example'])
    expect(await saving(text)).toMatchObject({ code: 'text_not_allowed', message: expect.stringMatching(/^The words/) })
  expect(await saving(' ')).toMatchObject({ code: 'invalid_payload' })
  expect(await saving('x'.repeat(201))).toMatchObject({ code: 'invalid_payload' })
  expect(await s.command('venue.edit', { handoff: { tell: false, text: '' } }, { as: s.staff })).toMatchObject({
    code: 'forbidden',
  })
  expect(await saving('A person will call. A trim is £35.')).toMatchObject({ status: 'done' })
  await say(s, 'human please')
  await done(s, 'service.edit', { serviceId: 'svc_trim', price: 3_600 })
  s.pass(HOLD)
  await s.step()
  await say(s, 'human please', '+447700900164')
  s.pass(HOLD)
  await s.step()
  expect([...received(s), ...received(s, '+447700900164')]).toEqual([])
  const untold = (await lines(s)).filter((line) => line.endsWith('not told: the words did not pass the checks.'))
  expect(untold).toHaveLength(2)
})
