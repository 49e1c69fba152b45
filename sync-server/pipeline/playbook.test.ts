/** Playbooks: what they read of a customer's texts, and from outside what they ask, collect and hand over. */
import { describe, expect, test } from 'vitest'
import { DAY, SECOND } from '#shared/clock.ts'
import type { GivenPayload } from '#shared/commands.ts'
import type { PlaybookField } from '#shared/rows.ts'
import { demoVenueFacts } from '../demo/venue.ts'
import { CUSTOMER, type TestServer, testServer, WEDNESDAY, withAutoSend } from '../testing.ts'
import { answersIn, chosen } from './playbook-answers.ts'

const BURST = 8 * SECOND
const HOLD = 20 * SECOND
const AGENT = 'agent_front_desk'

const field = (kind: PlaybookField['kind'], more: Partial<PlaybookField> = {}): PlaybookField => ({
  key: kind,
  label: kind,
  question: `${kind}?`,
  kind,
  options: [],
  ...more,
})

describe('answers', () => {
  const venue = demoVenueFacts(WEDNESDAY)
  const told = (text: string) => ({ texts: [text], venue, now: WEDNESDAY, customerNumber: CUSTOMER })
  const read = (kind: PlaybookField['kind'], text: string, asked: boolean, options: string[] = []) =>
    answersIn([field(kind, { options })], told(text), asked ? kind : null).get(kind)

  test.each<[PlaybookField['kind'], string, string | undefined]>([
    ['name', "Hi, it's Sam Carter, how are you", 'Sam Carter'],
    ['name', 'Sam', undefined],
    ['phone', 'my number is 07700 900123 thanks', '07700 900123'],
    ['phone', 'there are 12 of us', undefined],
    ['email', 'write to sam.carter@mail.example please', 'sam.carter@mail.example'],
    ['date', 'it is on 12 June 2027', 'Saturday 12 June 2027'],
    ['date', 'are you open on Saturdays?', undefined],
    ['time', 'we start at 2pm', '2pm'],
    ['number', 'a bridal party of 5', '5'],
    ['number', 'me and 4 bridesmaids', '5'],
    ['number', '5', undefined],
    ['service', 'we want bridal hair', 'Bridal hair'],
    ['text', 'boho with flowers', undefined],
    ['choice', 'the town hall', undefined],
  ])('unasked: %s in %j is %j', (kind, text, value) => {
    expect(read(kind, text, false, ['Town hall', 'Church'])).toBe(value)
  })

  test.each<[PlaybookField['kind'], string, string | undefined]>([
    ['name', 'Sam', 'Sam'],
    ['name', 'how much is it?', undefined],
    ['phone', 'this number is fine', CUSTOMER],
    ['number', 'five of us', '5'],
    ['number', 'Five', '5'],
    ['number', '5 or 6', undefined],
    ['text', 'boho with flowers', 'boho with flowers'],
    ['text', 'do you have parking?', undefined],
    ['choice', 'the town hall', 'Town hall'],
    ['choice', 'the second one', 'Church'],
    ['choice', 'both', undefined],
    ['date', "I don't know yet", 'Not known yet'],
    ['date', 'not sure, sorry', 'Not known yet'],
  ])('asked: %s in %j is %j', (kind, text, value) => {
    expect(read(kind, text, true, ['Town hall', 'Church'])).toBe(value)
  })

  test('two of a kind: only what was asked for is taken', () => {
    const fields = [field('date', { key: 'trial' }), field('date', { key: 'day' })]
    expect(answersIn(fields, told('12 June 2027'), null).size).toBe(0)
    expect([...answersIn(fields, told('12 June 2027'), 'day').keys()]).toEqual(['day'])
  })

  test('an option by its words, by others that mean the same, by its place', () => {
    const options = ['Call', 'Meeting', 'Sales team']
    for (const [text, option] of [
      ['a call please', 'Call'],
      ['just phone me', 'Call'],
      ['your sales team', 'Sales team'],
      ['the first', 'Call'],
      ['2', 'Meeting'],
      ['the last one', 'Sales team'],
      ['a call or a meeting', null],
      ['whatever', null],
    ] as const)
      expect([text, chosen(options, [text])]).toEqual([text, option])
  })
})

async function done(s: TestServer, ...command: Parameters<TestServer['command']>) {
  const answer = await s.command(...command)
  expect(answer).toMatchObject({ status: 'done' })
  return answer.result as Record<string, string>
}

type Playbook = GivenPayload<'playbook.add'>
const BRIDAL: Playbook = {
  agentId: AGENT,
  name: 'Bridal party',
  condition: 'a wedding',
  collect: [
    { key: 'date', label: 'Date', question: 'What date is the wedding?', kind: 'date' },
    { key: 'size', label: 'Party size', question: 'How many of you are there?', kind: 'number' },
    { key: 'name', label: 'Name', question: 'What name is it for?', kind: 'name' },
  ],
  route: { kinds: ['Call'], ask: false, question: '' },
}

