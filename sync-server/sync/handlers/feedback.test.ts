/** "Was this correct?" and the wrong-send drill. */
import { describe, expect, test } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import { readAudit } from '../../governance/audit.ts'
import { ENGINES, type EngineName } from '../../storage/testing.ts'
import { CUSTOMER, type TestServer, testServer, withAutoSend } from '../../testing.ts'

const OTHER = '+447700900151'

/** A reply that was sent automatically. */
async function sent(s: TestServer, body = 'How much is a trim?', from = CUSTOMER) {
  await s.text(body, from)
  s.pass(8 * SECOND)
  await s.step()
  s.pass(20 * SECOND)
  await s.step()
  return (await s.rows('messages')).findLast((m) => m.direction === 'out' && m.author === 'ai')!
}

const policy = async (s: TestServer, intent = 'pricing') => (await s.rows('policies')).find((p) => p.id === intent)!

async function withOneSent(storage: EngineName = 'sqlite') {
  const s = await testServer({ storage })
  await withAutoSend(s)
  return { s, message: await sent(s) }
}

test('feedback is evidence, once for each message', async () => {
  const { s, message } = await withOneSent()
  await using _ = s
  expect(await s.command('message.feedback', { messageId: message.id, right: true }, { as: s.staff })).toMatchObject({
    status: 'done',
  })
  expect((await policy(s)).training).toMatchObject({ reviewed: 35 })
  expect((await s.rows('messages')).find((m) => m.id === message.id)!.feedback).toEqual({
    right: true,
    by: s.staff.personId,
    at: s.now(),
  })
  expect(await s.command('message.feedback', { messageId: message.id, right: false })).toMatchObject({
    status: 'conflict',
    result: { byName: 'Theo Marsh', what: 'it was called right' },
  })
  expect((await policy(s)).training).toMatchObject({ reviewed: 35 })
})

test('enough wrong ones lock the intent again', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await s.command('venue.timing', { humanMinutes: 0 })
  await s.deps.storage.write('command', s.venueId, async (tx) => {
    for (let n = 0; n < 30; n++) {
      const row = { draftId: `old${n}`, venueId: s.venueId, intent: 'pricing', right: n < 26 ? 1 : 0, kind: 'approved' }
      await tx.db
        .insertInto('evidence')
        .values({ ...row, at: n, confidence: 0.9, rawConfidence: 0.9, counts: 1 })
        .execute()
    }
  })
  const message = await sent(s)
  await s.command('message.feedback', { messageId: message.id, right: false })
  expect(await policy(s)).toMatchObject({ unlocked: false, mode: 'draft', training: { reviewed: 0 } })
})

test('only of what the AI has sent by itself', async () => {
  await using s = await testServer()
  await s.text('How much is a trim?')
  s.pass(8 * SECOND)
  await s.step()
  const [draft] = await s.rows('drafts')
  const approved = await s.command('draft.approve', { draftId: draft!.id })
  const messageId = approved.result!.messageId as string
  const feedback = (id: string) => s.command('message.feedback', { messageId: id, right: true })
  expect(await feedback(messageId)).toMatchObject({ code: 'not_ai_text' })
  expect(await s.command('send.wrong', { messageId, reason: 'x' })).toMatchObject({ code: 'not_ai_text' })
  s.pass(5 * SECOND)
  await s.step()
  expect(await feedback(messageId)).toMatchObject({ code: 'not_ai_text' })
  const own = await s.command('message.send', { conversationId: draft!.conversationId, text: 'Hello' })
  s.pass(5 * SECOND)
  await s.step()
  expect(await s.command('send.wrong', { messageId: own.result!.messageId as string, reason: 'x' })).toMatchObject({
    code: 'not_ai_text',
  })
  expect(await feedback('nobody')).toMatchObject({ code: 'row_not_found' })
})

