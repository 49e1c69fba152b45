/** An agent's settings from outside: an owner changes one, and the next text is treated otherwise. */
import { expect, test } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import type { GivenPayload } from '#shared/commands.ts'
import type { ComposeInput, Engine, WarrantInput } from '../engines/engine.ts'
import { createLocalEngine } from '../engines/local/engine.ts'
import { type TestServer, testServer, withAutoSend } from '../testing.ts'

const BURST = 8 * SECOND
const HOLD = 20 * SECOND
const AGENT = 'agent_front_desk'

let customers = 0
/** A text from somebody new, thought about, and what the thread says of it. */
async function ask(s: TestServer, body: string) {
  const from = `+4477009${String(30_000 + ++customers)}`
  await s.text(body, from)
  s.pass(BURST)
  await s.step()
  const conversation = (await s.rows('conversations')).find((c) => c.customerNumber === from)!
  const decision = (await s.rows('decisions')).find((d) => d.conversationId === conversation.id)!
  const draft = (await s.rows('drafts')).find((d) => d.id === decision.draftId)
  const line = (await s.rows('messages')).find((m) => m.inboundMessageId === decision.inboundMessageId)?.body
  return { from, conversation, decision, draft, text: draft?.text ?? '', line }
}

async function done(s: TestServer, ...command: Parameters<TestServer['command']>) {
  const answer = await s.command(...command)
  expect(answer).toMatchObject({ status: 'done' })
  return answer.result as Record<string, string>
}

const edit = (s: TestServer, patch: object) => done(s, 'agent.edit', { agentId: AGENT, ...patch })
type Card = Omit<GivenPayload<'guidance.add'>, 'agentId' | 'surface'>
const card = (s: TestServer, given: Card) => {
  const surface = given.effect === 'say' || given.effect === 'rule' ? 'reply' : 'classifier'
  return done(s, 'guidance.add', { agentId: AGENT, surface, ...given })
}

test('the name: a mention of it gets a reply, of the old one no longer', async () => {
  await using s = await testServer()
  expect(await ask(s, 'thanks @wren')).toMatchObject({
    decision: { outcome: 'drafted' },
    line: 'Replies: the agent was mentioned by name',
  })
  await edit(s, { name: 'Front of house' })
  expect((await ask(s, 'thanks @wren')).decision.outcome).toBe('drafted')
  expect((await ask(s, '👍')).decision.outcome).toBe('quiet')
  expect((await ask(s, '👍 @FRONT OF  HOUSE')).decision.outcome).toBe('drafted')
})

test('a mention skips the classifier, and no screen', async () => {
  await using s = await testServer()
  expect((await ask(s, '@Wren you ruined my hair')).decision.outcome).toBe('escalated')
  expect((await ask(s, '@Wren please stop texting me')).decision.outcome).toBe('quiet')
})

test('the persona: the agent’s own, else the venue’s', async () => {
  await using s = await testServer()
  expect((await ask(s, 'How much is a trim?')).text).not.toMatch(/^(Hey|Hiya|Hi)!/)
  await edit(s, { persona: 'CASUAL' })
  expect((await ask(s, 'How much is a trim?')).text).toMatch(/^(Hey|Hiya|Hi)!/)
  await edit(s, { persona: null })
  await done(s, 'voice.set', { persona: 'CONCIERGE' })
  expect((await ask(s, 'How much is a trim?')).text).toMatch(/^Hello, (thank you|many thanks)/)
})

