import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createBirpc } from 'birpc'
import type { MessagePortMain } from 'electron'
import { afterEach, expect, it, vi } from 'vitest'
import type { Alert } from '#shared/alerts.ts'
import type { DeskApi, DeskStatus, WindowApi, WindowCommand } from '#shared/rpc.ts'
import type { StopAsked, VenueGlance } from '#shared/venues.ts'
import { createDeskLink } from './desk-link.ts'
import type { Outlook } from './outlook.ts'

const open: MessagePort[] = []
afterEach(() => {
  for (const port of open.splice(0)) port.close()
})

/** A desk of a few lines on the other end of a real port. */
function desk(answers: Partial<DeskApi>) {
  const { port1, port2 } = new MessageChannel()
  open.push(port1, port2)
  const windows = createBirpc<WindowApi, DeskApi>(answers as DeskApi, {
    post: (data) => port1.postMessage(data),
    on: (receive) => port1.on('message', receive),
  })
  const port = new EventEmitter()
  port2.on('message', (data) => port.emit('message', { data }))
  const mine = Object.assign(port, { postMessage: (data: unknown) => port2.postMessage(data), start: () => undefined })
  return { windows, port: mine as unknown as MessagePortMain }
}

const status = (over: Partial<DeskStatus> = {}) =>
  ({ connection: 'online', person: { role: 'owner' }, stopUnheard: null, ...over }) as unknown as DeskStatus
const glance = (needsYou = 0, engaged = false, over: Partial<VenueGlance> = {}): VenueGlance => ({
  account: 'a1',
  name: 'Willow & Wren',
  status: status(),
  needsYou,
  needsAnybody: needsYou,
  autoSend: {
    killSwitch: { engaged, stoppedAt: Date.UTC(2026, 0, 5, 14, 2), staffMay: true },
    masterSwitch: { on: true },
    timeZone: 'Europe/London',
  } as unknown as VenueGlance['autoSend'],
  inView: true,
  ...over,
})
const asked = (over: Partial<StopAsked> = {}): StopAsked => ({
  ...{ account: 'a1', name: 'Willow & Wren', ok: true, message: null },
  ...over,
})
const alertOf = (more: Partial<Alert> = {}): Alert => ({
  kind: 'draft',
  account: 'a1',
  conversationId: 'c1',
  title: 'Draft ready: Sam',
  text: 'A trim is £35.',
  sound: false,
  draft: { id: 'd1', seq: 7 },
  mayReply: true,
  seenSeq: 40,
  sample: false,
  ...more,
})

function linked() {
  const seen: Outlook[] = []
  const [alert, refused, notSent] = [vi.fn(), vi.fn(), vi.fn()]
  let ids = 0
  const link = createDeskLink({ ids: () => `id${++ids}`, changed: (o) => seen.push(o), alert, refused, notSent })
  return { link, seen, alert, refused, notSent, last: () => seen.at(-1) }
}

it('reads what the tray shows, at once and whenever something changed', async () => {
  let waiting = 2
  const { link, last, alert } = linked()
  const { port, windows } = desk({ venues: async () => [glance(waiting)] })
  link.connect(port)
  const kill = { kind: 'running', on: true, mayStop: true }
  await vi.waitFor(() => expect(last()).toMatchObject({ needsYou: 2, kill, venues: [{ account: 'a1', kill }] }))
  waiting = 5
  windows.changed.asEvent({ conversations: null, venue: false, notices: false })
  await vi.waitFor(() => expect(last()?.needsYou).toBe(5))
  windows.alert.asEvent(alertOf())
  await vi.waitFor(() => expect(alert).toHaveBeenCalledWith(alertOf(), false))
})

it('adds up what waits in several venues, and says stopped of all only where each is', async () => {
  let engaged = false
  const { link, last, alert } = linked()
  const other = () => glance(3, engaged, { account: 'a2', name: 'Fern', inView: false })
  const { port, windows } = desk({ venues: async () => [glance(2, true), other()] })
  link.connect(port)
  await vi.waitFor(() => expect(last()?.needsYou).toBe(5))
  expect(last()?.venues.map(({ name, kill }) => [name, kill.kind])).toEqual([
    ['Willow & Wren', 'stopped'],
    ['Fern', 'running'],
  ])
  expect(last()?.kill.kind).toBe('running')
  engaged = true
  windows.venuesChanged.asEvent()
  await vi.waitFor(() => expect(last()?.kill.kind).toBe('stopped'))
  windows.alert.asEvent(alertOf({ account: 'a2' }))
  await vi.waitFor(() => expect(alert).toHaveBeenCalledWith(alertOf({ account: 'a2' }), true))
})

it('never shows a stop that is not true', async () => {
  const { link, last } = linked()
  let taken: (() => void) | undefined
  let engaged = false
  const { port } = desk({
    venues: async () => [glance(0, engaged)],
    stop: () => new Promise((resolve) => (taken = () => resolve([asked()]))),
  })
  link.connect(port)
  await vi.waitFor(() => expect(last()?.kill.kind).toBe('running'))
  link.stopAutoSend()
  expect(last()?.kill.kind).toBe('unheard')
  await vi.waitFor(() => expect(taken).toBeDefined())
  engaged = true
  taken?.()
  await vi.waitFor(() => expect(last()?.kill).toEqual({ kind: 'stopped', at: '14:02' }))
})