describe.each(ENGINES)('wrong send, %s', (storage) => {
  test('one act: correction drafted, intent on draft and locked, what waits taken back, incident kept, source named', async () => {
    const { s, message } = await withOneSent(storage)
    await using _ = s
    await s.text('How much is a balayage?', OTHER)
    s.pass(8 * SECOND)
    await s.step()
    const waiting = (await s.rows('messages')).find((m) => m.state === 'queued')!
    const correction = 'Sorry, a trim is £38 since Monday.'
    const answer = await s.command(
      'send.wrong',
      { messageId: message.id, reason: 'old price', correction },
      { as: s.staff, id: 'w' },
    )
    const trim = expect.objectContaining({ source: 'service', id: 'svc_trim' })
    expect(answer).toMatchObject({
      status: 'done',
      result: { intent: 'pricing', mode: 'draft', citations: expect.arrayContaining([trim]) },
    })
    expect(await policy(s)).toMatchObject({ mode: 'draft', unlocked: false, training: { reviewed: 0, needed: 30 } })
    expect((await s.rows('messages')).find((m) => m.id === waiting.id)).toMatchObject({
      state: 'withdrawn',
      reason: 'training',
    })
    const [incident] = await s.rows('incidents')
    const wrongDraft = (await s.rows('drafts')).find((d) => d.id === message.draftId)!
    expect(incident).toMatchObject({
      id: answer.result!.incidentId,
      messageId: message.id,
      inboundMessageId: wrongDraft.inboundMessageId,
      conversationId: message.conversationId,
      intent: 'pricing',
      reason: 'old price',
      citations: wrongDraft.citations,
      by: s.staff.personId,
      at: s.now(),
    })
    const draft = (await s.rows('drafts')).find((d) => d.id === answer.result!.draftId)!
    expect(draft).toMatchObject({ kind: 'reply', state: 'pending', text: correction, corrects: message.id })
    s.pass(60 * SECOND)
    await s.step()
    expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)

    // Approved as it stands, it leaves as a person's words and teaches nothing about the AI.
    await s.command('draft.approve', { draftId: draft.id }, { as: s.staff, basis: draft.seq })
    s.pass(5 * SECOND)
    await s.step()
    expect(s.sandbox.received(CUSTOMER).map((t) => t.body)).toEqual([message.body, correction])
    expect((await policy(s)).training.reviewed).toBe(0)
    expect((await s.rows('messages')).at(-1)).toMatchObject({ author: 'staff', authorId: s.staff.personId })
    expect(await s.command('autosend.intent', { intent: 'pricing', mode: 'auto' })).toMatchObject({
      code: 'not_unlocked',
    })
    expect(await s.command('message.feedback', { messageId: message.id, right: true })).toMatchObject({
      status: 'conflict',
    })
  })

  test('twice at once: one incident, and the other hears by whom', async () => {
    const { s, message } = await withOneSent(storage)
    await using _ = s
    const answers = await Promise.all([
      s.command('send.wrong', { messageId: message.id, reason: 'a' }, { as: s.staff }),
      s.command('send.wrong', { messageId: message.id, reason: 'b' }),
    ])
    expect(answers.map((a) => a.status).sort()).toEqual(['conflict', 'done'])
    expect(await s.rows('incidents')).toHaveLength(1)
    expect((await s.rows('drafts')).filter((d) => d.state === 'pending')).toHaveLength(1)
  })
})

test('without words of one’s own there is a start; the log holds no text', async () => {
  const { s, message } = await withOneSent()
  await using _ = s
  const { result } = await s.command('send.wrong', { messageId: message.id, reason: 'Mrs Ainsworth complained' })
  const draft = (await s.rows('drafts')).find((d) => d.id === result!.draftId)!
  expect(draft.text).toMatch(/^Sorry, .*pricing.* not right/)
  const log = JSON.stringify(await s.deps.storage.read((db) => readAudit(db, s.venueId, {}, 100)))
  expect(log).toContain(message.id)
  expect(log).not.toMatch(/Ainsworth|Sorry|£/)
})

test('a customer who has opted out since is not written to', async () => {
  const { s, message } = await withOneSent()
  await using _ = s
  await s.text('STOP')
  const { result } = await s.command('send.wrong', { messageId: message.id, reason: 'wrong', correction: 'Sorry!' })
  expect((await s.rows('drafts')).find((d) => d.id === result!.draftId)).toMatchObject({ state: 'dropped' })
  expect(await s.rows('incidents')).toHaveLength(1)
})
