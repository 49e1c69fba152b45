/** Who comes too late for a draft or an unknown text is told what became of it, and by whom; where nobody did it, by nobody. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import { CUSTOMER, type TestServer, testServer } from '../testing.ts'

let s: TestServer
beforeEach(async () => {
  s = await testServer()
})
afterEach(() => s[Symbol.asyncDispose]())

async function asked(text = 'How much is a trim?') {
  await s.text(text)
  s.pass(9 * SECOND)
  await s.step()
  return (await s.rows('drafts')).find((d) => d.state === 'pending')!
}
const contactId = async () => (await s.rows('contacts')).find((c) => c.number === CUSTOMER)!.id
/** Dana, who is an owner, does it; Priya comes too late with what she saw before. */
const dana = async () => {
  const { name } = (await s.rows('people')).find((p) => p.id === s.owner.personId)!
  return { by: s.owner.personId, byName: name }
}
const late = (draft: { id: string; seq: number }) =>
  s.command('draft.approve', { draftId: draft.id }, { as: s.staff, basis: draft.seq })

it.each([
  ['approved', 'approved and sent it', (draftId: string) => s.command('draft.approve', { draftId })],
  ['edited', 'edited and sent it', (draftId: string) => s.command('draft.edit', { draftId, text: 'It is 35 pounds' })],
  ['rejected', 'rejected it', (draftId: string) => s.command('draft.reject', { draftId, reason: 'other' })],
  [
    'handed off',
    'the draft was dropped',
    async () => s.command('conversation.handoff', { id: (await s.rows('conversations'))[0]!.id, route: 'call' }),
  ],
  [
    'opted out by staff',
    'the draft was dropped',
    async () => s.command('contact.opt_out', { contactId: await contactId(), on: true }),
  ],
  [
    'approved and then opted out by staff',
    'the draft was dropped',
    async (draftId: string) => {
      await s.command('draft.approve', { draftId }, { as: s.staff })
      return s.command('contact.opt_out', { contactId: await contactId(), on: true })
    },
  ],
  [
    'approved and taken back',
    'took it back, and it waits again',
    async (draftId: string) => {
      const { result } = await s.command('draft.approve', { draftId }, { as: s.staff })
      return s.command('send.undo', { messageId: String(result!.messageId) })
    },
  ],
  [
    'answered by hand',
    'answered in their own words',
    async () => {
      const { id } = (await s.rows('conversations'))[0]!
      const answer = await s.command('message.send', { conversationId: id, text: 'It is 35 pounds' })
      s.pass(6 * SECOND)
      await s.step()
      return answer
    },
  ],
])('%s: who and what', async (_, what, act) => {
  const draft = await asked()
  expect((await act(draft.id)).status).toBe('done')
  expect(await late(draft)).toMatchObject({ status: 'conflict', result: { ...(await dana()), what } })
})

it('an escalation that was confirmed was not sent', async () => {
  const draft = await asked('My colour has gone green, this is a disgrace')
  expect(draft.kind).toBe('escalation')
  const confirm = { draftId: draft.id, intent: 'complaint', severity: 'low' } as const
  await s.command('draft.confirm', confirm)
  expect(await s.command('draft.confirm', confirm, { as: s.staff, basis: draft.seq })).toMatchObject({
    status: 'conflict',
    result: { ...(await dana()), what: 'confirmed what it is about' },
  })
})

it.each([
  ['STOP', 'the draft was dropped'],
  ['And a balayage?', 'the customer has written again'],
])('the customer texts %s: nobody at the venue did it, whoever had approved it', async (text, what) => {
  const draft = await asked()
  await s.command('draft.approve', { draftId: draft.id })
  await s.text(text)
  s.pass(6 * SECOND)
  await s.step()
  expect(await late(draft)).toMatchObject({ status: 'conflict', result: { by: null, byName: null, what } })
})

it('a text that was dropped has no words that left instead', async () => {
  const draft = await asked()
  await s.command('draft.approve', { draftId: draft.id })
  await s.text('STOP')
  expect(await late(draft)).toMatchObject({ status: 'conflict', result: { text: null } })
})

it.each([
  ['sent', 'said that it was sent'],
  ['retry', 'had it sent again'],
  ['drop', 'said that it was not sent'],
] as const)('an unknown text that was resolved: %s', async (as, what) => {
  await asked()
  const conversationId = (await s.rows('conversations'))[0]!.id
  s.sandbox.faults({ fail: 'reset_before_accept', failTimes: 1 })
  const { result } = await s.command('message.send', { conversationId, text: 'Hello' })
  s.pass(6 * SECOND)
  await s.step()
  const messageId = String(result!.messageId)
  expect((await s.command('send.resolve', { messageId, as })).status).toBe('done')
  const basis = 1
  expect(await s.command('send.resolve', { messageId, as: 'retry' }, { as: s.staff, basis })).toMatchObject({
    status: 'conflict',
    result: { ...(await dana()), what },
  })
})
