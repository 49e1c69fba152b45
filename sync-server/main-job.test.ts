/** The main job below the HTTP edge: a text comes in, a draft appears, a person decides, the customer has it once. */
import { expect, test } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { CUSTOMER, testServer, withAutoSend } from './testing.ts'

const BURST = 8 * SECOND
const UNDO = 5 * SECOND
const HOLD = 20 * SECOND

async function drafted(s: Awaited<ReturnType<typeof testServer>>, body = 'How much is a balayage?') {
  await s.text(body)
  s.pass(BURST)
  await s.step()
  const draft = (await s.rows('drafts')).find((d) => d.state === 'pending')
  expect(draft).toBeDefined()
  return draft!
}

test('a price question becomes a draft that quotes the list; approved, the phone has it once after the undo window', async () => {
  await using s = await testServer()
  const draft = await drafted(s)
  expect(draft).toMatchObject({ kind: 'reply', intent: 'pricing', stale: false })
  expect(draft.text).toContain('£140')
  expect(draft.reasons).toEqual(['master', 'intent_mode'])
  const answer = await s.command('draft.approve', { draftId: draft.id }, { as: s.staff, basis: draft.seq })
  expect(answer).toMatchObject({ status: 'done', result: { messageId: expect.any(String) } })
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toHaveLength(0)
  s.pass(UNDO)
  await s.step()
  expect(s.sandbox.received(CUSTOMER).map((t) => t.body)).toEqual([draft.text])
  const [decision] = await s.rows('decisions')
  expect(decision).toMatchObject({ outcome: 'drafted', intent: 'pricing', draftId: draft.id })
  expect(decision!.gates).toHaveLength(21)
  const sent = (await s.rows('messages')).find((m) => m.direction === 'out')
  expect(sent).toMatchObject({ state: 'accepted', author: 'ai', authorId: s.staff.personId, auto: false })
})

test('edited: the phone has the new words; rejected: nothing; undone: nothing, and the draft is back', async () => {
  await using s = await testServer()
  const first = await drafted(s)
  await s.command('draft.edit', { draftId: first.id, text: 'From £140, see you soon!' })
  s.pass(UNDO)
  await s.step()
  const second = await drafted(s, 'are you open sunday?')
  await s.command('draft.reject', { draftId: second.id, reason: 'wrong_answer' })
  s.pass(MINUTE)
  await s.step()
  const third = await drafted(s, 'where do I book?')
  const approved = await s.command('draft.approve', { draftId: third.id }, { id: 'approve-third' })
  const undone = await s.command(
    'send.undo',
    { messageId: approved.result!.messageId as string },
    { after: 'approve-third' },
  )
  expect(undone.status).toBe('done')
  s.pass(MINUTE)
  await s.step()
  expect(s.sandbox.received(CUSTOMER).map((t) => t.body)).toEqual(['From £140, see you soon!'])
  expect((await s.rows('drafts')).find((d) => d.id === third.id)).toMatchObject({
    state: 'pending',
    returned: 'undone',
  })
})

test('a trained intent on auto really leaves by itself, after burst and hold, once', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await s.text('How much is a balayage?')
  s.pass(BURST)
  await s.step()
  const queued = (await s.rows('messages')).find((m) => m.direction === 'out')
  expect(queued).toMatchObject({ state: 'queued', auto: true, author: 'ai', notBefore: s.now() + HOLD })
  expect(s.sandbox.received(CUSTOMER)).toHaveLength(0)
  s.pass(HOLD)
  await s.step()
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)
  expect(s.sandbox.received(CUSTOMER)[0]!.body).toContain('£140')
  expect((await s.venue()).caps).toMatchObject({ usedHour: 1, usedDay: 1 })
  const [decision] = await s.rows('decisions')
  expect(decision).toMatchObject({ outcome: 'auto_queued', reasons: [] })
})

test('three quick texts are one turn: one reply, one decision each', async () => {
  await using s = await testServer()
  await s.text('hiya')
  s.pass(2 * SECOND)
  await s.text('how much is a trim')
  s.pass(2 * SECOND)
  await s.text('pls x')
  s.pass(BURST)
  await s.step()
  expect((await s.rows('drafts')).filter((d) => d.state === 'pending')).toHaveLength(1)
  const outcomes = (await s.rows('decisions')).map((d) => d.outcome)
  expect(outcomes.sort()).toEqual(['drafted', 'merged', 'merged'])
})

test('a newer text voids a hold, and the question behind it is answered all the same', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await s.text('How much is a balayage?')
  s.pass(BURST)
  await s.step()
  await s.text('thanks!')
  expect((await s.rows('messages')).find((m) => m.direction === 'out')).toMatchObject({
    state: 'withdrawn',
    reason: 'newer_inbound',
  })
  s.pass(BURST)
  await s.step()
  s.pass(HOLD)
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toHaveLength(1)
})