test('the behaviour: how to greet and to sign off; a model is told all of it', async () => {
  const told: ComposeInput[] = []
  const local = createLocalEngine()
  const engine: Engine = {
    ...local,
    compose: (input, signal) => {
      told.push(input)
      return local.compose(input, signal)
    },
  }
  await using s = await testServer({ engine })
  await edit(s, { behaviour: 'Be brief. No greetings. Sign off with "Wren x".' })
  await withAutoSend(s)
  const { text, decision } = await ask(s, 'How much is a trim?')
  expect(text).toMatch(/^(?!Hi|Hello).*£35.*Wren x \(Sent by/)
  expect(decision.outcome).toBe('auto_queued')
  expect(told.at(-1)?.agent).toMatchObject({ name: 'Wren', behaviour: expect.stringContaining('Be brief.') })
  await edit(s, { behaviour: '' })
  expect((await ask(s, 'How much is a trim?')).text).not.toContain('Wren x')
})

test('the off switch: every text gets a reply', async () => {
  await using s = await testServer()
  expect((await ask(s, 'thanks!')).decision.outcome).toBe('quiet')
  await edit(s, { classifierOn: false })
  expect(await ask(s, 'thanks!')).toMatchObject({
    decision: { outcome: 'drafted', warrant: { reply: true } },
    line: 'Replies: the reply classifier is off',
  })
})

test('the instruction: its line decides, and is named in the thread', async () => {
  await using s = await testServer()
  await edit(s, {
    classifierInstruction: 'Be careful.\nAlways reply when they mention info.\nIgnore job hunters, vacancies.',
  })
  expect((await ask(s, 'thanks for the info')).line).toBe(
    'Replies: the instruction "Always reply when they mention info"',
  )
  const quiet = await ask(s, 'Any vacancies at the moment?')
  expect(quiet).toMatchObject({
    decision: { outcome: 'quiet', intent: null },
    line: 'Stayed quiet: the instruction "Ignore job hunters, vacancies"',
    // Nobody has answered them: a person sees that they wait.
    conversation: { waitingSince: expect.any(Number) },
  })
  await edit(s, { classifierInstruction: '' })
  expect((await ask(s, 'Any vacancies at the moment?')).decision.outcome).toBe('drafted')
})

test('classifier cards: always reply, stay quiet, scoped to an intent, off, in their order', async () => {
  await using s = await testServer()
  const always = await card(s, { effect: 'always_reply', text: 'Always reply about info', condition: 'info' })
  expect((await ask(s, 'thanks for the info')).line).toBe('Replies: guidance card "Always reply about info"')
  expect((await ask(s, 'thanks!')).decision.outcome).toBe('quiet')
  const never = await card(s, { effect: 'stay_quiet', text: 'Nothing about hours', intents: ['hours'] })
  expect(await ask(s, 'What time are you open on Saturday?')).toMatchObject({
    decision: { outcome: 'quiet', intent: 'hours' },
    line: 'Stayed quiet: guidance card "Nothing about hours"',
  })
  expect((await ask(s, 'How much is a trim?')).decision.outcome).toBe('drafted')
  expect((await ask(s, 'What time are you open on Saturday? Thanks for the info')).decision.outcome).toBe('drafted')
  await done(s, 'guidance.order', { agentId: AGENT, guidanceIds: [never.guidanceId!] })
  await done(s, 'guidance.edit', { guidanceId: never.guidanceId!, condition: 'info', intents: [] })
  expect((await ask(s, 'thanks for the info')).decision.outcome).toBe('quiet')
  await done(s, 'guidance.edit', { guidanceId: never.guidanceId!, on: false })
  expect((await ask(s, 'thanks for the info')).decision.outcome).toBe('drafted')
  await done(s, 'guidance.remove', { guidanceId: always.guidanceId! })
  expect((await ask(s, 'thanks for the info')).decision.outcome).toBe('quiet')
})

test('a card silences no complaint, no risk and no opt-out', async () => {
  await using s = await testServer()
  await card(s, { effect: 'stay_quiet', text: 'Nothing at all' })
  expect((await ask(s, 'you ruined my hair')).decision.outcome).toBe('escalated')
  expect((await ask(s, 'I want to hurt myself')).decision.outcome).toBe('escalated')
  expect((await ask(s, 'please stop texting me')).conversation.flag).toBe('opt_out')
  expect((await ask(s, 'How much is a trim?')).decision.outcome).toBe('quiet')
})

test('a sentence to say: word for word where it applies, in what the phone receives', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const say = 'We are next to the florist.'
  const { guidanceId } = await card(s, { effect: 'say', text: say, condition: 'a trim', intents: ['pricing'] })
  const told = await ask(s, 'How much is a trim?')
  s.pass(HOLD)
  await s.step()
  expect(s.sandbox.received(told.from).map((m) => m.body)).toEqual([
    expect.stringMatching(/£35.*next to the florist\./),
  ])
  expect((await ask(s, 'How much is a fringe trim?')).text).toContain(say)
  expect((await ask(s, 'How much is balayage?')).text).not.toContain(say)
  expect((await ask(s, 'Any free times tomorrow for a trim?')).text).not.toContain(say)
  await done(s, 'guidance.edit', { guidanceId: guidanceId!, intents: [] })
  expect((await ask(s, 'Any free times tomorrow for a trim?')).text).toContain(say)
  await done(s, 'guidance.edit', { guidanceId: guidanceId!, condition: 'gift vouchers' })
  expect((await ask(s, 'Do you sell gift cards?')).text).toContain(say)
  await done(s, 'guidance.edit', { guidanceId: guidanceId!, on: false })
  expect((await ask(s, 'Do you sell gift cards?')).text).not.toContain(say)
})

