import { rmSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { seed } from './testing.ts'
import { OWNER, STAFF, TestDesk, until } from './testing-desk.ts'
import { conversationRow, draftRow, messageRow, venueRow } from './testing-rows.ts'

describe('signing in', () => {
  it('binds a connection to its person, and shows nothing before', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 3)
    expect(await desk.api.status()).toMatchObject({ connection: 'signed_out', person: null })
    expect(await desk.api.inbox({ view: 'everything' })).toMatchObject({ total: 0, rows: [] })
    expect(await desk.api.command({ id: 'x', type: 'conversation.close', payload: { ids: ['c1'] } })).toMatchObject({
      ok: false,
      code: 'not_signed_in',
    })
    const wrong = await desk.api.signIn({ email: 'staff@demo.test', password: 'wrong' })
    expect(wrong).toMatchObject({ ok: false, code: 'wrong_credentials' })
    await desk.signIn()
    expect(await desk.api.status()).toMatchObject({ person: { id: 'staff', email: 'staff@demo.test' }, venueId: 'v1' })
    expect((await desk.api.venue())?.people).toHaveLength(2)
  })

  it('begins afresh for somebody who has another role now', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 3)
    await desk.signIn()
    const db = new Database(path.join(desk.folder(), 'mirror.db'))
    db.prepare("INSERT INTO evals (id, seq, row) VALUES ('of an owner', 1, NULL)").run()
    db.close()
    desk.server.change((put) => {
      put('people', 'staff', { ...desk.server.find('people', 'staff')!.row!, role: 'owner' })
    })
    await desk.signIn()
    expect(await desk.api.status()).toMatchObject({ person: { role: 'owner' } })
    expect(desk.mirrored().map((row) => row.id)).not.toContain('of an owner')
  })

  it('says when the server cannot be reached', async () => {
    await using desk = await TestDesk.start()
    await desk.server.goAway()
    const answer = await desk.api.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    expect(answer).toMatchObject({ ok: false, code: 'offline' })
    await desk.server.comeBack()
  })

  it('keeps two people on one machine apart', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 2)
    await desk.signIn('staff')
    await desk.goOffline()
    await desk.command('conversation.close', { ids: ['c1'] })
    await desk.server.comeBack()
    desk.server.fault((path) => (path.includes('commands') ? { status: 503 } : null))
    const other = await desk.hub.connect({ window: desk.window })
    expect(await other.api.status()).toMatchObject({ person: null })
    await other.api.signIn({ email: 'owner@demo.test', password: 'greenlight' })
    expect(await other.api.status()).toMatchObject({ person: { id: 'owner' }, queued: 0 })
    expect(await desk.api.status()).toMatchObject({ person: { id: 'staff' }, queued: 1 })
    expect(desk.folder()).not.toBe(desk.folder(OWNER))
    desk.server.fault(null)
    await desk.answered()
    expect(desk.server.received).toMatchObject([{ personId: 'staff' }])
  })

  it('signs out: nothing is shown any more, the queue stays', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 2)
    await desk.signIn()
    await desk.goOffline()
    await desk.command('conversation.close', { ids: ['c1'] })
    await desk.api.signOut()
    expect(await desk.api.status()).toMatchObject({ connection: 'signed_out', person: null })
    expect(await desk.api.thread('c1')).toBeNull()
    await desk.server.comeBack()
    await desk.restart()
    expect(desk.server.received).toEqual([])
    await desk.signIn()
    expect(desk.server.received).toHaveLength(1)
  })
})

