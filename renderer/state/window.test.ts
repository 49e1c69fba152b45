import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { NO_FILTER } from '#shared/filters.ts'
import { messageIdOf } from '#shared/ids.ts'
import type { DeskApi, WindowCommand } from '#shared/rpc.ts'
import type { InboxRow } from '#shared/views.ts'
import { DeskDown, desk } from '../desk.ts'
import { conversation, draft, inboxRow, message, SIGNED_IN, startDesk, type TestDesk, thread } from '../testing.ts'
import { keptBy, leavingFrom, undoneThere } from '../thread/waiting.ts'
import { openThread } from './act.ts'
import { useAnnouncement } from './announce.ts'
import { now } from './clock.ts'
import { useOutbox } from './commands.ts'
import { close, snooze } from './conversation-acts.ts'
import { applyDraft, approve, approveEdited, confirmEscalation, judge, reject } from './draft-acts.ts'
import { perform } from './keyboard.ts'
import { ensureRows, PAGE, showFilter, showOrder, showView, usePool } from './pool.ts'
import { move, select } from './selection.ts'
import { sendTyped, undo } from './send-acts.ts'
import { useSession } from './session.ts'
import { startSync } from './sync.ts'
import { useThreads } from './threads.ts'
import { replyOf } from './typed.ts'
import { openOverlay, useUi } from './ui.ts'
import { useUndo } from './undo.ts'

let running: TestDesk | null = null
let given: WindowCommand[] = []
let ids: string[] = []
/** What waits in each conversation of the list. */
let waits: InboxRow['draft'] = null

const start = (api: Partial<DeskApi> = {}) => {
  running = startDesk({
    inbox: async ({ offset = 0, limit = 100 }) => ({
      rows: ids
        .slice(offset, offset + limit)
        .map((id) => inboxRow(id, { draft: waits && { ...waits, id: `d-${id}` } })),
      total: ids.length,
      hits: {},
      next: null,
    }),
    thread: async (id) => (ids.includes(id) ? thread(id) : null),
    command: async (command) => {
      given.push(command)
      return { ok: true, id: command.id }
    },
    ...api,
  })
  return running
}

const selected = () => useUi.getState().selectedId
const shown = () => usePool.getState().rows.map((r) => r.conversation.id)
const SOON = { timeout: 10_000 }
const opened = (id: string) => vi.waitFor(() => expect(useThreads.getState().byId[id]).toBeDefined(), SOON)
const listed = () => vi.waitFor(() => expect(usePool.getState().loaded).toBe(true), SOON)

beforeAll(startSync)

beforeEach(() => {
  given = []
  ids = ['c1', 'c2', 'c3', 'c4', 'c5']
  waits = draft('d')
})

afterEach(async () => {
  // Signing out clears what the window knows, so that each test begins afresh.
  running?.window.statusChanged({ ...SIGNED_IN, person: null, connection: 'signed_out' })
  await vi.waitFor(() => expect(useSession.getState().status?.person).toBeNull())
  running?.die()
  useOutbox.setState({ held: [] })
})

it('shows nothing until its list is there, or takes too long', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const begun = () => useSession.getState().begun
  const turns = async (until: () => boolean) => {
    for (let n = 0; n < 1_000 && !until(); n++) await new Promise((resolve) => setImmediate(resolve))
    expect(until()).toBe(true)
  }
  const come = async (inbox: DeskApi['inbox']) => {
    useSession.setState({ begun: false, status: null })
    start({ inbox })
    await turns(() => useSession.getState().status !== null)
    expect(begun()).toBe(false)
  }
  const page = Promise.withResolvers<void>()
  await come(async () => {
    await page.promise
    return { rows: ids.map((id) => inboxRow(id)), total: ids.length, hits: {}, next: null }
  })
  page.resolve()
  await turns(begun)
  expect(shown()).toEqual(ids)

  running?.die()
  await come(() => new Promise(() => {}))
  vi.advanceTimersByTime(250)
  expect(begun()).toBe(true)
  vi.useRealTimers()
})

it('opens the first conversation and reads the next ones ahead', async () => {
  start()
  await listed()
  expect(selected()).toBe('c1')
  await opened('c1')
  await opened('c4')
})

it('opens what is asked for before the list is there, and no other in its place', async () => {
  start()
  await listed()
  showView('everything')
  select('c3')
  await listed()
  expect(selected()).toBe('c3')
  showView('needs_you')
})