/** Only the playbook under test. */
async function withPlaybook(s: TestServer, more: Partial<Playbook> = {}): Promise<string> {
  for (const { id } of await s.rows('playbooks')) await done(s, 'playbook.remove', { playbookId: id })
  return (await done(s, 'playbook.add', { ...BRIDAL, ...more })).playbookId!
}

/** A text, thought about. @returns the draft that came of it */
async function say(s: TestServer, body: string) {
  await s.text(body)
  s.pass(BURST)
  await s.step()
  const decision = (await s.rows('decisions')).at(-1)!
  const draft = (await s.rows('drafts')).find((d) => d.id === decision.draftId)
  return { decision, draft, text: draft?.text ?? '', run: (await s.rows('playbook_runs')).at(-1) }
}

/** What the desk does with a question that waits. */
async function approve(s: TestServer) {
  const draft = (await s.rows('drafts')).find((d) => d.state === 'pending')!
  await done(s, 'draft.approve', { draftId: draft.id }, { as: s.staff })
  s.pass(5 * SECOND)
  await s.step()
}

const only = async (s: TestServer) => (await s.rows('conversations'))[0]!
const phone = (s: TestServer) => s.sandbox.received(CUSTOMER).map((m) => m.body)

test('it asks for what is missing, one thing after the other, and hands over with a note when it has it all', async () => {
  await using s = await testServer()
  await withPlaybook(s)
  const first = await say(s, 'Hi, could you quote for a wedding, a party of 5 of us?')
  expect(first.text).toContain('What date is the wedding?')
  expect(first.run).toMatchObject({ state: 'open', collected: [{ key: 'size', label: 'Party size', value: '5' }] })
  expect(first.draft?.playbook).toEqual({ runId: first.run!.id, asks: 'date' })
  await approve(s)
  const second = await say(s, '12 June 2027')
  expect(second.text).toMatch(/^(Thanks|Thank you)\. What name is it for\?/)
  expect(second.run?.collected.map((c) => c.key)).toEqual(['date', 'size'])
  await approve(s)
  const third = await say(s, 'Olivia')
  expect(third.decision).toMatchObject({ outcome: 'handed_off', draftId: null })
  expect(third.run).toMatchObject({ state: 'done', route: 'Call', endedAt: expect.any(Number) })
  expect((await only(s)).handoff).toMatchObject({
    route: 'Call',
    by: AGENT,
    note: 'Bridal party. Date: Saturday 12 June 2027; Party size: 5; Name: Olivia',
  })
  const lines = (await s.rows('messages')).filter((m) => m.direction === 'system').map((m) => m.body)
  expect(lines.at(-1)).toBe('Wren handed this off (Call): the playbook "Bridal party" has what it needs')
  expect((await s.rows('drafts')).filter((d) => d.state === 'pending')).toEqual([])
  // Given back, it does not begin anew with the next word of a wedding.
  await done(s, 'conversation.resume', { id: (await only(s)).id })
  expect((await say(s, 'The wedding is at 2pm')).draft?.playbook ?? null).toBeNull()
  expect(await s.rows('playbook_runs')).toHaveLength(1)
})

test('everything in one text: handed over at once', async () => {
  await using s = await testServer()
  await withPlaybook(s)
  const { decision } = await say(s, 'Wedding on 12 June 2027, party of 4, my name is Olivia Reed')
  expect(decision.outcome).toBe('handed_off')
  expect(await s.rows('drafts')).toEqual([])
  expect((await only(s)).handoff?.note).toContain('Name: Olivia Reed')
})

test('a question waits for a person unless every gate lets it leave, and is the reply of its intent', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await withPlaybook(s, { condition: '', intents: ['pricing'] })
  const { decision } = await say(s, 'How much is bridal hair?')
  expect(decision).toMatchObject({ intent: 'pricing', outcome: 'auto_queued' })
  s.pass(HOLD)
  await s.step()
  expect(phone(s)).toEqual([expect.stringMatching(/What date is the wedding\?.*assistant\)$/)])
  await done(s, 'autosend.intent', { intent: 'pricing', mode: 'draft' })
  expect((await say(s, '12 June 2027')).decision).toMatchObject({ outcome: 'drafted', reasons: ['intent_mode'] })
})

test('agent off, draft or personal: nothing is asked that should not be', async () => {
  await using s = await testServer()
  await withPlaybook(s)
  await done(s, 'agent.edit', { agentId: AGENT, replyMode: 'off' })
  expect((await say(s, 'our wedding')).decision.outcome).toBe('off')
  expect(await s.rows('playbook_runs')).toEqual([])
})