test('nothing in the facts answers: the card’s sentence stands in a draft for a person', async () => {
  await using s = await testServer()
  await card(s, { effect: 'say', text: 'Ask at the desk for the tour.', condition: 'a tour' })
  const { text, decision } = await ask(s, 'Do you do a guided tour of the building?')
  expect(text).toContain('Ask at the desk for the tour.')
  expect(decision).toMatchObject({ outcome: 'drafted', reasons: expect.arrayContaining(['validation']) })
})

test.each([
  ['a price that is not in the list', 'Trims are £12 this week.', 'invented_price'],
  ['somebody else’s link', 'See www.deals.example for more.', 'foreign_link'],
  ['a promise', 'We will give you your money back.', 'promise'],
])('the owner’s words pass no check that others do not: %s', async (_, text, code) => {
  await using s = await testServer()
  await withAutoSend(s)
  await card(s, { effect: 'say', text })
  const { decision, draft } = await ask(s, 'How much is a trim?')
  expect(decision.outcome).toBe('drafted')
  expect(decision.reasons).toContain('validation')
  expect(draft?.problems.map((p) => p.code)).toContain(code)
})

test('a rule: a person has to follow it, or a model; it never leaves by itself unread', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const { guidanceId } = await card(s, { effect: 'rule', text: 'Ask how long their hair is.', condition: 'a bob' })
  expect((await ask(s, 'How much is a trim?')).decision.outcome).toBe('auto_queued')
  const { decision, draft } = await ask(s, 'How much is a trim for a bob?')
  expect(decision).toMatchObject({ outcome: 'drafted', reasons: ['validation'] })
  expect(draft).toMatchObject({
    mustEdit: false,
    problems: [
      { code: 'guidance', text: 'A guidance card applies that needs a person: "Ask how long their hair is."' },
    ],
  })
  // Words cannot tell whether it applies: a person looks.
  await done(s, 'guidance.edit', { guidanceId: guidanceId!, condition: 'they do not say how long it is' })
  expect((await ask(s, 'How much is a trim?')).decision.outcome).toBe('drafted')
})

test('a model is given rules with their conditions, and follows them itself', async () => {
  const told: ComposeInput[] = []
  const local = createLocalEngine()
  const engine: Engine = {
    ...local,
    followsRules: true,
    compose: (input) => {
      told.push(input)
      return Promise.resolve({ text: 'A trim is £35.', citations: [] })
    },
  }
  await using s = await testServer({ engine })
  await withAutoSend(s)
  await card(s, { effect: 'rule', text: 'Ask how long it is.', condition: 'a fringe' })
  await card(s, { effect: 'rule', text: 'Only for hours.', intents: ['hours'] })
  await card(s, { effect: 'say', text: 'We are next to the florist.' })
  const { decision, text } = await ask(s, 'How much is a trim?')
  expect(decision.outcome).toBe('auto_queued')
  // What it has forgotten to say is said.
  expect(text).toMatch(/£35\. We are next to the florist\./)
  expect(told[0]!.agent).toMatchObject({
    say: ['We are next to the florist.'],
    rules: [{ when: 'a fringe', rule: 'Ask how long it is.' }],
  })
  // The responder of bookings is no model: its reply waits for a person.
  expect((await ask(s, 'Any free times tomorrow for a fringe trim?')).draft?.problems.map((p) => p.code)).toEqual([
    'guidance',
  ])
})

test('a model judges what words cannot: the instruction and the cards; where it fails, the words decide', async () => {
  const asked: WarrantInput[] = []
  let says: 'card' | 'instruction' | 'nothing' | 'fails' = 'card'
  const local = createLocalEngine()
  const engine: Engine = {
    ...local,
    warrant: (input) => {
      asked.push(input)
      if (says === 'fails') return Promise.reject(new Error('no'))
      return Promise.resolve(says === 'nothing' ? null : { reply: false, card: says === 'card' ? 0 : null })
    },
  }
  await using s = await testServer({ engine })
  expect((await ask(s, 'How much is a trim?')).decision.outcome).toBe('drafted')
  expect(asked).toEqual([])
  await edit(s, { classifierInstruction: 'Use your judgement.' })
  await card(s, { effect: 'stay_quiet', text: 'Leave the moody alone', condition: 'they do not sound happy' })
  expect((await ask(s, 'How much is a trim?')).line).toBe('Stayed quiet: guidance card "Leave the moody alone"')
  expect(asked[0]).toMatchObject({ instruction: 'Use your judgement.', cards: [{ reply: false }] })
  says = 'instruction'
  expect((await ask(s, 'How much is a trim?')).line).toBe('Stayed quiet: the instruction "Use your judgement."')
  for (const nothing of ['nothing', 'fails'] as const) {
    says = nothing
    expect((await ask(s, 'How much is a trim?')).decision.outcome).toBe('drafted')
    expect((await ask(s, 'thanks!')).decision.outcome).toBe('quiet')
  }
})