it('opens the first conversation of another list and leaves the menu open that was opened meanwhile', async () => {
  start()
  await listed()
  ids = ['c8', 'c9']
  showFilter({ agent: ['a1'] })
  openOverlay({ kind: 'filter' })
  await vi.waitFor(() => expect(selected()).toBe('c8'), SOON)
  expect(useUi.getState().overlay).toEqual({ kind: 'filter' })
  openOverlay({ kind: 'snooze' })
  ids = ['c4', 'c5']
  showFilter(NO_FILTER)
  await vi.waitFor(() => expect(selected()).toBe('c4'), SOON)
  expect(useUi.getState().overlay).toBeNull()
})

it('approves with the draft that was seen, and the next one is open in the same step', async () => {
  start()
  await opened('c1')
  await opened('c2')
  approve()
  expect(selected()).toBe('c2')
  expect(shown()).not.toContain('c1')
  expect(useThreads.getState().byId.c2?.draft?.id).toBe('d-c2')
  await vi.waitFor(() => expect(given).toHaveLength(1))
  expect(given[0]).toMatchObject({ type: 'draft.approve', payload: { draftId: 'd-c1' }, basis: 7 })
})

it('gives a command when its effect is on the screen, before anything that is asked later; a stop goes at once', async () => {
  const heard: string[] = []
  start({
    command: async ({ id, type }) => {
      heard.push(type)
      return { ok: true, id }
    },
    earlier: async () => {
      heard.push('earlier')
      return []
    },
  })
  await opened('c1')
  await opened('c2')
  const post = vi.spyOn(MessagePort.prototype, 'postMessage')
  approve()
  approve()
  expect(post).not.toHaveBeenCalled()
  void desk.earlier('c1', 0)
  expect(post).toHaveBeenCalledTimes(3)
  await vi.waitFor(() => expect(heard).toEqual(['draft.approve', 'draft.approve', 'earlier']))
  post.mockClear()
  void desk.command({ id: crypto.randomUUID(), type: 'killswitch.engage', payload: {} })
  expect(post).toHaveBeenCalledOnce()
  post.mockRestore()
  await opened('c3')
  approve()
  await vi.waitFor(() => expect(heard.filter((type) => type === 'draft.approve')).toHaveLength(3))
})

it('does not bring a row back that was just dealt with, until the desk has answered', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { window } = start({
    command: async ({ id }) => {
      await promise
      return { ok: true, id }
    },
  })
  await opened('c1')
  approve()
  window.changed({ conversations: null, venue: false, notices: false })
  await vi.waitFor(() => expect(usePool.getState().total).toBe(4))
  expect(shown()).toEqual(['c2', 'c3', 'c4', 'c5'])
  resolve()
  // The desk still has it in this view: what it says stands.
  await vi.waitFor(() => expect(shown()).toEqual(['c1', 'c2', 'c3', 'c4', 'c5']))
})

it('undoes with the command that sent it, and goes back there: the draft waits as before, and only there', async () => {
  start()
  await opened('c1')
  approve()
  await vi.waitFor(() => expect(given).toHaveLength(1))
  const sent = given[0]!
  undoInTime()
  expect(selected()).toBe('c1')
  await vi.waitFor(() => expect(given).toHaveLength(2))
  expect(given[1]).toMatchObject({
    type: 'send.undo',
    payload: { messageId: messageIdOf('p1', sent.id) },
    after: sent.id,
  })
  expect(useUndo.getState().items).toHaveLength(0)
  await vi.waitFor(() => expect(useAnnouncement.getState().text).toContain('The draft waits again'))
  expect(replyOf('c1').text).toBe('')
  expect(useUi.getState().editing).toBeNull()
})

it.each([
  ['edited in place', () => approveEdited('From £140, love.', 'edit'), { editing: true, reply: '' }],
  ['sent from the composer', fromComposer, { editing: false, reply: 'From £140, love.' }],
] as const)('a draft that was %s comes back to where its text stood', async (_, act, is) => {
  start()
  await opened('c1')
  act()
  await vi.waitFor(() => expect(given).toHaveLength(1))
  undoInTime()
  await vi.waitFor(() => expect(useAnnouncement.getState().text).toContain('Taken back'))
  await vi.waitFor(() => expect(useUi.getState().editing?.text === 'From £140, love.').toBe(is.editing))
  expect(replyOf('c1').text).toBe(is.reply)
})

