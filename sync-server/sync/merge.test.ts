/** Two conversations of one customer as one thread: what goes for it, what stays where it is, and taking it apart. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { asOne, type Members } from '#shared/merged.ts'
import { CUSTOMER, type TestServer, testServer, withAutoSend } from '../testing.ts'

const OTHER = '+447700900151'
const THIRD = '+447700900152'
const PRICE = 'How much is a trim?'

let s: TestServer
beforeEach(async () => {
  s = await testServer()
})
afterEach(() => s[Symbol.asyncDispose]())

const of = async (number: string) => (await s.rows('conversations')).find((c) => c.customerNumber === number)!
const thread = async () => asOne([await of(CUSTOMER), await of(OTHER)] as Members)
const messages = async (direction: 'in' | 'out') => (await s.rows('messages')).filter((m) => m.direction === direction)
const pending = async () => (await s.rows('drafts')).filter((d) => d.state === 'pending')

/** Two numbers have written; the second conversation is merged into the first. */
async function merged(first = 'Hello there', second = 'Hello again'): Promise<{ root: string; other: string }> {
  await s.text(first, CUSTOMER)
  await s.text(second, OTHER)
  await s.step()
  const [root, other] = [(await of(CUSTOMER)).id, (await of(OTHER)).id]
  expect(await s.command('conversation.merge', { from: other, into: root })).toMatchObject({ status: 'done' })
  return { root, other }
}

describe('who may be merged with whom', () => {
  it('refuses a merge with itself, a circle, another channel and what is not there, each by its code', async () => {
    const { root, other } = await merged()
    const answer = async (from: string, into: string) => (await s.command('conversation.merge', { from, into })).code
    expect(await answer(root, root)).toBe('merge_with_itself')
    expect(await answer(other, other)).toBe('merge_with_itself')
    expect(await answer(root, other)).toBe('merge_with_itself')
    expect(await answer('gone', root)).toBe('row_not_found')
    expect(await answer(root, 'gone')).toBe('row_not_found')
    await s.text('Hi', THIRD)
    const third = (await of(THIRD)).id
    await s.deps.storage.write('command', s.venueId, (tx) => tx.patch('conversations', third, { channel: 'email' }))
    expect(await answer(third, root)).toBe('merge_across_channels')
    expect((await s.command('conversation.unmerge', { id: root })).code).toBe('not_merged')
    expect((await s.command('conversation.unmerge', { id: 'gone' })).code).toBe('row_not_found')
  })

  it('tells the one who is late who has merged it, and with which', async () => {
    const { root, other } = await merged()
    await s.text('Hi', THIRD)
    const third = (await of(THIRD)).id
    const late = await s.command('conversation.merge', { from: other, into: third }, { as: s.staff })
    expect(late).toMatchObject({
      status: 'conflict',
      result: { by: s.owner.personId, what: 'merged it with another one' },
    })
    expect(await s.command('conversation.merge', { from: other, into: root })).toMatchObject({
      status: 'conflict',
      result: { what: 'merged these two already' },
    })
  })

  it('merges a thread with all that is merged into it, and gives that back with it', async () => {
    const { root, other } = await merged()
    await s.text('Hi', THIRD)
    const third = (await of(THIRD)).id
    expect((await s.command('conversation.merge', { from: root, into: third })).status).toBe('done')
    expect((await s.command('conversation.merge', { from: third, into: other })).code).toBe('merge_with_itself')
    await s.command('conversation.close', { ids: [third] })
    expect((await s.rows('conversations')).map((c) => c.state)).toEqual(['closed', 'closed', 'closed'])
    await s.command('conversation.unmerge', { id: root })
    expect(await of(OTHER)).toMatchObject({ mergedInto: root })
    expect(await of(CUSTOMER)).toMatchObject({ mergedInto: null, mergedAt: null, mergedBy: null })
  })

  it('merging into what is merged goes to the root', async () => {
    const { root, other } = await merged()
    await s.text('Hi', THIRD)
    const third = (await of(THIRD)).id
    const answer = await s.command('conversation.merge', { from: third, into: other })
    expect(answer).toMatchObject({ status: 'done', result: { into: root } })
    expect(await of(THIRD)).toMatchObject({ mergedInto: root, mergedBy: s.owner.personId, mergedAt: s.now() })
  })
})

