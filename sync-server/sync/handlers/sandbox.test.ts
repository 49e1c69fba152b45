/** The sandbox chat from outside: several turns with memory, under what is saved or on screen, and nothing left behind. */
import { expect, test } from 'vitest'
import { HOUR } from '#shared/clock.ts'
import type { GivenPayload } from '#shared/commands.ts'
import { type Exchange, type SandboxAnswer, sandboxAnswer } from '#shared/trial.ts'
import { type TestServer, testServer, withAutoSend } from '../../testing.ts'

const WREN = 'agent_front_desk'

type Settings = GivenPayload<'agent.try'>['settings']

/** A chat as a page keeps it. */
function chatWith(s: TestServer, settings?: Settings) {
  const chat: Exchange[] = []
  return async (text: string): Promise<SandboxAnswer> => {
    const answer = await s.command('agent.try', { agentId: WREN, text, chat, settings })
    expect(answer).toMatchObject({ status: 'done' })
    const told = sandboxAnswer.parse(answer.result)
    chat.push(told)
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
  expect(await chatWith(s, { agent: { active: false } })('How much is a trim?')).toMatchObject({ outcome: 'off' })
  expect((await s.rows('agents')).find((one) => one.id === WREN)).toMatchObject({ name: 'Wren', replyMode: 'auto' })
})

const bridal = (more: object = {}) => ({
  id: 'bridal',
  agentId: WREN,
  name: 'Bridal party',
  condition: 'someone asks about a wedding',
  collect: [
    { key: 'date', label: 'Date', question: 'Which date is the wedding?', kind: 'date' as const },
    { key: 'people', label: 'People', question: 'For how many people?', kind: 'number' as const },
  ],
  route: { kinds: ['call', 'meeting'], ask: true, question: 'Would you like a call or a meeting?' },
  ...more,
})

test('a playbook on screen asks on over several texts, and hands the chat over at its end', async () => {
  await using s = await testServer()
  const say = chatWith(s, { playbooks: [bridal()] })
  const begun = await say('Hi, do you do wedding hair?')
  expect(begun).toMatchObject({ asks: 'date', run: { playbookId: 'bridal', state: 'open', collected: [] } })
  expect(begun.reply).toContain('Which date')
  const dated = await say('the 12th of June')
  expect(dated).toMatchObject({ asks: 'people', run: { collected: [{ key: 'date' }] } })
  expect(await say('5 of us')).toMatchObject({
    asks: 'route',
    run: { collected: [{ key: 'date' }, { key: 'people' }] },
  })
  expect(await say('a call please')).toMatchObject({
    outcome: 'handed_off',
    reply: null,
    handsOffTo: 'call',
    run: { state: 'done', route: 'call' },
  })
  expect(await say('How much is a trim?')).toMatchObject({ outcome: 'off', reply: null, run: null, cards: [] })
  expect(await s.rows('playbook_runs')).toEqual([])
})

test('it tells which cards had a say', async () => {
  await using s = await testServer()
  const card = { agentId: WREN, intents: [], on: true }
  const refund = { id: 'refund', surface: 'classifier', effect: 'always_reply', condition: 'someone mentions a refund' }
  const patch = { id: 'patch', surface: 'reply', effect: 'say', condition: 'someone asks about balayage' }
  const guidance = [
    { ...card, ...refund, text: 'Always reply when someone mentions a refund' },
    { ...card, ...patch, text: 'A patch test is needed first.' },
    { ...card, ...patch, id: 'off', on: false, text: 'Never said.' },
  ] as NonNullable<Settings>['guidance']
  const say = (text: string) => chatWith(s, { guidance })(text)
  expect(await say('ok thanks for the refund')).toMatchObject({
    cards: ['refund'],
    warrant: { reply: true, reason: expect.stringContaining('mentions a refund') },
  })
  const balayage = await say('How much is a full balayage?')
  expect(balayage.cards).toEqual(['patch'])
  expect(balayage.reply).toContain('A patch test is needed first.')
  expect(balayage.reply).not.toContain('Never said.')
  expect(await say('How much is a trim?')).toMatchObject({ cards: [] })
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
