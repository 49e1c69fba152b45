/** A send over a text that the sender had not seen is stopped, and the answer shows that text. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import { type TestServer, testServer, withAutoSend } from '../testing.ts'

const OTHER = '+447700900151'
const PRICE = 'How much is a trim?'

let s: TestServer
let conversationId: string
beforeEach(async () => {
  s = await testServer()
  await s.text(PRICE)
  s.pass(10 * SECOND)
  await s.step()
  conversationId = (await s.rows('conversations'))[0]!.id
})
afterEach(() => s[Symbol.asyncDispose]())

const seen = async () => Math.max(...(await s.rows('messages')).map((m) => m.seq))
const pending = async () => (await s.rows('drafts')).find((d) => d.state === 'pending')!
const out = async () => (await s.rows('messages')).filter((m) => m.direction === 'out')

describe.each(['message.send', 'draft.approve', 'draft.edit'] as const)('%s', (type) => {
  const send = async (seenSeq?: number, as = s.owner) => {
    const { id: draftId, text } = await pending()
    const given = seenSeq === undefined ? {} : { seenSeq }
    if (type === 'message.send') return s.command(type, { conversationId, text: 'Hello', ...given }, { as })
    if (type === 'draft.edit') return s.command(type, { draftId, text: `${text} Bye`, ...given }, { as })
    return s.command(type, { draftId, ...given }, { as })
  }

  it('over a newer text of the customer: a conflict that shows it; seen, it goes', async () => {
    const seenSeq = await seen()
    await s.text('Actually, a balayage?')
    const inbound = (await s.rows('messages')).findLast((m) => m.direction === 'in')!
    expect(await send(seenSeq)).toMatchObject({
      status: 'conflict',
      code: 'unseen_message',
      result: {
        by: null,
        what: 'the customer has written again',
        text: 'Actually, a balayage?',
        at: s.now(),
        unseen: { messageId: inbound.id, direction: 'in' },
      },
    })
    expect(await out()).toEqual([])
    expect((await send(await seen())).status).toBe('done')
    expect(await out()).toHaveLength(1)
  })

  it('over a colleague’s reply: who and what; over one’s own: no', async () => {
    const seenSeq = await seen()
    await s.command('message.send', { conversationId, text: 'On its way' }, { as: s.staff })
    const theirs = (await out())[0]!
    expect(await send(seenSeq)).toMatchObject({
      status: 'conflict',
      code: 'unseen_message',
      result: { by: s.staff.personId, text: 'On its way', unseen: { messageId: theirs.id, direction: 'out' } },
    })
    expect((await send(seenSeq, s.staff)).status).toBe('done')
  })

  it('a reply that was taken back again was never one', async () => {
    const seenSeq = await seen()
    const sent = await s.command('message.send', { conversationId, text: 'Oops' }, { as: s.staff })
    await s.command('send.undo', { messageId: String(sent.result!.messageId) }, { as: s.staff })
    expect((await send(seenSeq)).status).toBe('done')
  })

  it('says nothing to who does not say what they saw', async () => {
    await s.text('Hello?')
    expect((await send()).status).toBe('done')
  })

  it('counts what comes in on another number of a merged thread', async () => {
    await s.text('Hi', OTHER)
    const from = (await s.rows('conversations')).find((c) => c.customerNumber === OTHER)!.id
    await s.command('conversation.merge', { from, into: conversationId })
    const seenSeq = await seen()
    expect((await s.command('conversation.read', { ids: [conversationId] })).status).toBe('done')
    await s.text('It is me again', OTHER)
    expect(await send(seenSeq)).toMatchObject({ status: 'conflict', result: { text: 'It is me again' } })
  })
})

it('an automatic reply that has left was not seen; one that waits gives way', async () => {
  await withAutoSend(s)
  await s.text('When are you open on Saturday?', OTHER)
  const conversationId = (await s.rows('conversations')).find((c) => c.customerNumber === OTHER)!.id
  s.pass(10 * SECOND)
  const seenSeq = await seen()
  await s.step()
  expect((await out()).map((m) => m.state)).toEqual(['queued'])
  const first = await s.command('message.send', { conversationId, text: 'Until five', seenSeq })
  expect(first.status).toBe('done')
  await s.command('send.undo', { messageId: String(first.result!.messageId) })
  await s.command('conversation.resume', { id: conversationId })

  await s.text('When are you open on Friday?', OTHER)
  s.pass(10 * SECOND)
  const then = await seen()
  await s.step()
  s.pass(20 * SECOND)
  await s.step()
  expect(await s.command('message.send', { conversationId, text: 'Until six', seenSeq: then })).toMatchObject({
    status: 'conflict',
    result: { by: null, what: 'the AI has answered' },
  })
})

it('a stale draft by its basis says the same: the text that was not seen', async () => {
  const { id: draftId, seq: basis } = await pending()
  await s.text('And a fringe?')
  expect(await s.command('draft.approve', { draftId }, { basis })).toMatchObject({
    status: 'conflict',
    code: 'unseen_message',
    result: { what: 'the customer has written again', text: 'And a fringe?' },
  })
})

it('the same person’s next command may follow the one that took a text back', async () => {
  await withAutoSend(s)
  await s.text('Hello', OTHER)
  const conversationId = (await s.rows('conversations')).find((c) => c.customerNumber === OTHER)!.id
  const takers = [
    ['conversation.reply_mode', { ids: [conversationId], mode: 'draft' }],
    ['conversation.personal', { id: conversationId, on: true }],
    ['conversation.agent', { ids: [conversationId], agentId: (await s.rows('agents'))[0]!.id }],
    ['message.send', { conversationId, text: 'Just a moment' }],
  ] as const
  for (const [i, [type, payload]] of takers.entries()) {
    await s.command('conversation.personal', { id: conversationId, on: false })
    await s.command('conversation.reply_mode', { ids: [conversationId], mode: null })
    await s.command('conversation.resume', { id: conversationId })
    await s.text('When are you open on Saturday?', OTHER)
    s.pass(10 * SECOND)
    await s.step()
    const auto = (await s.rows('drafts')).findLast((d) => d.state === 'auto')!
    expect(auto, type).toBeDefined()
    const taken = await s.command(type, payload as never, { id: `take${i}` })
    expect(taken.status, type).toBe('done')
    const next = { basis: auto.seq, after: `take${i}` }
    expect((await s.command('draft.reject', { draftId: auto.id, reason: 'other' }, next)).status, type).toBe('done')
  }
})
