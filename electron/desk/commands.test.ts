import { describe, expect, it } from 'vitest'
import { seed } from './testing.ts'
import { TestDesk, until } from './testing-desk.ts'
import { draftRow, messageRow } from './testing-rows.ts'

const asOwner = (desk: TestDesk, type: string, payload: unknown) =>
  desk.server.as('owner', { id: `owner-${desk.server.received.length}`, type, payload })

const commandsOf = (desk: TestDesk, person = 'staff') =>
  desk.server.received.filter((r) => r.personId === person).map((r) => r.command)

async function signedIn(conversations: number): Promise<TestDesk> {
  const desk = await TestDesk.start()
  seed(desk.server, conversations)
  await desk.signIn()
  return desk
}

describe('a command', () => {
  it('shows at once, reaches the server once, and leaves nothing behind', async () => {
    await using desk = await signedIn(3)
    const { draft } = await desk.thread('c1')
    const id = await desk.command('draft.approve', { draftId: 'd1' }, { basis: draft!.seq })
    const shown = await desk.thread('c1')
    expect(shown.draft).toBeNull()
    expect(shown.messages.at(-1)).toMatchObject({
      id: `msg_staff_${id}`,
      state: 'queued',
      body: 'Reply d1',
      author: 'ai',
    })
    expect(await desk.api.counts()).toMatchObject({ needs_you: 2, sending_soon: 1 })
    // A window that lost the answer gives it again.
    await desk.command('draft.approve', { draftId: 'd1' }, { id, basis: draft!.seq })
    await desk.inStep()
    await desk.command('draft.approve', { draftId: 'd1' }, { id, basis: draft!.seq })
    expect(commandsOf(desk).map((c) => c.id)).toEqual([id])
    expect(await desk.thread('c1')).toMatchObject({
      pending: [],
      messages: [{ id: 'in-c1' }, { id: `msg_staff_${id}` }],
    })
  })

  it('is refused at once where nobody could carry it out', async () => {
    await using desk = await signedIn(1)
    const give = (type: string, payload: unknown) => desk.api.command({ id: 'x', type, payload })
    expect(await give('conversation.fold', {})).toMatchObject({ ok: false, code: 'unknown_command' })
    expect(await give('toString', {})).toMatchObject({ ok: false, code: 'unknown_command' })
    expect(await give('draft.approve', { draftId: 7 })).toMatchObject({ ok: false, code: 'invalid_payload' })
    expect(await give('message.send', { conversationId: 'c0', text: 'x'.repeat(1_601) })).toMatchObject({ ok: false })
    expect(desk.server.requests.filter((r) => r.includes('commands'))).toEqual([])
  })

  it('that loosens goes through online, and is never kept', async () => {
    await using desk = await signedIn(1)
    let n = 0
    const release = () => desk.api.command({ id: `r${n++}`, type: 'killswitch.release', payload: {} })
    expect(await release()).toMatchObject({ ok: true, answer: { status: 'done' } })
    await desk.goOffline()
    expect(await release()).toMatchObject({ ok: false, code: 'online_only' })
    expect(await desk.api.status()).toMatchObject({ queued: 0 })
    await desk.server.comeBack()
    await desk.connection('online')
    expect(commandsOf(desk)).toHaveLength(1)
  })
})