describe('one thread', () => {
  it('a burst over both numbers gets one reply, and each text keeps its conversation', async () => {
    const { root, other } = await merged()
    await withAutoSend(s)
    s.pass(MINUTE)
    await s.text(PRICE, CUSTOMER)
    s.pass(5 * SECOND)
    await s.text('and when are you open on Saturday?', OTHER)
    s.pass(4 * SECOND)
    await s.step()
    // Eight seconds after the last text of the burst, wherever that came in.
    expect(await messages('out')).toHaveLength(0)
    s.pass(4 * SECOND)
    await s.step()
    s.pass(MINUTE)
    await s.step()
    const now = (await s.rows('decisions')).slice(-2)
    expect(new Set(now.map((d) => d.turnId)).size).toBe(1)
    expect(now.map((d) => [d.conversationId, d.outcome])).toEqual([
      [root, 'merged'],
      [other, expect.stringMatching(/drafted|auto_queued/)],
    ])
    expect((await messages('in')).map((m) => m.conversationId)).toEqual([root, other, root, other])
    expect((await s.rows('drafts')).filter((d) => d.turnId === now[0]!.turnId)).toHaveLength(1)
    expect((await messages('out')).length).toBeLessThanOrEqual(1)
  })

  it('the reply goes to the number that they wrote from last', async () => {
    const { root, other } = await merged()
    await s.command('venue.timing', { undoSeconds: 0 })
    await s.text('Are you there?', OTHER)
    await s.command('message.send', { conversationId: root, text: 'Yes' })
    await s.step()
    await s.text('And now?', CUSTOMER)
    await s.command('message.send', { conversationId: other, text: 'Still here' })
    await s.step()
    expect(s.sandbox.received().map((m) => [m.to, m.body])).toEqual([
      [OTHER, 'Yes'],
      [CUSTOMER, 'Still here'],
    ])
    expect((await messages('out')).map((m) => m.conversationId)).toEqual([other, root])
    expect(await thread()).toMatchObject({ waitingSince: null, lastText: 'Still here' })
  })

  it('a new text from either number stops what is about to leave and makes the draft stale', async () => {
    const { root } = await merged()
    await withAutoSend(s)
    await s.text(PRICE, CUSTOMER)
    s.pass(10 * SECOND)
    await s.step()
    expect((await messages('out')).map((m) => m.state)).toEqual(['queued'])
    await s.text('Also, do you do gel nails?', OTHER)
    expect((await messages('out')).map((m) => [m.state, m.reason])).toEqual([['withdrawn', 'newer_inbound']])
    await s.command('autosend.disable_all', {})
    s.pass(10 * SECOND)
    await s.step()
    const [draft] = await pending()
    expect(await pending()).toHaveLength(1)
    await s.text('Hello?', CUSTOMER)
    expect((await pending())[0]).toMatchObject({ id: draft!.id, stale: true })
    expect((await thread()).id).toBe(root)
  })

  it.each([
    ['handed off', (id: string) => s.command('conversation.handoff', { id, route: 'call' })],
    ['personal', (id: string) => s.command('conversation.personal', { id, on: true })],
    ['off', (id: string) => s.command('conversation.reply_mode', { ids: [id], mode: 'off' })],
  ])('%s on one number is so for the thread, also where it was so before the merge', async (_, stop) => {
    await s.text('Hello there', CUSTOMER)
    await s.text('Hello again', OTHER)
    await s.step()
    const [root, other] = [(await of(CUSTOMER)).id, (await of(OTHER)).id]
    await withAutoSend(s)
    await stop(other)
    await s.command('conversation.merge', { from: other, into: root })
    await s.text(PRICE, CUSTOMER)
    s.pass(10 * SECOND)
    await s.step()
    expect((await s.rows('decisions')).at(-1)).toMatchObject({ outcome: 'off' })
    expect(await messages('out')).toHaveLength(0)
  })

  it('a text that was queued before the merge passes the gates of the thread when it leaves', async () => {
    await withAutoSend(s)
    await s.text('Hello again', OTHER)
    await s.text(PRICE, CUSTOMER)
    s.pass(10 * SECOND)
    await s.step()
    const [root, other] = [(await of(CUSTOMER)).id, (await of(OTHER)).id]
    expect((await messages('out')).map((m) => [m.conversationId, m.state])).toEqual([[root, 'queued']])
    await s.command('conversation.personal', { id: other, on: true })
    await s.command('conversation.merge', { from: other, into: root })
    s.pass(MINUTE)
    await s.step()
    expect((await messages('out')).map((m) => [m.state, m.reason])).toEqual([['withdrawn', 'personal']])
    expect(s.sandbox.received()).toEqual([])
  })

  it('STOP on one number: nothing automatic leaves for the thread, people may write to the other', async () => {
    const { root } = await merged()
    await withAutoSend(s)
    await s.command('venue.timing', { undoSeconds: 0 })
    await s.text(PRICE, CUSTOMER)
    s.pass(10 * SECOND)
    await s.step()
    await s.text('STOP', OTHER)
    expect((await messages('out')).map((m) => m.state)).toEqual(['withdrawn'])
    // They wrote last from the number that has opted out.
    expect((await s.command('message.send', { conversationId: root, text: 'Hi' })).code).toBe('opted_out')
    await s.text(PRICE, CUSTOMER)
    s.pass(10 * SECOND)
    await s.step()
    expect((await s.rows('decisions')).at(-1)).toMatchObject({ outcome: 'drafted', reasons: ['opted_out'] })
    expect((await s.command('message.send', { conversationId: root, text: 'Hi' })).status).toBe('done')
    await s.step()
    expect(s.sandbox.received().map((m) => m.to)).toEqual([CUSTOMER])
  })

  it('shows one draft, the newest, and brings back the other one when that is dealt with', async () => {
    await merged('How much is a balayage?', 'no thanks')
    await s.command('conversation.unmerge', { id: (await of(OTHER)).id })
    s.pass(10 * SECOND)
    await s.step()
    s.pass(SECOND)
    await s.text(PRICE, OTHER)
    s.pass(10 * SECOND)
    await s.step()
    const [older, newer] = await pending()
    await s.command('conversation.merge', { from: (await of(OTHER)).id, into: (await of(CUSTOMER)).id })
    expect(await s.command('draft.approve', { draftId: older!.id })).toMatchObject({ status: 'conflict' })
    const approved = await s.command('draft.approve', { draftId: newer!.id })
    expect(approved).toMatchObject({ status: 'done' })
    await s.command('send.undo', { messageId: String(approved.result!.messageId) })
    expect((await pending()).map((d) => d.id).sort()).toEqual([older!.id, newer!.id].sort())
    expect((await s.command('draft.reject', { draftId: newer!.id, reason: 'other' })).status).toBe('done')
    expect((await s.command('draft.approve', { draftId: older!.id })).status).toBe('done')
  })
})