describe('reading', () => {
  it('lists who waits longest first, and others newest first', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 30)
    await desk.signIn()
    expect(await desk.api.counts()).toMatchObject({ needs_you: 30, everything: 30, done: 0 })
    const needs = await desk.api.inbox({ view: 'needs_you', offset: 5, limit: 10 })
    expect(needs.total).toBe(30)
    expect(needs.rows.map((row) => row.conversation.id)).toEqual(Array.from({ length: 10 }, (_, i) => `c${i + 5}`))
    const all = await desk.api.inbox({ view: 'everything', limit: 3 })
    expect(all.rows.map((row) => row.conversation.id)).toEqual(['c29', 'c28', 'c27'])
    const thread = await desk.thread('c3')
    expect(thread).toMatchObject({ draft: { id: 'd3' }, messages: [{ id: 'in-c3' }], hasEarlier: false, typed: [] })
  })

  it('pages back through a long thread without losing texts of one instant', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 1)
    desk.server.change((put) => {
      for (let i = 0; i < 200; i++) {
        const createdAt = 2_000 + Math.floor(i / 7)
        put('messages', `m${i}`, messageRow({ id: `m${i}`, conversationId: 'c0', state: 'delivered', createdAt }))
      }
    })
    await desk.signIn()
    let { messages, hasEarlier } = await desk.thread('c0')
    expect(hasEarlier).toBe(true)
    const seen = messages.map((m) => m.id)
    while (messages.length > 0) {
      messages = await desk.api.earlier('c0', messages[0]!.createdAt)
      seen.unshift(...messages.map((m) => m.id))
    }
    expect(seen).toEqual(['in-c0', ...Array.from({ length: 200 }, (_, i) => `m${i}`)])
  })

  it('finds texts by their ids, wherever they lie, with whom they are to', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 120)
    await desk.signIn()
    expect(await desk.api.texts(['in-c119', 'nowhere', 'in-c0'])).toEqual([
      { id: 'in-c119', conversationId: 'c119', name: 'Customer c119', text: 'How much is a trim, says number 119?' },
      { id: 'in-c0', conversationId: 'c0', name: 'Customer c0', text: 'How much is a trim, says number 0?' },
    ])
  })

  it('alerts for what is new, never for what a first sync brings', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 6)
    desk.server.change((put) => put('drafts', 'd4', draftRow('d4', 'c4', { state: 'superseded' })))
    const escalation = { kind: 'escalation', intent: 'complaint', text: '' } as const
    desk.server.change((put) => put('drafts', 'd0', draftRow('d0', 'c0', escalation)))
    await desk.signIn()
    expect(desk.window.alerts).toEqual([])
    desk.server.change((put) => {
      put('drafts', 'd1', draftRow('d1', 'c1', { state: 'superseded' }))
      put('drafts', 'e1', draftRow('e1', 'c1', escalation))
      put('conversations', 'c2', conversationRow('c2', { handoff: { route: 'call', by: 'agent', at: 1, note: null } }))
      put('messages', 'm3', messageRow({ id: 'm3', conversationId: 'c3', state: 'unknown' }))
      put('drafts', 'd4', draftRow('d4', 'c4'))
      put('conversations', 'c5', conversationRow('c5', { assigneeId: 'staff' }))
    })
    desk.server.change((put) =>
      put('venue', 'v1', venueRow({ killSwitch: { ...venueRow().killSwitch, engaged: true } })),
    )
    await desk.inStep()
    await until(() =>
      expect(desk.window.alerts.map((a) => [a.kind, a.conversationId]).sort()).toEqual([
        ['assigned', 'c5'],
        ['draft', 'c4'],
        ['escalation', 'c1'],
        ['handoff', 'c2'],
        ['killed', null],
        ['trouble', 'c3'],
      ]),
    )
  })

  it('alerts as the person has set it, and not of what they did themselves', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 3)
    const alerts = { trouble: { on: false, sound: false } }
    desk.server.change((put) => {
      put('preferences', 'staff', { id: 'staff', personId: 'staff', alerts, alertTexts: false, keys: {} })
      put('preferences', 'owner', {
        id: 'owner',
        personId: 'owner',
        alerts: { handoff: { on: false, sound: false } },
        keys: {},
        alertTexts: true,
      })
    })
    await desk.signIn()
    await desk.command('conversation.assign', { ids: ['c1'], assigneeId: 'staff' })
    await desk.answered()
    await desk.inStep()
    desk.server.change((put) => {
      put('messages', 'm2', messageRow({ id: 'm2', conversationId: 'c2', state: 'failed' }))
      put('conversations', 'c0', conversationRow('c0', { handoff: { route: 'call', by: 'agent', at: 1, note: null } }))
    })
    await until(() =>
      expect(desk.window.alerts.map((a) => [a.kind, a.title])).toEqual([['handoff', 'Handed off: call']]),
    )
    await desk.api.tryAlert('trouble')
    await until(() => expect(desk.window.alerts.at(-1)).toMatchObject({ kind: 'trouble', sample: true, sound: false }))
  })

  it('says of a send that was refused that it was not sent', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 1)
    await desk.signIn()
    const { draft } = await desk.thread('c0')
    desk.server.as('owner', { id: 'x1', type: 'draft.reject', payload: { draftId: 'd0', reason: 'other' } })
    await desk.command('draft.approve', { draftId: 'd0' }, { basis: draft!.seq })
    await until(() =>
      expect(desk.window.alerts).toMatchObject([
        { kind: 'trouble', title: 'Not sent: Customer c0', conversationId: 'c0' },
      ]),
    )
  })
})

describe('a desk that expects a window', () => {
  const expecting = async (): Promise<TestDesk> => {
    const desk = await TestDesk.start()
    seed(desk.server, 3)
    await desk.signIn()
    await desk.hub.close()
    desk.server.requests.length = 0
    desk.server.change((put) => put('conversations', 'c9', conversationRow('c9')))
    await desk.open(STAFF, true)
    expect((await desk.api.inbox({ view: 'everything' })).total).toBe(3)
    expect(await desk.api.status()).toMatchObject({ connection: 'reconnecting', firstSync: null })
    expect(desk.server.requests).toEqual([])
    return desk
  }

  it('has the list for it first: only then it asks the server', async () => {
    await using desk = await expecting()
    await desk.api.here(null)
    await desk.inStep()
    expect((await desk.api.inbox({ view: 'everything' })).total).toBe(4)
  })

  it('keeps nothing waiting that somebody does', async () => {
    await using desk = await expecting()
    await desk.command('killswitch.engage', {})
    await desk.answered()
    expect(desk.server.received.map(({ command }) => command.type)).toEqual(['killswitch.engage'])
  })

  it('closes as it was opened where nobody came', async () => {
    await using desk = await expecting()
    await desk.restart()
    await desk.inStep()
    expect(await desk.api.status()).toMatchObject({ mirrorRebuilt: null })
  })

  it('fetches what is missing at once', async () => {
    await using desk = await TestDesk.start()
    seed(desk.server, 3)
    await desk.signIn()
    await desk.hub.close()
    rmSync(path.join(desk.folder(), 'mirror.db'))
    await desk.open(STAFF, true)
    await desk.inStep()
  })
})