it('a text whose draft has gone meanwhile comes back into the composer', async () => {
  let there = true
  start({ thread: async (id) => thread(id, there ? {} : { draft: null }) })
  await opened('c1')
  approve()
  there = false
  await vi.waitFor(() => expect(given).toHaveLength(1))
  undoInTime()
  await vi.waitFor(() => expect(replyOf('c1')).toMatchObject({ text: 'Balayage starts from £140.', draftId: null }))
})

/** No time passes for it. */
function undoInTime(): void {
  useUndo.setState((s) => ({ items: s.items.map((i) => ({ ...i, until: null })) }))
  undo()
}

function fromComposer(): void {
  applyDraft()
  sendTyped('From £140, love.')
}

it('done on what is undecided stays there; confirmed, it goes', async () => {
  const escalation = draft('d-c1', { kind: 'escalation', intent: 'complaint', severity: 'high' })
  waits = escalation
  const closed = new Set<string>()
  const state = (id: string) => conversation(id, closed.has(id) ? { state: 'closed' } : { waitingSince: 9 })
  const { window } = start({
    inbox: async () => ({
      rows: ids.map((id) => inboxRow(id, { conversation: state(id), draft: { ...escalation, id: `d-${id}` } })),
      ...{ total: ids.length, hits: {}, next: null },
    }),
    thread: async (id) => thread(id, { conversation: state(id), draft: { ...escalation, id: `d-${id}` } }),
  })
  await opened('c1')
  await opened('c2')
  confirmEscalation()
  expect(selected()).toBe('c1')
  close()
  expect(selected()).toBe('c1')
  expect(useAnnouncement.getState().text).toContain('stays in Needs you')
  closed.add('c1')
  window.changed({ conversations: null, venue: false, notices: false })
  await vi.waitFor(() => expect(usePool.getState().rows[0]?.conversation.state).toBe('closed'))
  // Told in one line, which also offers to take it back.
  await vi.waitFor(() => expect(keptBy(openThread()!)).toBe('draft'))
  const { items } = useUndo.getState()
  expect(leavingFrom(openThread()!, items, now())).toBeNull()
  expect(undoneThere(openThread()!, items, now())).toMatchObject({ conversationId: 'c1', messageId: null })
  judge(escalation, { intent: 'complaint', severity: 'low' })
  confirmEscalation()
  expect(selected()).toBe('c2')
  await vi.waitFor(() => expect(given).toHaveLength(3))
  expect(given[2]).toMatchObject({ type: 'draft.confirm', payload: { draftId: 'd-c1', severity: 'low' } })
})

it.each([
  ['done', () => close(), { state: 'closed', waitingSince: null }],
  ['put aside', () => snooze('reply'), { state: 'snoozed', snoozedUntil: 'reply' }],
] as const)(
  'a conversation that is %s can be taken back: it is as it was, and one is there again',
  async (_, act, is) => {
    waits = null
    start({ thread: async (id) => thread(id, { conversation: conversation(id, { waitingSince: 9 }) }) })
    await opened('c1')
    act()
    await vi.waitFor(() => expect(selected()).toBe('c2'))
    undo()
    expect(selected()).toBe('c1')
    await vi.waitFor(() => expect(given).toHaveLength(2))
    expect(given[1]).toMatchObject({
      type: 'conversation.put_back',
      after: given[0]!.id,
      payload: { id: 'c1', is, was: { state: 'open' } },
    })
    if ('waitingSince' in is) expect(given[1]!.payload).toMatchObject({ was: { waitingSince: 9 } })
  },
)

it('sends an applied draft as an edit of it, and one’s own text as a message', async () => {
  start()
  await opened('c1')
  applyDraft()
  sendTyped('Balayage starts from £140, love.')
  select('c3')
  await opened('c3')
  sendTyped('Hello there')
  await vi.waitFor(() => expect(given).toHaveLength(2))
  expect(given[0]).toMatchObject({ type: 'draft.edit', payload: { draftId: 'd-c1' }, basis: 7 })
  expect(given[1]).toMatchObject({ type: 'message.send', payload: { conversationId: 'c3', text: 'Hello there' } })
})

it('refuses to approve what must be edited first', async () => {
  start({ thread: async (id) => thread(id, { draft: draft('d-c1', { mustEdit: true }) }) })
  await opened('c1')
  approve()
  expect(selected()).toBe('c1')
  expect(useUi.getState().toast?.text).toContain('Edit it first')
  expect(given).toHaveLength(0)
})

