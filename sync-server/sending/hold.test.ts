/** A reply in its hold: whatever closes meanwhile brings it back to the pool, and says why. */
import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import type { Row } from '#shared/rows.ts'
import { checkHealth } from '../channels/health.ts'
import { lock } from '../governance/evidence.ts'
import { CUSTOMER, type TestServer, testServer, WEDNESDAY, withAutoSend } from '../testing.ts'

const BURST = 8 * SECOND
const HOLD = 20 * SECOND
const OTHER = '+447700900151'

interface Held {
  readonly s: TestServer
  readonly conversation: Row<'conversations'>
}

/** A reply that waits out its hold. */
async function held(s: TestServer): Promise<Held> {
  await withAutoSend(s)
  await s.text('How much is a trim?')
  s.pass(BURST)
  await s.step()
  const [message] = (await s.rows('messages')).filter((m) => m.direction === 'out')
  expect(message).toMatchObject({ state: 'queued', auto: true, notBefore: s.now() + HOLD })
  const conversation = (await s.rows('conversations')).find((c) => c.id === message!.conversationId)!
  return { s, conversation }
}

async function done(s: TestServer, ...command: Parameters<TestServer['command']>) {
  expect(await s.command(...command)).toMatchObject({ status: 'done' })
}

/** Another customer is answered first, and takes the last place under the caps. */
async function answerAnother({ s }: Held) {
  await s.text('How much is a fringe trim?', OTHER)
  s.pass(BURST)
  await s.step()
  const other = (await s.rows('conversations')).find((c) => c.customerNumber === OTHER)!
  await s.deps.storage.write('bulk', s.venueId, async (tx) => {
    const message = await tx.db
      .selectFrom('messages')
      .select('id')
      .where('conversationId', '=', other.id)
      .where('state', '=', 'queued')
      .executeTakeFirstOrThrow()
    await tx.patch('messages', message.id, { notBefore: tx.now })
  })
  await s.step()
  expect(s.sandbox.received(OTHER)).toHaveLength(1)
}

/** By the gate that closes: how, and what becomes of the draft where it does not simply come back. */
const CLOSINGS: readonly (readonly [
  reason: string,
  how: string,
  close: (held: Held) => Promise<unknown>,
  'dropped'?,
])[] = [
  ['kill_switch', 'somebody stops everything', ({ s }) => done(s, 'killswitch.engage', {}, { as: s.staff })],
  ['master', 'the owner opts out again', ({ s }) => done(s, 'autosend.master', { on: false })],
  ['plan', 'the plan lapses', ({ s }) => done(s, 'venue.plan', { plan: 'FREE' })],
  [
    'agent_mode',
    'its agent is set to draft',
    ({ s, conversation }) =>
      s.deps.storage.write('command', s.venueId, (tx) =>
        tx.patch('agents', conversation.agentId, { replyMode: 'draft' }),
      ),
  ],
  [
    'agent_mode',
    'the thread goes to another agent',
    async ({ s, conversation }) =>
      done(s, 'conversation.agent', { ids: [conversation.id], agentId: 'agent_bridal' }, { as: s.staff }),
  ],
  [
    'conversation_mode',
    'staff set the thread to draft',
    ({ s, conversation }) =>
      done(s, 'conversation.reply_mode', { ids: [conversation.id], mode: 'draft' }, { as: s.staff }),
  ],
  [
    'intent_mode',
    'the intent is set to draft',
    ({ s }) => done(s, 'autosend.intent', { intent: 'pricing', mode: 'draft' }),
  ],
  ['intent_mode', 'every intent is', ({ s }) => done(s, 'autosend.disable_all', {})],
  [
    'training',
    'the intent locks again',
    ({ s }) => s.deps.storage.write('command', s.venueId, (tx) => lock(tx, 'pricing')),
  ],
  ['training', 'the owner raises the bar', ({ s }) => done(s, 'autosend.training', { intent: 'pricing', needed: 50 })],
  [
    'quiet_hours',
    'the venue goes quiet',
    async ({ s }) => {
      await done(s, 'autosend.quiet_hours', { windows: [{ days: [3], from: '10:01', to: '11:00' }] })
      s.pass(MINUTE)
    },
  ],
  [
    'closure',
    'midnight brings a closure',
    async ({ s }) => {
      await done(s, 'closure.add', { date: '2026-11-19', name: 'Refit' })
      s.pass(14 * HOUR)
    },
  ],
  [
    'cap_hour',
    'another reply takes the last of the hour',
    async (h) => {
      await done(h.s, 'autosend.caps', { hourly: 1, daily: 100 })
      await answerAnother(h)
    },
  ],
  [
    'cap_day',
    'another reply takes the last of the day',
    async (h) => {
      await done(h.s, 'autosend.caps', { hourly: 20, daily: 1 })
      await answerAnother(h)
    },
  ],
  [
    'confidence',
    'the owner wants it surer',
    ({ s }) =>
      s.deps.storage.write('command', s.venueId, async (tx) => {
        const draft = await tx.db
          .selectFrom('drafts')
          .select('id')
          .where('state', '=', 'auto')
          .executeTakeFirstOrThrow()
        await tx.patch('drafts', draft.id, { confidence: 0.9 })
        await tx.patch('policies', 'pricing', { threshold: 0.95 })
      }),
  ],
  ['opted_out', 'the customer says stop', ({ s }) => s.text('STOP'), 'dropped'],
  [
    'opted_out',
    'staff put the customer on the list',
    ({ s, conversation }) =>
      done(s, 'contact.opt_out', { contactId: conversation.contactId, on: true }, { as: s.staff }),
    'dropped',
  ],
  [
    'personal',
    'the thread is marked personal',
    ({ s, conversation }) => done(s, 'conversation.personal', { id: conversation.id, on: true }, { as: s.staff }),
  ],
  [
    'handoff',
    'the thread is handed off',
    ({ s, conversation }) => done(s, 'conversation.handoff', { id: conversation.id, route: 'call' }, { as: s.staff }),
    'dropped',
  ],
  [
    'human_active',
    'a person writes there',
    ({ s, conversation }) =>
      done(s, 'message.send', { conversationId: conversation.id, text: 'It is £35 for you' }, { as: s.staff }),
  ],
  [
    'credentials',
    'the provider refuses the credentials',
    async ({ s }) => {
      s.sandbox.faults({ fail: 401, scope: 'all' })
      await checkHealth(s.deps)
      s.sandbox.faults({})
    },
  ],
  ['validation', 'the price goes up', ({ s }) => done(s, 'service.edit', { serviceId: 'svc_trim', price: 3_800 })],
  [
    'disclosure',
    'the disclosure is worded anew',
    ({ s }) => done(s, 'voice.set', { disclosure: { on: true, text: '(Written by a machine)' } }),
  ],
  [
    'cancelled',
    'staff press Cancel',
    async ({ s }) => {
      const message = (await s.rows('messages')).find((m) => m.state === 'queued')!
      await done(s, 'send.undo', { messageId: message.id }, { as: s.staff })
    },
  ],
]

