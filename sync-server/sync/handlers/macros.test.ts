/** What a macro does and what its undo puts back; a text that has failed, and what a person makes of it. */
import { describe, expect, test } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { messageIdOf } from '#shared/ids.ts'
import type { MacroStep } from '#shared/macro-steps.ts'
import { commandOf, fieldsAfter } from '#shared/macros.ts'
import type { MacroFields } from '#shared/put-back.ts'
import { ENGINES } from '../../storage/testing.ts'
import { CUSTOMER, type TestServer, testServer } from '../../testing.ts'

const BURST = 8 * SECOND
const conversation = async (s: TestServer) => (await s.rows('conversations'))[0]!
const out = async (s: TestServer) => (await s.rows('messages')).filter((m) => m.direction === 'out')

async function asked(storage: 'sqlite' | 'postgres' = 'sqlite') {
  const s = await testServer({ storage })
  await s.text('How much is a trim?')
  s.pass(BURST)
  await s.step()
  return s
}

/** As the window runs it: a reply, the steps behind it, each after the one before. */
async function run(s: TestServer, steps: readonly MacroStep[], text = '') {
  const before = await conversation(s)
  const commands = steps.map((step) => commandOf(step, before.id, s.staff.personId, s.now()))
  const all = [
    ...(text === '' ? [] : [{ type: 'message.send' as const, payload: { conversationId: before.id, text } }]),
    ...commands,
  ]
  let after: string | undefined
  for (const [i, { type, payload }] of all.entries()) {
    const id = `macro-${i}`
    const answer = await s.command(type, payload, { as: s.staff, id, ...(after !== undefined && { after }) })
    expect(answer).toMatchObject({ status: 'done' })
    after = id
  }
  const is = fieldsAfter(commands)
  const was = Object.fromEntries(Object.keys(is).map((key) => [key, before[key as keyof MacroFields]]))
  return { before, payload: { id: before.id, was, is } }
}

const ALL: readonly MacroStep[] = [
  { do: 'assign', to: 'me' },
  { do: 'reply_mode', mode: 'off' },
  { do: 'note', text: 'Called back' },
  { do: 'snooze', minutes: 30 },
  { do: 'close' },
]
const bare = ({ seq: _, ...row }: Awaited<ReturnType<typeof conversation>>) => row

describe.each(ENGINES)('on %s', (engine) => {
  test('a macro is its commands in order, and one undo puts all of it back', async () => {
    await using s = await asked(engine)
    const { before, payload } = await run(s, ALL, 'See you then!')
    expect(await conversation(s)).toMatchObject({
      state: 'closed',
      replyMode: 'off',
      assigneeId: s.staff.personId,
      waitingSince: null,
    })
    expect((await out(s)).map((m) => [m.body, m.state])).toEqual([['See you then!', 'queued']])
    const messageId = messageIdOf(s.staff.personId, 'macro-0')
    expect(await s.command('send.undo', { messageId }, { as: s.staff, id: 'u1', after: 'macro-0' })).toMatchObject({
      status: 'done',
    })
    const noteIds = [`note_${s.staff.personId}_macro-3`]
    expect((await s.rows('messages')).map((m) => m.id)).toContain(noteIds[0])
    expect(
      await s.command('conversation.put_back', { ...payload, noteIds }, { as: s.staff, after: 'u1' }),
    ).toMatchObject({ status: 'done' })
    // That a person has written there is still true.
    expect({ ...bare(await conversation(s)), humanUntil: null }).toEqual(bare(before))
    expect((await s.rows('messages')).map((m) => m.id)).not.toContain(noteIds[0])
    s.pass(MINUTE)
    await s.step()
    expect(s.sandbox.received(CUSTOMER)).toEqual([])
  })
})

test('what somebody has changed since stays as they have set it', async () => {
  await using s = await asked()
  const { payload, before } = await run(s, [
    { do: 'assign', to: null },
    { do: 'reply_mode', mode: 'draft' },
    { do: 'close' },
  ])
  await s.command('conversation.reply_mode', { ids: [before.id], mode: 'off' })
  s.pass(SECOND)
  await s.text('And one more thing')
  await s.command('conversation.put_back', payload, { as: s.staff })
  expect(await conversation(s)).toMatchObject({ replyMode: 'off', state: 'open', unread: true, waitingSince: s.now() })
})