test('when it begins: its condition, its intents, both, and not while it is off', async () => {
  await using s = await testServer()
  const playbookId = await withPlaybook(s, { condition: 'a wedding', intents: ['pricing'] })
  const begins = async (body: string) => {
    const from = `+4477009${40_000 + (await s.rows('conversations')).length}`
    await s.text(body, from)
    s.pass(BURST)
    await s.step()
    const c = (await s.rows('conversations')).find((one) => one.customerNumber === from)!
    return (await s.rows('playbook_runs')).some((run) => run.conversationId === c.id)
  }
  expect(await begins('How much is hair for a wedding?')).toBe(true)
  expect(await begins('How much is a trim?')).toBe(false)
  expect(await begins('What time do you open on my wedding day?')).toBe(false)
  await done(s, 'playbook.edit', { playbookId, intents: [] })
  expect(await begins('What time do you open on my wedding day?')).toBe(true)
  await done(s, 'playbook.edit', { playbookId, on: false })
  expect(await begins('How much is hair for a wedding?')).toBe(false)
})

test('the customer chooses the route where they are asked, and is told the playbook’s own words', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await done(s, 'venue.edit', { handoff: { tell: true, text: 'The usual words.' } })
  const route = {
    kinds: ['Call', 'Meeting', 'Sales team'],
    ask: true,
    question: 'A call, a meeting or the sales team?',
  }
  await withPlaybook(s, { route, collect: [BRIDAL.collect[0]!], text: 'Lovely. Somebody will be in touch.' })
  expect((await say(s, 'Our wedding is on 12 June 2027')).text).toContain('A call, a meeting or the sales team?')
  await approve(s)
  expect((await say(s, 'hmm, what do you think')).decision.outcome).not.toBe('handed_off')
  await done(s, 'draft.reject', {
    draftId: (await s.rows('drafts')).find((d) => d.state === 'pending')!.id,
    reason: 'other',
  })
  const { decision, run } = await say(s, 'the sales team please')
  expect(decision.outcome).toBe('handed_off')
  expect(run).toMatchObject({ route: 'Sales team', state: 'done' })
  expect((await only(s)).handoff).toMatchObject({ route: 'Sales team' })
  s.pass(HOLD)
  await s.step()
  expect(phone(s).at(-1)).toBe("Lovely. Somebody will be in touch. (Sent by Willow & Wren's assistant)")
})

test('a question in between is answered, and asked on; what is answered later still counts', async () => {
  await using s = await testServer()
  await withPlaybook(s)
  await say(s, 'Our wedding!')
  await approve(s)
  const { text, draft } = await say(s, 'Is there parking?')
  expect(text).toMatch(/car park.*What date is the wedding\?/)
  expect(draft?.playbook?.asks).toBe('date')
  await approve(s)
  expect((await say(s, '12 June 2027')).run?.collected.map((c) => c.key)).toEqual(['date'])
})

test('a bare answer counts only to a question that has left', async () => {
  await using s = await testServer()
  await withPlaybook(s, { collect: [BRIDAL.collect[2]!, BRIDAL.collect[0]!] })
  await say(s, 'Our wedding!')
  await done(s, 'draft.reject', { draftId: (await s.rows('drafts'))[0]!.id, reason: 'other' })
  expect((await say(s, 'Olivia')).run?.collected).toEqual([])
})

test('they leave it, staff take over, or nothing is heard for days: it ends, and is not begun again', async () => {
  await using s = await testServer()
  await withPlaybook(s)
  await say(s, 'Our wedding!')
  await approve(s)
  expect((await say(s, 'never mind, forget it')).run).toMatchObject({ state: 'left' })
  expect((await say(s, 'the wedding')).draft?.playbook ?? null).toBeNull()
  s.pass(40 * DAY)
  await say(s, 'Our wedding!')
  await approve(s)
  await done(s, 'conversation.handoff', { id: (await only(s)).id, route: 'call' }, { as: s.staff })
  expect((await s.rows('playbook_runs')).map((run) => run.state)).toEqual(['left', 'left'])
  await done(s, 'conversation.resume', { id: (await only(s)).id })
  s.pass(40 * DAY)
  await say(s, 'Our wedding!')
  s.pass(3 * DAY)
  await say(s, 'Olivia')
  expect((await s.rows('playbook_runs')).at(-1)).toMatchObject({ state: 'open', collected: [] })
})

test('what it asks passes no check that other words do not', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const wrong = { ...BRIDAL.collect[0]!, question: 'Shall I put you down for the £9 offer?' }
  await withPlaybook(s, { condition: '', intents: ['pricing'], collect: [wrong] })
  const { decision, draft } = await say(s, 'How much is bridal hair?')
  expect(decision).toMatchObject({ outcome: 'drafted', reasons: expect.arrayContaining(['validation']) })
  expect(draft?.problems.map((p) => p.code)).toContain('invented_price')
})