it('opens and resumes by their keys only what is closed or handed off', async () => {
  const states = {
    c1: {},
    c2: { state: 'closed' },
    c3: { handoff: { route: 'r', by: 'p', at: 1, note: null } },
  } as const
  start({ thread: async (id) => thread(id, { conversation: conversation(id, states[id as keyof typeof states]) }) })
  for (const id of Object.keys(states)) {
    select(id)
    await opened(id)
    perform.reopen()
    perform.resume()
  }
  await vi.waitFor(() => expect(given).toHaveLength(2))
  expect(given.map(({ type, payload }) => [type, payload])).toEqual([
    ['conversation.reopen', { ids: ['c2'] }],
    ['conversation.resume', { id: 'c3' }],
  ])
})

it('keeps the order of what is done in a row: reject, done, and on to the next', async () => {
  start()
  for (const id of ['c1', 'c2', 'c3']) await opened(id)
  showView('everything')
  await listed()
  reject('wrong_answer')
  expect(selected()).toBe('c2')
  close()
  expect(selected()).toBe('c3')
  await vi.waitFor(() => expect(given.map((c) => c.type)).toEqual(['draft.reject', 'conversation.close']))
  showView('needs_you')
})

it('opens a view that is gone to on its first conversation, one in another order on the one that is open', async () => {
  start()
  for (const id of ['c1', 'c2', 'c3']) await opened(id)
  move(1)
  move(1)
  expect(selected()).toBe('c3')
  showOrder('newest')
  await listed()
  expect(selected()).toBe('c3')
  showView('everything')
  await vi.waitFor(() => expect(selected()).toBe('c1'), SOON)
  ids = []
  showView('snoozed')
  await vi.waitFor(() => expect(selected()).toBeNull(), SOON)
  close()
  expect(given).toEqual([])
  showView('needs_you')
})

it('stays on the conversation when there is no other', async () => {
  ids = ['c1']
  start()
  await opened('c1')
  approve()
  expect(selected()).toBe('c1')
  expect(shown()).toEqual([])
})

it('moves on from where a conversation stood that has left the list', async () => {
  const { window } = start()
  await listed()
  select('c2')
  ids = ['c1', 'c3', 'c4', 'c5']
  window.changed({ conversations: null, venue: false, notices: false })
  await vi.waitFor(() => expect(shown()).toEqual(ids))
  move(1)
  expect(selected()).toBe('c3')
})

it('rejects calls in flight when the desk dies, and gives what was held again, once and in order, to the next', async () => {
  start({ command: () => new Promise(() => undefined), thread: async (id) => thread(id) })
  await opened('c1')
  await opened('c2')
  const call = desk.earlier('c1', 0)
  approve()
  approve()
  running?.die()
  await expect(desk.counts()).rejects.toBeInstanceOf(DeskDown)
  await call.catch(() => undefined)
  expect(useSession.getState().deskUp).toBe(false)
  await vi.waitFor(() => expect(useOutbox.getState().held).toHaveLength(2))
  const held = useOutbox.getState().held.map((h) => h.command.id)
  start()
  await vi.waitFor(() => expect(given.map((c) => c.id)).toEqual(held))
  await vi.waitFor(() => expect(useOutbox.getState().held).toHaveLength(0))
})

it('loads a window of a long list, and another one when one scrolls there', async () => {
  ids = Array.from({ length: 5_000 }, (_, i) => `c${i}`)
  start()
  await listed()
  expect(shown()).toHaveLength(PAGE)
  ensureRows(2_000, 2_014)
  await vi.waitFor(() => expect(shown()).toContain('c2007'))
  expect(shown()).toHaveLength(PAGE)
  expect(usePool.getState().total).toBe(5_000)
})

it('lets go of an undo when the server says that the text has left', async () => {
  let messages = [message('x', { state: 'queued', notBefore: 10 })]
  const { window } = start({ thread: async (id) => thread(id, { messages: id === 'c1' ? messages : [] }) })
  await opened('c1')
  approve()
  const item = useUndo.getState().items[0]!
  messages = [message(item.messageId!, { state: 'accepted' })]
  window.changed({ conversations: ['c1'], venue: false, notices: false })
  await vi.waitFor(() => expect(useUndo.getState().items).toHaveLength(0))
})

it('forgets everything of a person who signs out', async () => {
  const { window } = start()
  await opened('c1')
  window.statusChanged({ ...SIGNED_IN, person: null, connection: 'signed_out' })
  await vi.waitFor(() => expect(selected()).toBeNull())
  expect(useThreads.getState().byId).toEqual({})
  expect(shown()).toEqual([])
})