test('STOP at any moment: nothing leaves after it, typed or automatic', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await s.text('How much is a balayage?')
  s.pass(BURST)
  await s.step()
  const [conversation] = await s.rows('conversations')
  await s.command('message.send', { conversationId: conversation!.id, text: 'Hello' })
  await s.text('Stop')
  s.pass(MINUTE)
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toHaveLength(0)
  const refused = await s.command('message.send', { conversationId: conversation!.id, text: 'Hello' })
  expect(refused).toMatchObject({ status: 'refused', code: 'opted_out' })
  expect((await s.rows('decisions')).at(-1)).toMatchObject({ outcome: 'keyword' })
  await s.text('START')
  expect((await s.rows('contacts'))[0]).toMatchObject({ optedOut: false })
})

test('the same provider id again, and in parallel, changes nothing', async () => {
  await using s = await testServer()
  const { ingest } = await import('./channels/ingest.ts')
  const text = {
    channel: 'sms' as const,
    providerId: `SM${'a'.repeat(32)}`,
    to: '+447700900100',
    from: CUSTOMER,
    body: 'How much is a trim?',
    media: 0,
  }
  const stored = await Promise.all(Array.from({ length: 100 }, () => ingest(s.deps, text)))
  expect(stored.filter((r) => r.stored)).toHaveLength(1)
  await s.storage.reopen()
  expect(await ingest(s.deps, text)).toEqual({ stored: false })
  s.pass(BURST)
  await s.step()
  expect((await s.rows('messages')).filter((m) => m.direction === 'in')).toHaveLength(1)
  expect(await s.rows('decisions')).toHaveLength(1)
  expect(await s.rows('drafts')).toHaveLength(1)
})

test('a price that changed while an approved draft waited brings it back', async () => {
  await using s = await testServer()
  const draft = await drafted(s, 'How much is a trim?')
  await s.command('draft.approve', { draftId: draft.id })
  const trim = (await s.deps.storage.read((db) => db.selectFrom('services').select(['id', 'name']).execute())).find(
    (r) => r.name === 'Trim',
  )
  await s.deps.storage.write('command', s.venueId, (tx) => tx.patch('services', trim!.id, { price: 4_100 }))
  s.pass(UNDO)
  await s.step()
  expect(s.sandbox.received(CUSTOMER)).toHaveLength(0)
  expect((await s.rows('drafts'))[0]).toMatchObject({ state: 'pending', returned: 'guardrail' })
})

test('out of Sparks: a marker that cannot be approved; a complaint: an escalation without words', async () => {
  await using s = await testServer()
  await s.deps.storage.write('command', s.venueId, (tx) =>
    tx.patch('venue', s.venueId, { sparks: 0, sparksEmpty: true }),
  )
  const marker = await drafted(s)
  expect(marker).toMatchObject({ kind: 'marker', text: '(Out of AI credits — reply manually)' })
  expect(await s.command('draft.approve', { draftId: marker.id })).toMatchObject({
    status: 'refused',
    code: 'draft_not_sendable',
  })
  await s.text('My colour has gone green and I am furious', '+447700900151')
  s.pass(BURST)
  await s.step()
  const escalation = (await s.rows('drafts')).find((d) => d.kind === 'escalation')
  expect(escalation).toMatchObject({ intent: 'complaint', text: '', state: 'pending' })
  expect(await s.command('draft.approve', { draftId: escalation!.id })).toMatchObject({ status: 'refused' })
})

test('the same command again gives the same answer; its id for something else is refused; the loser hears by whom', async () => {
  await using s = await testServer()
  const draft = await drafted(s)
  const first = await s.command('draft.approve', { draftId: draft.id }, { as: s.staff, id: 'once' })
  expect(await s.command('draft.approve', { draftId: draft.id }, { as: s.staff, id: 'once' })).toEqual(first)
  expect(
    await s.command('draft.reject', { draftId: draft.id, reason: 'other' }, { as: s.staff, id: 'once' }),
  ).toMatchObject({
    status: 'refused',
    code: 'command_id_reused',
  })
  const late = await s.command(
    'draft.reject',
    { draftId: draft.id, reason: 'other' },
    { as: s.owner, basis: draft.seq },
  )
  expect(late).toMatchObject({ status: 'conflict', result: { by: s.staff.personId, what: 'approved and sent it' } })
  expect(await s.command('autosend.caps', { hourly: 1, daily: 1 }, { as: s.staff })).toMatchObject({
    status: 'refused',
    code: 'forbidden',
  })
})
