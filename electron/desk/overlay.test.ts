/** What is shown before the server has heard of it is what the server makes of it: never more, and never twice. */
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import type { BulkChange } from '#shared/bulk.ts'
import { type Filter, ORDERS } from '#shared/filters.ts'
import { isSend } from '#shared/overlay.ts'
import { deepRuns } from '#shared/testing.ts'
import { VIEWS } from '#shared/views.ts'
import { parseCommand } from './commands.ts'
import { seed } from './testing.ts'
import { TestDesk, until } from './testing-desk.ts'
import { draftRow, messageRow } from './testing-rows.ts'

vi.mock('./mirror-thread.ts', async (original) => {
  const { fewThreads } = await import('./testing-threads.ts')
  return fewThreads(await original())
})

const CONVERSATIONS = ['c0', 'c1', 'c2']
const conversation = fc.constantFrom(...CONVERSATIONS)
const ids = fc.subarray(CONVERSATIONS, { minLength: 1 })
const given = <P>(type: string, payload: fc.Arbitrary<P>) => payload.map((p) => ({ type, payload: p }))

const act = fc.oneof(
  { weight: 4, arbitrary: given('draft.approve', fc.record({ of: conversation })) },
  {
    weight: 3,
    arbitrary: given('draft.edit', fc.record({ of: conversation, text: fc.constantFrom('Mine', 'Other') })),
  },
  {
    weight: 2,
    arbitrary: given('draft.reject', fc.record({ of: conversation, reason: fc.constantFrom('other', 'not_needed') })),
  },
  {
    weight: 3,
    arbitrary: given('message.send', fc.record({ conversationId: conversation, text: fc.constantFrom('Hi', 'Ho') })),
  },
  { weight: 4, arbitrary: given('send.undo', fc.record({ nth: fc.nat(5) })) },
  given('conversation.close', fc.record({ ids })),
  given('conversation.reopen', fc.record({ ids })),
  given('conversation.snooze', fc.record({ ids, until: fc.constantFrom(9_000, 'reply' as const) })),
  given('conversation.read', fc.record({ ids })),
  given('conversation.assign', fc.record({ ids, assigneeId: fc.constantFrom('owner', null) })),
  given('conversation.reply_mode', fc.record({ ids, mode: fc.constantFrom('auto', 'off', null) })),
  {
    weight: 4,
    arbitrary: given(
      'bulk.apply',
      fc.record({
        bulkId: fc.constantFrom('b1', 'b2'),
        ids,
        change: fc.constantFrom<BulkChange>(
          { kind: 'close' },
          { kind: 'reopen' },
          { kind: 'read' },
          { kind: 'snooze', until: 9_000 },
          { kind: 'assign', assigneeId: 'staff' },
          { kind: 'agent', agentId: 'a2' },
          { kind: 'reply_mode', mode: 'off' },
          { kind: 'reply_mode', mode: 'auto' },
        ),
      }),
    ),
  },
  given('conversation.personal', fc.record({ id: conversation, on: fc.boolean() })),
  given('conversation.handoff', fc.record({ id: conversation, route: fc.constant('call') })),
  given('conversation.resume', fc.record({ id: conversation })),
)
type Act = { type: string; payload: Record<string, unknown> }

const FILTERS: readonly Filter[] = [
  { assignee: ['me'] },
  { assignee: ['nobody', 'owner'] },
  { agent: ['a2'] },
  { replyMode: ['off', 'agent'] },
  { state: ['closed'], intent: ['pricing'] },
  { gate: ['intent_mode'] },
]

/** All that a window shows, without sequence numbers and what is said of the queue. */
async function shown(desk: TestDesk) {
  const threads = await Promise.all(
    CONVERSATIONS.map(async (id) => {
      const { conversation, messages, draft } = await desk.thread(id)
      return {
        conversation,
        messages: messages.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        draft: draft && { ...draft, seq: 0 },
      }
    }),
  )
  const asked = [
    ...VIEWS.flatMap((view) => ORDERS.map((order) => ({ view, order, filter: {} }))),
    ...FILTERS.map((filter) => ({ view: 'everything' as const, order: 'newest' as const, filter })),
  ]
  const lists = await Promise.all(
    asked.map(async ({ view, ...query }) => {
      const { rows, total } = await desk.api.inbox({ view, ...query })
      const bare = rows.map((row) => ({
        ...row,
        seq: 0,
        waitingCommands: 0,
        draft: row.draft && { ...row.draft, seq: 0 },
      }))
      return { view, ...query, total, rows: bare }
    }),
  )
  return { threads, lists, counts: await desk.api.counts() }
}

/** The command that somebody would give who sees what the desk shows; null where there is nothing to act on. */
async function aim(desk: TestDesk, { type, payload }: Act, sends: readonly string[], id: string) {
  if (type === 'send.undo') {
    const messageId = sends[Number(payload.nth) % Math.max(sends.length, 1)]
    return messageId === undefined ? null : { id, type, payload: { messageId } }
  }
  if (!('of' in payload)) return { id, type, payload }
  const { of, ...rest } = payload
  const { draft } = await desk.thread(String(of))
  return draft === null ? null : { id, type, payload: { ...rest, draftId: draft.id }, basis: draft.seq }
}

it.each(['untransmitted', 'transmitted'])(
  'commands laid over look like commands carried out: %s',
  { timeout: 3_600_000 },
  async (how) => {
    await fc.assert(
      fc.asyncProperty(fc.array(act as fc.Arbitrary<Act>, { maxLength: 14 }), async (acts) => {
        await using desk = await TestDesk.start({ clock: () => 5_000 })
        seed(desk.server, CONVERSATIONS.length)
        desk.server.change((put) => {
          // c2 is about to be answered automatically.
          put('drafts', 'd2', draftRow('d2', 'c2', { state: 'auto' }))
          const held = { auto: true, author: 'ai', draftId: 'd2', notBefore: 25_000, createdAt: 2_000 } as const
          put('messages', 'held', messageRow({ id: 'held', conversationId: 'c2', body: 'Reply d2', ...held }))
        })
        await desk.signIn()
        if (how === 'untransmitted') await desk.goOffline()
        else desk.server.fault((path) => (path.includes('/commands') ? { status: 503, retryAfter: 0 } : null))
        const sends = ['held']
        for (const [i, one] of acts.entries()) {
          const command = await aim(desk, one, sends, `cmd${i}`)
          if (command === null) continue
          expect(await desk.api.command(command)).toMatchObject({ ok: true })
          const parsed = parseCommand(command)
          if (!('code' in parsed) && isSend(parsed)) sends.push(`msg_staff_${parsed.id}`)
        }
        const before = await shown(desk)
        if (how === 'untransmitted') await desk.server.comeBack()
        else desk.server.fault(null)
        // On the way there, the lists may change only as a whole: each count is what it was.
        await until(async () => {
          expect(await desk.api.counts()).toEqual(before.counts)
          expect(await desk.api.status()).toMatchObject({ queued: 0 })
        })
        await desk.inStep()
        expect(await shown(desk)).toEqual(before)
        expect(await desk.api.notices()).toEqual([])
      }),
      { numRuns: deepRuns(6, 300) },
    )
  },
)
