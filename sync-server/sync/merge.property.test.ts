/**
 * Merge then un-merge is the identity, whatever the moment; and with texts in between, each conversation is afterwards
 * what it would have been alone.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { deepRuns } from '#shared/testing.ts'
import { type TestServer, testServer, withAutoSend } from '../testing.ts'

const NUMBERS = ['+447700900151', '+447700900152', '+447700900153', '+447700900154']
const QUESTIONS = [
  'How much is a trim?',
  'When are you open on Saturday?',
  'Is there parking?',
  'My colour has gone green',
]
const OTHERS = ['thanks!', 'STOP', 'START', 'please stop texting me']

const who = fc.nat(NUMBERS.length - 1)
type Act =
  | { readonly do: 'text'; readonly who: number; readonly body: string }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'step' }
  | { readonly do: 'command'; readonly who: number; readonly what: number }

const text = (bodies: readonly string[]) =>
  fc.record({ do: fc.constant('text' as const), who, body: fc.constantFrom(...bodies) })
const pass = fc.record({
  do: fc.constant('pass' as const),
  ms: fc.constantFrom(SECOND, 9 * SECOND, 30 * SECOND, MINUTE),
})
const step = fc.record({ do: fc.constant('step' as const) })
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: text([...QUESTIONS, ...OTHERS]) },
  { weight: 3, arbitrary: pass },
  { weight: 3, arbitrary: step },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('command' as const), who, what: fc.nat(11) }) },
)

const conversation = async (s: TestServer, of: number) =>
  (await s.rows('conversations')).find((c) => c.customerNumber === NUMBERS[of])

async function perform(s: TestServer, one: Act): Promise<void> {
  if (one.do === 'text') await s.text(one.body, NUMBERS[one.who])
  else if (one.do === 'pass') s.pass(one.ms)
  else if (one.do === 'step') await s.step()
  else await command(s, one.who, one.what)
}

/** Something that a person does; refused where it makes no sense. */
async function command(s: TestServer, of: number, what: number): Promise<void> {
  const id = (await conversation(s, of))?.id
  if (id === undefined) return
  const draftId = (await s.rows('drafts')).find((d) => d.conversationId === id && d.state === 'pending')?.id ?? 'none'
  const messageId = (await s.rows('messages')).findLast((m) => m.conversationId === id && m.state === 'queued')?.id
  const all = [
    () => s.command('draft.approve', { draftId }),
    () => s.command('draft.edit', { draftId, text: 'In my own words' }),
    () => s.command('draft.reject', { draftId, reason: 'other' }),
    () => s.command('message.send', { conversationId: id, text: 'Hello from the desk' }),
    () => s.command('send.undo', { messageId: messageId ?? 'none' }),
    () => s.command('conversation.close', { ids: [id] }),
    () => s.command('conversation.snooze', { ids: [id], until: 'reply' }),
    () => s.command('conversation.handoff', { id, route: 'call' }),
    () => s.command('conversation.resume', { id }),
    () => s.command('conversation.personal', { id, on: true }),
    () => s.command('conversation.reply_mode', { ids: [id], mode: 'auto' }),
    () => s.command('conversation.read', { ids: [id] }),
  ]
  await all[what % all.length]!()
}

const TABLES = [
  ...['venue', 'contacts', 'conversations', 'messages', 'drafts', 'decisions', 'turns', 'wallet', 'cap_log'],
  ...['evidence', 'bookings', 'suppressions', 'policies', 'provider_ids'],
] as const

/** Every row, with what only the server knows; without the numbers by which rows travel. */
async function everything(s: TestServer): Promise<Record<string, string[]>> {
  return s.deps.storage.read(async (db) => {
    const found: Record<string, string[]> = {}
    for (const table of TABLES) {
      const rows = await db
        .selectFrom(table as 'turns')
        .selectAll()
        .execute()
      found[table] = rows.map((row) => JSON.stringify({ ...row, seq: 0 })).sort()
    }
    return found
  })
}

/** Merges these pairs, as far as that can be. @returns what was merged */
async function mergeAll(s: TestServer, pairs: readonly (readonly [number, number])[]): Promise<string[]> {
  const merged: string[] = []
  for (const [a, b] of pairs) {
    const [from, into] = [await conversation(s, a), await conversation(s, b)]
    if (!from || !into) continue
    const answer = await s.command('conversation.merge', { from: from.id, into: into.id })
    if (answer.status === 'done') merged.push(from.id)
  }
  return merged
}

async function unmergeAll(s: TestServer, merged: readonly string[], order: number): Promise<void> {
  const turned = order % 2 === 0 ? merged : merged.toReversed()
  for (const id of turned) expect((await s.command('conversation.unmerge', { id })).status).toBe('done')
}

const pairs = fc.array(fc.tuple(who, who), { minLength: 1, maxLength: 5 })

it('merge then un-merge leaves every row as it was, at any moment of any history', { timeout: 3_600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 2, maxLength: 16 }),
      pairs,
      fc.nat(1),
      async (history, which, order) => {
        await using s = await testServer()
        await withAutoSend(s)
        for (const one of history) await perform(s, one)
        const before = await everything(s)
        await unmergeAll(s, await mergeAll(s, which), order)
        expect(await everything(s)).toEqual(before)
      },
    ),
    { numRuns: deepRuns(8, 600) },
  )
})

