/** The sandbox chat from outside: several turns with memory, under what is saved or on screen, and nothing left behind. */
import { expect, test } from 'vitest'
import { HOUR } from '#shared/clock.ts'
import type { GivenPayload } from '#shared/commands.ts'
import type { ChatTurn, SandboxAnswer } from '#shared/trial.ts'
import { sandboxAnswer } from '#shared/trial.ts'
import { type TestServer, testServer, withAutoSend } from '../../testing.ts'

const WREN = 'agent_front_desk'

type Settings = GivenPayload<'agent.try'>['settings']

/** A chat as a page keeps it. */
function chatWith(s: TestServer, settings?: Settings) {
  const chat: ChatTurn[] = []
  return async (text: string): Promise<SandboxAnswer> => {
    const answer = await s.command('agent.try', { agentId: WREN, text, chat, settings })
    expect(answer).toMatchObject({ status: 'done' })
    const told = sandboxAnswer.parse(answer.result)
    chat.push({ from: 'customer', text, at: told.at, outcome: told.outcome })
    if (told.reply !== null) chat.push({ from: 'agent', text: told.reply, at: told.at, diary: told.diary })
    return told
  }
}

test('an answer with its intent, its facts and every gate; nothing is stored, charged or sent', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const sparks = (await s.venue()).sparks
  const said = await chatWith(s)('How much is a full balayage?')
  expect(said).toMatchObject({
    intent: 'pricing',
    outcome: 'auto_queued',
    warrant: { reply: true },
    reply: expect.stringContaining('£180'),
    citations: expect.arrayContaining([expect.objectContaining({ id: 'svc_full_balayage' })]),
  })
  expect(said.gates).toHaveLength(21)
  s.pass(HOUR)
  await s.step()
  for (const table of ['messages', 'drafts', 'decisions', 'conversations', 'contacts', 'bookings', 'evals'] as const) {
    expect(await s.rows(table)).toEqual([])
  }
  expect((await s.venue()).sparks).toBe(sparks)
  expect(s.sandbox.received()).toEqual([])
})

test('it remembers what was said: a booking goes on, a thank-you ends it, the stop shows among the gates', async () => {
  await using s = await testServer()
  const say = chatWith(s)
  const offered = await say('Any free times tomorrow for a trim?')
  expect(offered.diary?.slots.length).toBeGreaterThan(0)
  const chosen = await say('9am please')
  expect(chosen).toMatchObject({ intent: expect.stringMatching(/booking_request|availability|general|unknown/) })
  expect(chosen.reply).toMatch(/9am/)
  const named = await say('Sam Tester')
  expect(named.reply).toMatch(/Sam/)
  expect(named.diary?.book).toMatchObject({ name: expect.stringContaining('Sam') })
  expect(await s.rows('bookings')).toEqual([])
  expect(await say('thanks!')).toMatchObject({ outcome: 'quiet', reply: null })
  await s.command('killswitch.engage', {})
  expect((await say('How much is a trim?')).gates.find((gate) => gate.code === 'kill_switch')).toMatchObject({
    pass: false,
  })
})

test('under settings on screen, which nobody else sees', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  expect(await chatWith(s)('thanks!')).toMatchObject({ outcome: 'quiet' })
  expect(await chatWith(s, { agent: { classifierOn: false } })('thanks!')).toMatchObject({ warrant: { reply: true } })
  const mentioned = { warrant: { reply: true, reason: expect.stringContaining('mentioned') } }
  expect(await chatWith(s, { agent: { name: 'Robin' } })('@Robin thanks!')).toMatchObject(mentioned)
  expect(await chatWith(s)('@Robin thanks!')).not.toMatchObject(mentioned)
  expect(await chatWith(s, { agent: { replyMode: 'draft' } })('How much is a trim?')).toMatchObject({
    outcome: 'drafted',
    reply: expect.stringContaining('£35'),
  })
  expect(await chatWith(s, { agent: { replyMode: 'off' } })('How much is a trim?')).toMatchObject({
    outcome: 'off',
    reply: null,
  })
  expect((await s.rows('agents')).find((one) => one.id === WREN)).toMatchObject({ name: 'Wren', replyMode: 'auto' })
})

test('owners only, on PRO, an agent that is there, sixty an hour, and the same id is one answer', async () => {
  await using s = await testServer()
  const payload = { agentId: WREN, text: 'Is there parking?' }
  expect(await s.command('agent.try', payload, { as: s.staff })).toMatchObject({ code: 'forbidden' })
  expect(await s.command('agent.try', { ...payload, agentId: 'nobody' })).toMatchObject({ code: 'row_not_found' })
  const first = await s.command('agent.try', payload, { id: 'once' })
  for (let n = 1; n < 60; n++) expect(await s.command('agent.try', payload)).toMatchObject({ status: 'done' })
  expect(await s.command('agent.try', payload)).toMatchObject({
    code: 'too_many_tries',
    message: expect.stringContaining('11:00'),
  })
  expect(await s.command('agent.try', payload, { id: 'once' })).toEqual(first)
  s.pass(HOUR)
  expect(await s.command('agent.try', payload)).toMatchObject({ status: 'done' })
  await s.command('venue.plan', { plan: 'FREE' })
  expect(await s.command('agent.try', payload)).toMatchObject({ code: 'plan_required' })
})