it('a run that was thinking when they were merged, or taken apart, is thrown away', async () => {
  const engine = s.deps.engine
  let meanwhile: () => Promise<unknown> = async () => undefined
  await s[Symbol.asyncDispose]()
  s = await testServer({
    engine: {
      ...engine,
      name: engine.name,
      compose: (...a) => engine.compose(...a),
      classify: async (texts, signal) => {
        await meanwhile()
        return engine.classify(texts, signal)
      },
    },
  })
  await s.text(PRICE, CUSTOMER)
  await s.text('When are you open on Saturday?', OTHER)
  const [root, from] = [(await of(CUSTOMER)).id, (await of(OTHER)).id]
  s.pass(10 * SECOND)
  let times = 0
  meanwhile = async () => {
    times += 1
    if (times === 1) await s.command('conversation.merge', { from, into: root })
    if (times === 4) await s.command('conversation.unmerge', { id: from })
  }
  for (let i = 0; i < 6; i++) {
    await s.step()
    s.pass(2 * SECOND)
  }
  expect(times).toBeGreaterThanOrEqual(3)
  const decisions = await s.rows('decisions')
  expect(decisions).toHaveLength(2)
  expect(await s.deps.storage.read((db) => db.selectFrom('turns').selectAll().execute())).toEqual([])
})
