/** "How much is a balayage?" from the phone, with pricing trained and on auto: the promise of the whole product, from outside. */
import { expect, test } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import { type LiveServer, liveServer } from './testing-live.ts'

const QUESTION = 'How much is a balayage?'
const HOLD = 20 * SECOND

async function withPricingOnAuto(): Promise<LiveServer> {
  const s = await liveServer()
  await s.done('autosend.master', { on: true, acknowledged: true })
  await s.done('autosend.intent', { intent: 'pricing', mode: 'auto', threshold: 0.85 })
  return s
}

const serviceOf = async (s: LiveServer) => (await s.rows('services')).find((one) => one.name === 'Balayage')!
const outOf = async (s: LiveServer, conversationId: string) =>
  (await s.rows('messages')).filter((m) => m.conversationId === conversationId && m.direction === 'out')

test('the answer arrives once, when the hold is over and not before, quoting the list; then the new price', async () => {
  await using s = await withPricingOnAuto()
  const first = await s.ask(QUESTION)
  expect(first.decision).toMatchObject({ outcome: 'auto_queued', reasons: [], intent: 'pricing' })
  expect(first.text).toContain('£140')
  expect((await outOf(s, first.conversation.id))[0]).toMatchObject({ state: 'queued', notBefore: s.now() + HOLD })
  s.pass(HOLD - 1)
  // Somebody else's whole question is thought about at this very moment: the first is still held.
  await s.done('venue.timing', { burstSeconds: 0 })
  expect((await s.ask('are you open on Saturday?')).decision.outcome).toBe('drafted')
  expect(await s.received(first.from)).toEqual([])
  // With the last millisecond of the hold it leaves; the clock goes no further until it is there.
  s.pass(1)
  await s.until(async () => expect(await s.received(first.from)).toHaveLength(1))
  expect(await s.received(first.from)).toEqual([first.text])

  const { id } = await serviceOf(s)
  await s.done('service.edit', { serviceId: id, price: 15_500 })
  const second = await s.ask(QUESTION)
  expect(second.text).toContain('£155')
  expect(second.text).not.toContain('£140')
  s.pass(HOLD)
  await s.until(async () => expect(await s.received(second.from)).toEqual([second.text]))

  // Long after, and after their delivery was told: nothing came twice.
  await s.until(async () => {
    const out = [...(await outOf(s, first.conversation.id)), ...(await outOf(s, second.conversation.id))]
    expect(out.map((m) => m.state)).toEqual(['delivered', 'delivered'])
  })
  s.pass(3_600 * SECOND)
  expect((await s.ask('are you open on Friday?')).decision.outcome).toBe('drafted')
  expect([await s.received(first.from), await s.received(second.from)]).toEqual([[first.text], [second.text]])
})

test('a price that changes during the hold brings the reply back as a draft, which has to be edited', async () => {
  await using s = await withPricingOnAuto()
  const { from, draft, conversation } = await s.ask(QUESTION)
  expect(draft).toMatchObject({ state: 'auto' })
  s.pass(HOLD - SECOND)
  await s.done('service.edit', { serviceId: (await serviceOf(s)).id, price: 15_500 })
  s.pass(SECOND)
  const now = async () => (await s.rows('drafts')).find((d) => d.id === draft!.id)!
  await s.until(async () => expect(await now()).toMatchObject({ state: 'pending', mustEdit: true }))
  expect(['validation', 'guardrail']).toContain((await now()).returned)
  expect((await now()).problems.map((problem) => problem.code)).toContain('invented_price')
  expect((await outOf(s, conversation.id)).map((m) => m.state)).toEqual(['withdrawn'])
  expect(await s.command('draft.approve', { draftId: draft!.id }, { as: 'staff' })).toMatchObject({ status: 'refused' })
  await s.done('draft.edit', { draftId: draft!.id, text: 'A balayage is from £155 now.' })
  s.pass(10 * SECOND)
  await s.until(async () => expect(await s.received(from)).toEqual(['A balayage is from £155 now.']))
})

/** Each step of a text's way: how far it has come when STOP does, and how many texts have left by then. */
const STEPS: readonly (readonly [what: string, bring: (s: LiveServer) => Promise<string>, sent: number])[] = [
  [
    'before the AI has looked',
    async (s) => {
      await s.text('+447700900500', QUESTION)
      return '+447700900500'
    },
    0,
  ],
  ['while the reply is held', async (s) => (await s.ask(QUESTION)).from, 0],
  [
    'in the last second of the hold',
    async (s) => {
      const { from } = await s.ask(QUESTION)
      s.pass(HOLD - 1)
      return from
    },
    0,
  ],
  [
    'while a person’s own text waits to be undone',
    async (s) => {
      const { from, conversation } = await s.ask('hello there')
      await s.done('message.send', { conversationId: conversation.id, text: 'Hello' })
      return from
    },
    0,
  ],
  [
    'while an approved draft waits to be undone',
    async (s) => {
      const { from, draft } = await s.ask('what time do you close today?')
      await s.done('draft.approve', { draftId: draft!.id })
      return from
    },
    0,
  ],
  [
    'after it has left',
    async (s) => {
      const { from } = await s.ask(QUESTION)
      s.pass(HOLD)
      await s.until(async () => expect(await s.received(from)).toHaveLength(1))
      return from
    },
    1,
  ],
]

test('STOP from the phone at every step: nothing leaves after it, and a reply to that number is refused', async () => {
  await using s = await withPricingOnAuto()
  for (const [what, bring, sent] of STEPS) {
    const from = await bring(s)
    await s.text(from, 'STOP')
    s.pass(3_600 * SECOND)
    // The scheduler has come past it: what somebody else is sent in the meantime arrives.
    const other = await s.ask(QUESTION)
    s.pass(HOLD)
    await s.until(async () => expect(await s.received(other.from)).toHaveLength(1))
    expect([what, (await s.received(from)).length]).toEqual([what, sent])
    const conversation = (await s.rows('conversations')).find((c) => c.customerNumber === from)!
    const refusal = await s.command('message.send', { conversationId: conversation.id, text: 'Hi' }, { as: 'staff' })
    expect([what, refusal.status, refusal.code]).toEqual([what, 'refused', 'opted_out'])
    expect(refusal.message).toMatch(/\w/)
  }
})