it('asks the next desk for the same stop when the first one dies, and only once', async () => {
  const ids: string[] = []
  const { link, last } = linked()
  const first = desk({ venues: async () => [glance()], stop: () => new Promise(() => undefined) })
  link.connect(first.port)
  await vi.waitFor(() => expect(last()?.kill.kind).toBe('running'))
  link.stopAutoSend()
  link.stopAutoSend()
  link.lost()
  expect(last()?.kill.kind).toBe('unheard')
  const second = desk({
    venues: async () => [glance(0, ids.length > 0)],
    stop: async (id) => {
      ids.push(id)
      return [asked()]
    },
  })
  link.connect(second.port)
  await vi.waitFor(() => expect(last()?.kill.kind).toBe('stopped'))
  expect(ids).toEqual(['id1'])
})

it('stops one venue or all of them, and says of each that could not be asked which it is', async () => {
  const given: (string | null)[] = []
  const { link, refused, last } = linked()
  const venues = async () => [glance(), glance(0, false, { account: 'a2', name: 'Fern', inView: false })]
  const { port } = desk({
    venues,
    stop: async (_id, account) => {
      given.push(account)
      return account === null
        ? [asked(), asked({ account: 'a2', name: 'Fern', ok: false, message: 'The disk is full.' })]
        : [asked({ account })]
    },
  })
  link.connect(port)
  await vi.waitFor(() => expect(last()?.venues).toHaveLength(2))
  link.stopAutoSend('a2')
  expect(last()?.venues.map(({ kill }) => kill.kind)).toEqual(['running', 'unheard'])
  await vi.waitFor(() => expect(given).toEqual(['a2']))
  expect(refused).not.toHaveBeenCalled()
  link.stopAutoSend()
  expect(last()?.venues.map(({ kill }) => kill.kind)).toEqual(['unheard', 'unheard'])
  await vi.waitFor(() => expect(refused).toHaveBeenCalledWith('Fern: The disk is full.'))
  expect(refused).toHaveBeenCalledTimes(1)
})

it('says why a stop was refused, and does not keep asking', async () => {
  const stop = vi.fn(async () => [asked({ ok: false, message: 'The owner keeps it.' })])
  const { link, last, refused } = linked()
  link.connect(desk({ venues: async () => [glance()], stop }).port)
  link.stopAutoSend()
  await vi.waitFor(() => expect(refused).toHaveBeenCalledWith('The owner keeps it.'))
  await vi.waitFor(() => expect(last()?.kill.kind).toBe('running'))
  expect(stop).toHaveBeenCalledTimes(1)
})

it('says so where nobody is signed in', async () => {
  const { link, refused } = linked()
  link.connect(desk({ venues: async () => [], stop: async () => [] }).port)
  link.stopAutoSend()
  await vi.waitFor(() => expect(refused).toHaveBeenCalledWith('Sign in first.'))
})

it('gives what was done in notifications in its order, each to its own venue, to the next desk where one dies', async () => {
  const given: (readonly [string, WindowCommand])[] = []
  const { link, notSent } = linked()
  const mute = { venues: async () => [glance()] }
  link.connect(desk({ ...mute, commandAt: () => new Promise(() => undefined) }).port)
  link.approve(alertOf())
  link.reply(alertOf({ draft: null, account: 'a2' }), '  Yes, of course  ')
  link.reply(alertOf(), '   ')
  link.approve(alertOf({ draft: null }))
  link.lost()
  const take: DeskApi['commandAt'] = async (account, command) => {
    given.push([account, command])
    return { ok: true, id: command.id }
  }
  link.connect(desk({ ...mute, commandAt: take }).port)
  await vi.waitFor(() => expect(given).toHaveLength(2))
  expect(given).toMatchObject([
    ['a1', { id: 'id1', type: 'draft.approve', payload: { draftId: 'd1', seenSeq: 40 }, basis: 7 }],
    ['a2', { id: 'id2', type: 'message.send', payload: { conversationId: 'c1', text: 'Yes, of course', seenSeq: 40 } }],
  ])
  expect(notSent).not.toHaveBeenCalled()
})

it('says what could not be sent, and keeps its words', async () => {
  const kept: unknown[] = []
  const { link, notSent } = linked()
  const refuse: DeskApi['commandAt'] = async () => ({ ok: false, code: 'not_signed_in', message: 'Sign in first.' })
  const save: DeskApi['saveTypedAt'] = async (account, words) => {
    kept.push([account, words])
    return { ok: true }
  }
  link.connect(desk({ venues: async () => [glance()], commandAt: refuse, saveTypedAt: save }).port)
  link.reply(alertOf(), 'Yes')
  await vi.waitFor(() => expect(notSent).toHaveBeenCalledWith(alertOf(), 'Sign in first.'))
  expect(kept).toEqual([['a1', { conversationId: 'c1', place: 'aside', draftId: null, text: 'Yes' }]])
})