test('a handoff is taken back with the draft that it had dropped, unless there is a newer one', async () => {
  await using s = await asked()
  const [draft] = await s.rows('drafts')
  const { payload } = await run(s, [{ do: 'hand_off', route: 'call' }])
  expect((await s.rows('drafts'))[0]).toMatchObject({ state: 'dropped' })
  const back = { ...payload, handedOff: true, draftId: draft!.id }
  expect(await s.command('conversation.put_back', back)).toMatchObject({ status: 'done' })
  expect(await conversation(s)).toMatchObject({ handoff: { route: 'call' } })
  await s.command('conversation.put_back', back, { as: s.staff })
  expect(await conversation(s)).toMatchObject({ handoff: null })
  expect((await s.rows('drafts'))[0]).toMatchObject({ state: 'pending', settledBy: null })
})

test('nobody takes back a colleague’s note, and a macro that put a thread off auto does not put it on again after a stop', async () => {
  await using s = await asked()
  const { id } = await conversation(s)
  await s.command('conversation.note', { id, text: 'By the owner' }, { id: 'n1' })
  const noteIds = [`note_${s.owner.personId}_n1`]
  await s.command('conversation.put_back', { id, was: {}, is: {}, noteIds }, { as: s.staff })
  expect((await s.rows('messages')).map((m) => m.id)).toContain(noteIds[0])
  await s.command('conversation.reply_mode', { ids: [id], mode: 'off' })
  await s.command('killswitch.engage', {})
  expect(
    await s.command('conversation.put_back', { id, was: { replyMode: 'auto' }, is: { replyMode: 'off' } }),
  ).toMatchObject({ status: 'refused', code: 'kill_switch_engaged' })
  expect(await conversation(s)).toMatchObject({ replyMode: 'off' })
})

describe('a text that has failed', () => {
  async function failed() {
    const s = await testServer()
    await s.text('Hi, are you there?')
    const { id } = await conversation(s)
    await s.command('message.send', { conversationId: id, text: 'Hello there' }, { as: s.staff })
    s.pass(5 * SECOND)
    s.sandbox.faults({ fail: 400, failTimes: 1 })
    await s.step()
    const [message] = await out(s)
    expect(message).toMatchObject({ state: 'failed' })
    return { s, message: message! }
  }

  test('is tried again once, whoever and how many press', async () => {
    const { s, message } = await failed()
    await using _ = s
    const tries = await Promise.all(
      [s.staff, s.owner, s.staff].map((as) =>
        s.command('send.resolve', { messageId: message.id, as: 'retry' }, { as }),
      ),
    )
    expect(tries.map((t) => t.status).sort()).toEqual(['conflict', 'conflict', 'done'])
    await s.step()
    expect(s.sandbox.received(CUSTOMER).map((t) => t.body)).toEqual(['Hello there'])
    expect((await out(s)).map((m) => [m.state, m.reason])).toEqual([
      ['failed', 'sent_again'],
      ['accepted', null],
    ])
    expect(await s.command('send.resolve', { messageId: message.id, as: 'drop' })).toMatchObject({
      status: 'conflict',
      result: { what: 'had it sent again' },
    })
  })

  test('is given up, and nothing leaves', async () => {
    const { s, message } = await failed()
    await using _ = s
    expect(await s.command('send.resolve', { messageId: message.id, as: 'sent' })).toMatchObject({
      code: 'not_unknown',
    })
    expect(await s.command('send.resolve', { messageId: message.id, as: 'drop' })).toMatchObject({ status: 'done' })
    expect(await s.command('send.resolve', { messageId: message.id, as: 'retry' })).toMatchObject({
      status: 'conflict',
      result: { what: 'said that it was not sent' },
    })
    s.pass(MINUTE)
    await s.step()
    expect(s.sandbox.received(CUSTOMER)).toEqual([])
    expect(await out(s)).toMatchObject([{ state: 'failed', reason: 'dropped' }])
  })

  test('is not tried again for somebody who has opted out', async () => {
    const { s, message } = await failed()
    await using _ = s
    await s.text('STOP')
    expect(await s.command('send.resolve', { messageId: message.id, as: 'retry' })).toMatchObject({ code: 'opted_out' })
    expect(await out(s)).toMatchObject([{ state: 'failed' }])
  })
})

test('a correction that was drafted offline can be approved behind its report', async () => {
  await using s = await asked()
  const [draft] = await s.rows('drafts')
  await s.command('draft.approve', { draftId: draft!.id }, { as: s.staff })
  s.pass(5 * SECOND)
  await s.step()
  const [message] = await out(s)
  await s.command('send.wrong', { messageId: message!.id, reason: 'Old price' }, { as: s.staff, id: 'w1' })
  const draftId = `correction_${s.staff.personId}_w1`
  const edit = { draftId, text: 'Sorry, a trim is £35.' }
  expect(await s.command('draft.edit', edit, { as: s.staff, basis: 0 })).toMatchObject({ status: 'conflict' })
  expect(await s.command('draft.edit', edit, { as: s.staff, basis: 0, after: 'w1' })).toMatchObject({ status: 'done' })
})
