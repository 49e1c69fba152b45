import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createBirpc } from 'birpc'
import type { MessagePortMain } from 'electron'
import { afterEach, expect, it, vi } from 'vitest'
import type { Alert } from '#shared/alerts.ts'
import type { DeskApi, DeskStatus, VenueView, WindowApi, WindowCommand } from '#shared/rpc.ts'
import { createDeskLink, type Outlook } from './desk-link.ts'

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
const venue = (engaged = false) =>
  ({
    venue: {
      killSwitch: { engaged, stoppedAt: Date.UTC(2026, 0, 5, 14, 2), staffMay: true },
      masterSwitch: { on: true },
      timeZone: 'Europe/London',
    },
  }) as unknown as VenueView
const inbox = (needsMe: number) => async () =>
  ({ rows: [], total: needsMe, hits: {}, next: null }) as unknown as Awaited<ReturnType<DeskApi['inbox']>>
const alertOf = (more: Partial<Alert> = {}): Alert => ({
  kind: 'draft',
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
  const { port, windows } = desk({
    status: async () => status(),
    venue: async () => venue(),
    inbox: async () => inbox(waiting)(),
  })
  link.connect(port)
  await vi.waitFor(() => expect(last()).toEqual({ needsYou: 2, kill: { kind: 'running', on: true, mayStop: true } }))
  waiting = 5
  windows.changed.asEvent({ conversations: null, venue: false, notices: false })
  await vi.waitFor(() => expect(last()?.needsYou).toBe(5))
  windows.alert.asEvent(alertOf())
  await vi.waitFor(() => expect(alert).toHaveBeenCalledWith(alertOf()))
})

it('never shows a stop that is not true', async () => {
  const { link, last } = linked()
  let taken: (() => void) | undefined
  let engaged = false
  const { port } = desk({
    status: async () => status(),
    venue: async () => venue(engaged),
    inbox: inbox(0),
    command: ({ id }) => new Promise((resolve) => (taken = () => resolve({ ok: true, id }))),
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
  const asked: string[] = []
  const { link, last } = linked()
  const first = desk({
    status: async () => status(),
    venue: async () => venue(),
    inbox: inbox(0),
    command: () => new Promise(() => undefined),
  })
  link.connect(first.port)
  await vi.waitFor(() => expect(last()?.kill.kind).toBe('running'))
  link.stopAutoSend()
  link.stopAutoSend()
  link.lost()
  expect(last()?.kill.kind).toBe('unheard')
  const second = desk({
    status: async () => status(),
    venue: async () => venue(asked.length > 0),
    inbox: inbox(0),
    command: async ({ id }) => {
      asked.push(id)
      return { ok: true, id }
    },
  })
  link.connect(second.port)
  await vi.waitFor(() => expect(last()?.kill.kind).toBe('stopped'))
  expect(asked).toEqual(['id1'])
})

it('says why a stop was refused, and does not keep asking', async () => {
  const command = vi.fn(
    async () => ({ ok: false, code: 'kill_switch_not_yours', message: 'The owner keeps it.' }) as const,
  )
  const { link, last, refused } = linked()
  link.connect(desk({ status: async () => status(), venue: async () => venue(), inbox: inbox(0), command }).port)
  link.stopAutoSend()
  await vi.waitFor(() => expect(refused).toHaveBeenCalledWith('The owner keeps it.'))
  await vi.waitFor(() => expect(last()?.kill.kind).toBe('running'))
  expect(command).toHaveBeenCalledTimes(1)
})

it('gives what was done in notifications in its order, to the next desk where the first one dies', async () => {
  const given: WindowCommand[] = []
  const { link, notSent } = linked()
  const mute = { status: async () => status(), venue: async () => venue(), inbox: inbox(0) }
  link.connect(desk({ ...mute, command: () => new Promise(() => undefined) }).port)
  link.approve(alertOf())
  link.reply(alertOf({ draft: null }), '  Yes, of course  ')
  link.reply(alertOf(), '   ')
  link.approve(alertOf({ draft: null }))
  link.lost()
  const take: DeskApi['command'] = async (command) => {
    given.push(command)
    return { ok: true, id: command.id }
  }
  link.connect(desk({ ...mute, command: take }).port)
  await vi.waitFor(() => expect(given).toHaveLength(2))
  expect(given).toMatchObject([
    { id: 'id1', type: 'draft.approve', payload: { draftId: 'd1', seenSeq: 40 }, basis: 7 },
    { id: 'id2', type: 'message.send', payload: { conversationId: 'c1', text: 'Yes, of course', seenSeq: 40 } },
  ])
  expect(notSent).not.toHaveBeenCalled()
})

it('says what could not be sent, and keeps its words', async () => {
  const kept: unknown[] = []
  const { link, notSent } = linked()
  const refuse: DeskApi['command'] = async () => ({ ok: false, code: 'not_signed_in', message: 'Sign in first.' })
  const save: DeskApi['saveTyped'] = async (words) => {
    kept.push(words)
    return { ...words, at: 1 }
  }
  const mute = { status: async () => status(), venue: async () => venue(), inbox: inbox(0) }
  link.connect(desk({ ...mute, command: refuse, saveTyped: save }).port)
  link.reply(alertOf(), 'Yes')
  await vi.waitFor(() => expect(notSent).toHaveBeenCalledWith(alertOf(), 'Sign in first.'))
  expect(kept).toEqual([{ conversationId: 'c1', place: 'aside', draftId: null, text: 'Yes' }])
})