describe('offline', () => {
  it('keeps 20 acts through a restart, and brings each over exactly once, in order', async () => {
    await using desk = await signedIn(20)
    await desk.goOffline()
    const kinds = ['draft.approve', 'draft.edit', 'draft.reject']
    for (let i = 0; i < 20; i++) {
      const draftId = `d${i}`
      const payload = [{ draftId }, { draftId, text: `Mine ${i}` }, { draftId, reason: 'other' }][i % 3]
      await desk.command(kinds[i % 3]!, payload, { basis: (await desk.thread(`c${i}`)).draft!.seq })
      if (i === 10) await desk.restart()
    }
    expect(await desk.api.status()).toMatchObject({ queued: 20, person: { id: 'staff' } })
    expect(await desk.api.counts()).toMatchObject({ sending_soon: 14 })
    await desk.hub.close()
    await desk.server.comeBack()
    await desk.open()
    await desk.inStep()
    expect(commandsOf(desk).map((c) => c.device?.n)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    for (let i = 0; i < 20; i++) {
      const state = ['approved', 'edited', 'rejected'][i % 3]
      expect(desk.server.find('drafts', `d${i}`)).toMatchObject({ row: { state } })
    }
    expect(desk.server.all().filter((c) => c.table === 'messages' && c.id.startsWith('msg_'))).toHaveLength(14)
    expect(await desk.api.notices()).toEqual([])
  })

  it('gives again what may have arrived: an answer that was cut off applies nothing twice', async () => {
    await using desk = await signedIn(10)
    let cuts = 0
    desk.server.fault((path) => (path.includes('/commands') && cuts++ < 6 ? 'cut after' : null))
    for (let i = 0; i < 10; i++) await desk.command('message.send', { conversationId: `c${i}`, text: `Hello ${i}` })
    await desk.inStep()
    expect(cuts).toBeGreaterThan(6)
    expect(commandsOf(desk)).toHaveLength(10)
  })

  it('cancels a send and its undo that nobody has heard of', async () => {
    await using desk = await signedIn(2)
    await desk.goOffline()
    const { draft } = await desk.thread('c1')
    const approve = await desk.command('draft.approve', { draftId: 'd1' }, { basis: draft!.seq })
    await desk.command('send.undo', { messageId: `msg_staff_${approve}` })
    expect(await desk.thread('c1')).toMatchObject({ draft: { id: 'd1' }, pending: [], messages: [{ id: 'in-c1' }] })
    // What follows the cancelled one stands on what the server knows.
    const again = await desk.command('draft.approve', { draftId: 'd1' }, { basis: draft!.seq, after: approve })
    await desk.restart()
    await desk.server.comeBack()
    await desk.inStep()
    expect(commandsOf(desk)).toMatchObject([{ id: again, device: { n: 1 } }])
    expect(commandsOf(desk)[0]).not.toHaveProperty('after')
  })

  it('undoes what was transmitted, and follows its own last change of a draft', async () => {
    await using desk = await signedIn(2)
    desk.server.fault((path) => (path.includes('/commands') ? 'cut before' : null))
    const { draft } = await desk.thread('c1')
    const basis = draft!.seq
    const approve = await desk.command('draft.approve', { draftId: 'd1' }, { basis })
    await until(async () => expect(await desk.thread('c1')).toMatchObject({ pending: [{ sent: true }] }))
    const undo = await desk.command('send.undo', { messageId: `msg_staff_${approve}` })
    expect(await desk.thread('c1')).toMatchObject({ draft: { id: 'd1' } })
    const edit = await desk.command('draft.edit', { draftId: 'd1', text: 'Better' }, { basis })
    desk.server.fault(null)
    await desk.inStep()
    expect(commandsOf(desk)).toMatchObject([{ id: approve }, { id: undo, after: approve }, { id: edit, after: undo }])
    expect(desk.server.find('drafts', 'd1')).toMatchObject({ row: { state: 'edited', settledText: 'Better' } })
    expect(await desk.api.notices()).toEqual([])
  })
})

describe('a colleague who was faster', () => {
  it('is named, with what they did and both texts; until it is dismissed', async () => {
    await using desk = await signedIn(3)
    await desk.goOffline()
    await desk.command(
      'draft.edit',
      { draftId: 'd1', text: 'My words' },
      { basis: (await desk.thread('c1')).draft!.seq },
    )
    await desk.command(
      'draft.reject',
      { draftId: 'd2', reason: 'other' },
      { basis: (await desk.thread('c2')).draft!.seq },
    )
    desk.now = 9_000
    asOwner(desk, 'draft.edit', { draftId: 'd1', text: 'Her words' })
    await desk.server.comeBack()
    await desk.inStep()
    const notices = await desk.api.notices()
    expect(notices).toMatchObject([
      {
        type: 'draft.edit',
        status: 'conflict',
        conversationId: 'c1',
        customerName: 'Customer c1',
        byName: 'Olive',
        what: 'edited',
        mine: 'My words',
        theirs: 'Her words',
      },
    ])
    expect(desk.server.find('drafts', 'd2')).toMatchObject({ row: { state: 'rejected' } })
    await desk.restart()
    expect(await desk.api.notices()).toEqual(notices)
    await desk.api.dismissNotice(notices[0]!.commandId)
    expect(await desk.api.notices()).toEqual([])
  })

  it('makes an undo of the lost act silent, and refuses nothing else', async () => {
    await using desk = await signedIn(3)
    desk.server.fault((path) => (path.includes('/commands') ? 'cut before' : null))
    const approve = await desk.command(
      'draft.approve',
      { draftId: 'd1' },
      { basis: (await desk.thread('c1')).draft!.seq },
    )
    await until(async () => expect(await desk.thread('c1')).toMatchObject({ pending: [{ sent: true }] }))
    await desk.command('send.undo', { messageId: `msg_staff_${approve}` })
    await desk.command('message.send', { conversationId: 'c2', text: 'Hello' })
    asOwner(desk, 'draft.reject', { draftId: 'd1', reason: 'other' })
    desk.server.fault(null)
    await desk.inStep()
    expect(await desk.api.notices()).toMatchObject([{ commandId: approve, status: 'conflict' }])
    expect(desk.server.all().filter((c) => c.id.startsWith('msg_'))).toHaveLength(1)
  })
})

describe('a server in trouble', () => {
  it.each([429, 503])('that answers %i consumes nothing', async (status) => {
    await using desk = await signedIn(3)
    let refused = 0
    desk.server.fault((path) => (path.includes('/commands') && refused++ < 3 ? { status, retryAfter: 0 } : null))
    const id = await desk.command('message.send', { conversationId: 'c1', text: 'Hello' })
    await desk.inStep()
    expect(refused).toBeGreaterThan(3)
    expect(commandsOf(desk).map((c) => c.id)).toEqual([id])
    expect(await desk.api.notices()).toEqual([])
  })

  it('that ended the session hides the mirror and keeps the queue until somebody signs in', async () => {
    await using desk = await signedIn(3)
    await desk.goOffline()
    await desk.command('message.send', { conversationId: 'c1', text: 'Hello' })
    desk.server.revoke()
    await desk.server.comeBack()
    await desk.connection('signed_out')
    expect(await desk.api.status()).toMatchObject({ sessionEnded: true, queued: 1, person: { id: 'staff' } })
    expect(await desk.api.inbox({ view: 'everything' })).toMatchObject({ total: 0 })
    expect(await desk.api.thread('c1')).toBeNull()
    expect(await desk.api.command({ id: 'x', type: 'conversation.read', payload: { ids: ['c1'] } })).toMatchObject({
      code: 'not_signed_in',
    })
    await desk.signIn()
    expect(await desk.api.status()).toMatchObject({ sessionEnded: false })
    expect(commandsOf(desk)).toHaveLength(1)
  })

  it('that has lost its memory of this device is told everything from the beginning', async () => {
    await using desk = await signedIn(3)
    await desk.command('message.send', { conversationId: 'c0', text: 'One' })
    await desk.inStep()
    desk.server.forgetDevices()
    await desk.command('message.send', { conversationId: 'c1', text: 'Two' })
    await desk.command('message.send', { conversationId: 'c2', text: 'Three' })
    await desk.inStep()
    expect(commandsOf(desk).map((c) => (c.payload as { text: string }).text)).toEqual(['One', 'Two', 'Three'])
    expect(await desk.api.notices()).toEqual([])
  })

  it('that cannot read one command refuses that one alone', async () => {
    await using desk = await signedIn(5)
    await desk.goOffline()
    for (let i = 0; i < 5; i++)
      await desk.command('message.send', { conversationId: `c${i}`, text: `${i}` }, { id: `m${i}` })
    await desk.server.comeBack()
    desk.server.fault((path, body) =>
      path.includes('/commands') && JSON.stringify(body).includes('"m2"') ? { status: 400 } : null,
    )
    await desk.answered()
    expect(commandsOf(desk).map((c) => c.id)).toEqual(['m0', 'm1', 'm3', 'm4'])
    expect(await desk.api.notices()).toMatchObject([{ commandId: 'm2', status: 'refused', mine: '2' }])
  })
})

describe('the kill switch', () => {
  it('goes ahead of everything that waits', async () => {
    await using desk = await signedIn(3)
    await desk.goOffline()
    for (let i = 0; i < 3; i++) await desk.command('message.send', { conversationId: `c${i}`, text: 'Hello' })
    desk.now = 7_000
    const stop = await desk.command('killswitch.engage', {})
    expect(await desk.api.status()).toMatchObject({ stopUnheard: 7_000, queued: 4 })
    expect((await desk.api.venue())?.venue.killSwitch.engaged).toBe(false)
    await desk.restart()
    expect(await desk.api.status()).toMatchObject({ stopUnheard: 7_000 })
    await desk.server.comeBack()
    await desk.inStep()
    expect(commandsOf(desk)[0]).toMatchObject({ id: stop, type: 'killswitch.engage' })
    expect(commandsOf(desk)).toHaveLength(4)
    await until(async () => expect(await desk.api.status()).toMatchObject({ stopUnheard: null }))
    expect((await desk.api.venue())?.venue.killSwitch.engaged).toBe(true)
  })

  it('does not wait for a batch that hangs, and keeps trying while it is unheard', async () => {
    await using desk = await signedIn(3)
    const held = Promise.withResolvers<void>()
    let stops = 0
    desk.server.fault((_path, body) => {
      const text = JSON.stringify(body)
      if (text.includes('killswitch.engage')) return ++stops < 5 ? { status: 503 } : null
      return text.includes('message.send') ? { hold: held.promise } : null
    })
    await desk.command('message.send', { conversationId: 'c0', text: 'Hello' })
    await until(() => expect(desk.server.requests.at(-1)).toContain('/commands'))
    await desk.command('killswitch.engage', {})
    await until(async () => expect((await desk.api.venue())?.venue.killSwitch.engaged).toBe(true))
    expect(stops).toBe(5)
    expect(commandsOf(desk).map((c) => c.type)).toEqual(['killswitch.engage'])
    held.resolve()
    await desk.inStep()
  })
})

describe('no flicker', () => {
  it.each(['push first', 'answer first'])('between the act and the feed: %s', async (order) => {
    await using desk = await signedIn(2)
    const seen = new Set<string>()
    const look = async () => {
      const { draft, messages } = await desk.thread('c1')
      seen.add(`${draft?.id ?? 'none'} ${messages.length}`)
      const row = (await desk.api.inbox({ view: 'everything' })).rows.find((r) => r.conversation.id === 'c1')!
      seen.add(`${row.draft?.id ?? 'none'} ${row.sending === null ? 1 : 2}`)
    }
    const held = Promise.withResolvers<void>()
    if (order === 'push first')
      desk.server.fault((path) => (path.includes('/commands') ? { holdAnswer: held.promise } : null))
    else desk.server.deafen(true)
    await desk.command('draft.approve', { draftId: 'd1' }, { basis: (await desk.thread('c1')).draft!.seq })
    await look()
    await until(async () => {
      await look()
      expect(commandsOf(desk)).toHaveLength(1)
    })
    if (order === 'push first') {
      await until(() => expect(desk.mirrored()).toEqual(desk.server.all()))
      await look()
      held.resolve()
    } else {
      await desk.answered()
      await look()
      desk.server.deafen(false)
      desk.server.change((put) => put('drafts', 'other', draftRow('other', 'c0', { state: 'dropped' })))
    }
    for (let i = 0; i < 20; i++) {
      await look()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await desk.inStep()
    await look()
    expect([...seen]).toEqual(['none 2'])
  })
})

describe('what is said of a text that has left, offline', () => {
  it('shows at once: the answer, the report with its correction, and what is done with that', async () => {
    await using desk = await signedIn(2)
    desk.server.change((put) => {
      put('drafts', 'd0', draftRow('d0', 'c0', { state: 'auto' }))
      const left = { auto: true, author: 'ai', draftId: 'd0', state: 'delivered', createdAt: 2_000 } as const
      put('messages', 'left', messageRow({ id: 'left', conversationId: 'c0', body: 'Reply d0', ...left }))
    })
    await desk.inStep()
    await desk.goOffline()
    const left = async () => (await desk.thread('c0')).messages.find((m) => m.id === 'left')
    await desk.command('message.feedback', { messageId: 'left', right: true })
    expect(await left()).toMatchObject({ feedback: { right: true, by: 'staff' } })
    const report = await desk.command('send.wrong', {
      messageId: 'left',
      reason: 'Old price',
      correction: 'It is £35.',
    })
    expect(await left()).toMatchObject({ feedback: { right: false } })
    const { draft } = await desk.thread('c0')
    expect(draft).toMatchObject({
      id: `correction_staff_${report}`,
      text: 'It is £35.',
      corrects: 'left',
      state: 'pending',
    })
    expect(
      (await desk.api.inbox({ view: 'needs_you' })).rows.find((r) => r.conversation.id === 'c0')?.draft,
    ).toMatchObject({
      id: draft!.id,
    })
    const edit = await desk.command(
      'draft.edit',
      { draftId: draft!.id, text: 'Sorry, it is £35.' },
      { basis: draft!.seq },
    )
    expect((await desk.thread('c0')).messages.at(-1)).toMatchObject({ body: 'Sorry, it is £35.', state: 'queued' })
    await desk.server.comeBack()
    await until(() => expect(commandsOf(desk).at(-1)).toMatchObject({ id: edit, after: report }))
  })
})
