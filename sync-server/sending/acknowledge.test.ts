/** The fixed sentence that a minor complaint may get: once, where everything allows it, and never otherwise. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CUSTOMER, type TestServer, testServer } from '../testing.ts'

const MINOR = 'Not very happy with my nails, one has chipped already'
const GRAVE = 'You ruined my hair and I want my money back'
const SORRY = /^We are sorry to hear that\. One of our team will be in touch\. \(Sent by /

let s: TestServer
beforeEach(async () => {
  s = await testServer()
  await s.command('autosend.master', { on: true, acknowledged: true })
  await s.deps.storage.write('bulk', s.venueId, (tx) => tx.patch('policies', 'complaint', { unlocked: true }))
  for (const { id } of await s.rows('agents')) await s.command('agent.edit', { agentId: id, replyMode: 'auto' })
})
afterEach(() => s[Symbol.asyncDispose]())

const allow = () => s.command('autosend.intent', { intent: 'complaint', mode: 'escalate_ack', acknowledged: true })
async function say(text: string): Promise<void> {
  await s.text(text)
  s.pass(10_000)
  await s.step()
}
async function hold(): Promise<void> {
  s.pass(25_000)
  await s.step()
}
const phone = () => s.sandbox.received(CUSTOMER).map((text) => text.body)
const decision = async () => (await s.rows('decisions')).at(-1)!

test('a minor complaint: one sentence, once; the card waits for a person, and so does the customer', async () => {
  expect(await allow()).toMatchObject({ status: 'done' })
  await say(MINOR)
  expect(await decision()).toMatchObject({ intent: 'complaint', severity: 'low', outcome: 'escalated' })
  await hold()
  await hold()
  expect(phone()).toEqual([expect.stringMatching(SORRY)])
  expect((await s.rows('drafts')).at(-1)).toMatchObject({ kind: 'escalation', text: '', state: 'pending' })
  expect((await s.rows('conversations')).at(-1)?.waitingSince).not.toBeNull()
  expect((await s.rows('messages')).find((m) => m.auto)).toMatchObject({ author: 'system', draftId: null })
  const { usedHour } = (await s.venue()).caps
  expect(usedHour).toBe(1)
})

test.each<[string, () => Promise<unknown>]>([
  ['it is not allowed', async () => undefined],
  ['the master switch is off', async () => [await allow(), await s.command('autosend.master', { on: false })]],
  ['the kill switch is engaged', async () => [await allow(), await s.command('killswitch.engage', {})]],
  [
    'the conversation is answered by people',
    async () => {
      await allow()
      await s.text('Hi')
      const { id } = (await s.rows('conversations')).at(-1)!
      await s.command('conversation.reply_mode', { ids: [id], mode: 'draft' })
    },
  ],
  [
    'it was locked again',
    async () => {
      await allow()
      await s.deps.storage.write('bulk', s.venueId, (tx) =>
        tx.patch('policies', 'complaint', { mode: 'escalate', unlocked: false }),
      )
    },
  ],
])('nothing is sent where %s', async (_, arrange) => {
  await arrange()
  await say(MINOR)
  await hold()
  expect(phone()).toEqual([])
  expect((await s.rows('drafts')).at(-1)).toMatchObject({ kind: 'escalation' })
})

test('nothing is sent to a grave one', async () => {
  await allow()
  await say(GRAVE)
  await hold()
  expect(await decision()).toMatchObject({ severity: 'high', outcome: 'escalated' })
  expect(phone()).toEqual([])
})

test.each<[string, () => Promise<unknown>]>([
  ['the kill switch', () => s.command('killswitch.engage', {})],
  ['the setting', () => s.command('autosend.intent', { intent: 'complaint', mode: 'escalate' })],
  ['STOP', () => s.text('STOP')],
  [
    'a handoff',
    async () => s.command('conversation.handoff', { id: (await s.rows('conversations')).at(-1)!.id, route: 'call' }),
  ],
  [
    'a person who answers',
    async () =>
      s.command('message.send', {
        conversationId: (await s.rows('conversations')).at(-1)!.id,
        text: 'So sorry, ring us?',
      }),
  ],
  [
    'staff who call it grave',
    async () => {
      const draft = (await s.rows('drafts')).at(-1)!
      return s.command(
        'draft.confirm',
        { draftId: draft.id, intent: 'complaint', severity: 'high' },
        { basis: draft.seq },
      )
    },
  ],
])('%s stops it while it waits', async (_, stop) => {
  await allow()
  await say(MINOR)
  expect((await s.rows('messages')).filter((m) => m.auto && m.state === 'queued')).toHaveLength(1)
  await stop()
  await hold()
  await hold()
  expect(phone().filter((text) => SORRY.test(text))).toEqual([])
})