describe('comes back as a draft when', () => {
  const closings = CLOSINGS.map(([reason, how, close, then]) => ({ reason, how, close, then }))
  test.each(closings)('$reason: $how', async ({ reason, close, then }) => {
    const at = reason === 'closure' ? WEDNESDAY - 10 * SECOND : WEDNESDAY
    await using s = await testServer({ at })
    const h = await held(s)
    await close(h)
    s.pass(HOLD)
    await s.step()
    const message = (await s.rows('messages')).find((m) => m.auto && m.conversationId === h.conversation.id)
    expect(message).toMatchObject({ state: 'withdrawn', reason, notBefore: null })
    // Their own words of a person may leave; the automatic reply never does.
    expect(s.sandbox.received(CUSTOMER).map((t) => t.body)).not.toContain(message!.body)
    const draft = (await s.rows('drafts')).find((d) => d.id === message!.draftId)
    if (then === 'dropped') expect(draft).toMatchObject({ state: 'dropped' })
    else if (reason === 'human_active') expect(draft).toMatchObject({ state: 'superseded', returned: reason })
    else expect(draft).toMatchObject({ state: 'pending', returned: reason, settledAt: null })

    // Nothing lets it go again by itself, whatever opens.
    s.pass(30 * HOUR)
    await s.step()
    expect(s.sandbox.received(CUSTOMER).map((t) => t.body)).not.toContain(message!.body)
  })

  test('the customer asks for help by keyword, which nobody answers: the draft is there for people', async () => {
    await using s = await testServer()
    await held(s)
    await s.text('HELP')
    s.pass(HOLD)
    await s.step()
    expect(s.sandbox.received(CUSTOMER)).toEqual([])
    expect(await s.rows('drafts')).toMatchObject([{ state: 'pending', returned: 'newer_inbound', stale: true }])
  })

  test('the customer writes again: the reply is void, and the next one answers both', async () => {
    await using s = await testServer()
    await held(s)
    await s.text('and a fringe trim?')
    expect((await s.rows('messages')).find((m) => m.auto)).toMatchObject({
      state: 'withdrawn',
      reason: 'newer_inbound',
    })
    expect((await s.rows('drafts')).map((d) => d.state)).toEqual(['superseded'])
    s.pass(BURST)
    await s.step()
    s.pass(HOLD)
    await s.step()
    const received = s.sandbox.received(CUSTOMER)
    expect(received).toHaveLength(1)
    expect(received[0]!.body).toMatch(/£35.*£10|£10.*£35/)
  })
})

test('a price that changes in the hold must be put right before anybody can approve it', async () => {
  await using s = await testServer()
  await held(s)
  await done(s, 'service.edit', { serviceId: 'svc_trim', price: 3_800 })
  s.pass(HOLD)
  await s.step()
  const [draft] = await s.rows('drafts')
  expect(draft).toMatchObject({ state: 'pending', returned: 'validation', mustEdit: true })
  expect(draft!.problems.map((p) => p.code)).toEqual(['invented_price'])
  expect(await s.command('draft.approve', { draftId: draft!.id })).toMatchObject({ code: 'draft_must_be_edited' })
})

test('nothing closes: it leaves once, when the hold is over and not before', async () => {
  await using s = await testServer()
  await held(s)
  s.pass(HOLD - 1)
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toEqual([])
  s.pass(1)
  await s.step()
  s.pass(HOUR)
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)
  expect(s.sandbox.received(CUSTOMER)[0]!.body).toContain('£35')
})

test('nothing is set to auto while the kill switch is engaged, a single thread neither', async () => {
  await using s = await testServer()
  const { conversation } = await held(s)
  await done(s, 'killswitch.engage', {})
  const auto = { ids: [conversation.id], mode: 'auto' as const }
  expect(await s.command('conversation.reply_mode', auto, { as: s.staff })).toMatchObject({
    code: 'kill_switch_engaged',
  })
  await done(s, 'killswitch.release', {})
  // Decided before the stop: it does not replay after it.
  expect(await s.command('conversation.reply_mode', auto, { as: s.staff, epoch: 0 })).toMatchObject({
    code: 'stale_epoch',
  })
  await done(s, 'conversation.reply_mode', auto, { as: s.staff })
})