/** What holds of a conversation by its own texts alone. */
async function alone(s: TestServer) {
  const inbound = (await s.rows('messages')).filter((m) => m.direction === 'in')
  return (await s.rows('conversations'))
    .map((c) => ({
      ...{ number: c.customerNumber, state: c.state, unread: c.unread, waitingSince: c.waitingSince, flag: c.flag },
      ...{ lastMessageAt: c.lastMessageAt, lastText: c.lastText, lastAuthor: c.lastAuthor, mergedInto: c.mergedInto },
      texts: inbound.filter((m) => m.conversationId === c.id).map((m) => m.body),
    }))
    .sort((a, b) => (a.number < b.number ? -1 : 1))
}

it('with texts in between, each conversation is what it would be if they had never been merged', {
  timeout: 3_600_000,
}, async () => {
  const quiet = fc.array(fc.oneof(text(QUESTIONS), pass, step), { minLength: 1, maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(quiet, quiet, pairs, fc.nat(1), async (first, between, which, order) => {
      await using s = await testServer()
      await using twin = await testServer()
      for (const one of first) {
        await perform(s, one)
        await perform(twin, one)
      }
      const merged = await mergeAll(s, which)
      for (const one of between) {
        await perform(s, one)
        await perform(twin, one)
      }
      await unmergeAll(s, merged, order)
      expect(await alone(s)).toEqual(await alone(twin))
      // Whatever was under way goes on: each text is decided, once, and nothing waits for ever.
      for (let i = 0; i < 4; i++) {
        s.pass(MINUTE)
        await s.step()
      }
      const inbound = (await s.rows('messages')).filter((m) => m.direction === 'in')
      expect((await s.rows('decisions')).map((d) => d.id).sort()).toEqual(inbound.map((m) => m.id).sort())
      expect(await s.deps.storage.read((db) => db.selectFrom('turns').selectAll().execute())).toEqual([])
    }),
    { numRuns: deepRuns(6, 400) },
  )
})

it('whatever is done to a merged thread: one reply a turn, each text at home, nothing to a number after STOP', {
  timeout: 3_600_000,
}, async () => {
  const steps = fc.array(
    fc.oneof(
      { weight: 8, arbitrary: act },
      fc.record({ do: fc.constant('merge' as const), a: who, b: who }),
      fc.record({ do: fc.constant('unmerge' as const), a: who }),
    ),
    { minLength: 8, maxLength: 30 },
  )
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      await using s = await testServer()
      await withAutoSend(s)
      for (const one of history) {
        if (one.do === 'merge') await mergeAll(s, [[one.a, one.b]])
        else if (one.do === 'unmerge') {
          const c = await conversation(s, one.a)
          if (c) await s.command('conversation.unmerge', { id: c.id })
        } else await perform(s, one)
      }
      for (let i = 0; i < 4; i++) {
        s.pass(MINUTE)
        await s.step()
      }
      const [conversations, messages] = [await s.rows('conversations'), await s.rows('messages')]
      const [drafts, decisions] = [await s.rows('drafts'), await s.rows('decisions')]
      const numberOf = new Map(conversations.map((c) => [c.id, c.customerNumber]))
      const inbound = messages.filter((m) => m.direction === 'in')
      expect(decisions.map((d) => d.id).sort()).toEqual(inbound.map((m) => m.id).sort())
      for (const d of decisions) expect(d.conversationId).toBe(inbound.find((m) => m.id === d.id)!.conversationId)
      for (const d of drafts)
        expect(d.conversationId).toBe(inbound.find((m) => m.id === d.inboundMessageId)!.conversationId)
      for (const c of conversations) {
        const own = inbound.filter((m) => m.conversationId === c.id)
        if (own.length > 0) expect(c.lastMessageAt).toBeGreaterThanOrEqual(Math.max(...own.map((m) => m.createdAt)))
        expect(drafts.filter((d) => d.conversationId === c.id && d.state === 'pending').length).toBeLessThanOrEqual(1)
      }
      const turns = Map.groupBy(
        messages.filter((m) => m.auto && m.state !== 'withdrawn'),
        (m) => m.draftId,
      )
      for (const [, sent] of turns) expect(sent).toHaveLength(1)
      // The phones: what each received is what was sent to it, and nothing after a STOP that still stands.
      const received = s.sandbox.received()
      for (const { to, body } of received) {
        expect(
          messages.some((m) => m.direction === 'out' && m.body === body && numberOf.get(m.conversationId) === to),
        ).toBe(true)
      }
      for (const contact of (await s.rows('contacts')).filter((c) => c.optedOut)) {
        const since = contact.consent.findLast((entry) => !entry.on)!.at
        const late = messages.filter(
          (m) => m.direction === 'out' && numberOf.get(m.conversationId) === contact.number && (m.sentAt ?? 0) > since,
        )
        expect(late).toEqual([])
      }
      expect(await s.deps.storage.read((db) => db.selectFrom('turns').selectAll().execute())).toEqual([])
    }),
    { numRuns: deepRuns(10, 600) },
  )
})
