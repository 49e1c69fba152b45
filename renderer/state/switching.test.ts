/** Going from one venue to another: what a window shows, asks and gives in between. */
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { KeySettings } from '#shared/keys.ts'
import type { TypedText } from '#shared/rows.ts'
import type { DeskApi, DeskStatus, VenueView, WindowCommand } from '#shared/rpc.ts'
import type { VenueGlance } from '#shared/venues.ts'
import { desk } from '../desk.ts'
import { inboxRow, SIGNED_IN, startDesk, type TestDesk, thread } from '../testing.ts'
import { send, useOutbox } from './commands.ts'
import { keepKeys, keymap } from './keymap.ts'
import { usePool } from './pool.ts'
import { select } from './selection.ts'
import { useSession } from './session.ts'
import { lookAtVenue, openAnywhere } from './switching.ts'
import { startSync } from './sync.ts'
import { useThreads } from './threads.ts'
import { replyOf, setReply } from './typed.ts'
import { useUi } from './ui.ts'
import { useUndo } from './undo.ts'
import { holdUnsaved } from './unsaved.ts'
import { useVenueStore } from './venue.ts'
import { useVenues } from './venues.ts'

const OTHER: DeskStatus = { ...SIGNED_IN, account: 'a2', server: 'https://fern.example' }
const glance = (status: DeskStatus, name: string): VenueGlance => ({
  account: status.account!,
  name,
  status,
  needsYou: 0,
  needsAnybody: 0,
  autoSend: null,
  inView: false,
})

/** What the desk was asked, in its order: reads left out. */
let log: string[] = []
/** The venue that the desk's end of the channel looks at; null while it is asked to look elsewhere. */
let looking: 'a1' | 'a2' | null = 'a1'
let letGo: (() => void) | null = null
let running: TestDesk | null = null

const start = (api: Partial<DeskApi> = {}) => {
  running = startDesk({
    status: async () => (looking === 'a2' ? OTHER : SIGNED_IN),
    venues: async () => [glance(SIGNED_IN, 'Willow'), glance(OTHER, 'Fern')],
    async lookAt(account) {
      looking = null
      if (letGo !== null) await new Promise<void>((resolve) => (letGo = resolve))
      looking = account as 'a1' | 'a2'
      log.push(`look ${account}`)
      return { ok: true, status: account === 'a2' ? OTHER : SIGNED_IN }
    },
    // Both have conversations of the same ids.
    inbox: async () => ({ rows: [inboxRow('c1'), inboxRow('c2')], total: 2, hits: {}, next: null }),
    thread: async (id) => thread(id),
    typed: async () => [],
    async saveTyped(words) {
      log.push(`typed ${looking} ${words.text}`)
      return { ...words, at: 1 } as TypedText
    },
    async command(command) {
      log.push(`command ${looking} ${command.type}`)
      return { ok: true, id: command.id }
    },
    ...api,
  })
  running.window.venuesChanged()
  return running
}
const SOON = { timeout: 10_000 }
const ready = async () => {
  await vi.waitFor(() => expect(useVenues.getState().list).toHaveLength(2), SOON)
  await vi.waitFor(() => expect(useThreads.getState().byId.c1).toBeDefined(), SOON)
  // Where another file has left the window is not what is looked at here.
  log = []
}
const account = () => useSession.getState().status?.account

beforeAll(() => startSync())
beforeEach(() => {
  log = []
  looking = 'a1'
  letGo = null
})
afterEach(async () => {
  running?.window.statusChanged({ ...SIGNED_IN, account: null, person: null, connection: 'signed_out' })
  await vi.waitFor(() => expect(useSession.getState().status?.person).toBeNull())
  running?.die()
  useOutbox.setState({ held: [] })
  useVenues.setState({ list: [], adding: false, invited: null })
})

it('hands over what was typed, forgets at once, and asks for nothing until the other is there', async () => {
  start()
  await ready()
  setReply('c1', 'For Willow')
  letGo = () => undefined
  const going = lookAtVenue('a2')
  expect([account(), usePool.getState().rows, useThreads.getState().byId, replyOf('c1').text]).toEqual([
    'a2',
    [],
    {},
    '',
  ])
  await vi.waitFor(() => expect(looking).toBeNull())
  // Late words on the one that was left are passed over.
  running?.window.statusChanged({ ...SIGNED_IN, queued: 7 })
  running?.window.presence({ people: [{ personId: 'p9', conversationId: 'c1', doing: 'viewing' }], agents: [] }, 'a1')
  expect(log).toEqual(['typed a1 For Willow'])
  letGo?.()
  await going
  await vi.waitFor(() => expect(useThreads.getState().byId.c1).toBeDefined(), SOON)
  expect([account(), useSession.getState().status?.queued]).toEqual(['a2', 0])
  expect(log).toEqual(['typed a1 For Willow', 'look a2'])
})

it('an answer that comes after one has left changes nothing of the venue that one is in', async () => {
  let answer: (() => void) | null = null
  start({
    command: (command: WindowCommand) =>
      new Promise((resolve) => (answer = () => resolve({ ok: true, id: command.id }))),
  })
  await ready()
  const settled = vi.fn()
  void send('conversation.close', { ids: ['c1'] }).outcome.then(settled)
  await vi.waitFor(() => expect(answer).not.toBeNull())
  await lookAtVenue('a2')
  answer!()
  // Answers come in order: when this one is there, that one was.
  await desk.counts()
  expect(settled).not.toHaveBeenCalled()
})

it('what was done while the desk was down waits for its own venue', async () => {
  start()
  await ready()
  running?.die()
  send('conversation.close', { ids: ['c1'] })
  await vi.waitFor(() => expect(useOutbox.getState().held).toHaveLength(1))
  // The next desk begins with the venue that was looked at elsewhere.
  looking = 'a2'
  start()
  await vi.waitFor(() => expect(useOutbox.getState().held).toEqual([]), SOON)
  expect(log).toEqual(['look a1', 'command a1 conversation.close'])
})

it('comes back to where one was', async () => {
  start()
  await ready()
  select('c2')
  usePool.setState({ view: 'everything' })
  await lookAtVenue('a2')
  await vi.waitFor(() => expect(useThreads.getState().byId.c1).toBeDefined(), SOON)
  await lookAtVenue('a1')
  expect([useUi.getState().selectedId, usePool.getState().view]).toEqual(['c2', 'everything'])
  usePool.setState({ view: 'needs_you' })
})

it('what can be taken back there can be on return, and not meanwhile', async () => {
  start()
  await ready()
  const act = { text: 'Closed', until: Number.POSITIVE_INFINITY, undo: vi.fn() }
  useUndo.setState({ act })
  await lookAtVenue('a2')
  expect(useUndo.getState().act).toBeNull()
  await lookAtVenue('a1')
  expect(useUndo.getState().act).toBe(act)
  useUndo.setState({ act: null })
})

it('asks first where a form holds something that is not saved', async () => {
  start()
  await ready()
  const saved = holdUnsaved()
  await lookAtVenue('a2')
  const { overlay } = useUi.getState()
  expect([account(), overlay?.kind]).toEqual(['a1', 'unsaved'])
  if (overlay?.kind === 'unsaved') overlay.go()
  await vi.waitFor(() => expect(log).toEqual(['look a2']), SOON)
  saved()
  await lookAtVenue('a1')
  expect([account(), useUi.getState().overlay]).toEqual(['a1', null])
})

it('keys that are set in one venue hold in the others, as long as one is signed in to it', async () => {
  const keys = { done: ['y'] }
  const view = (own: KeySettings) =>
    ({ preferences: { keys: own }, venue: {}, agents: [], savedViews: [] }) as unknown as VenueView
  start({ venue: async () => view(looking === 'a1' ? keys : {}) })
  await ready()
  await vi.waitFor(() => expect(keymap().done).toEqual(['y']), SOON)
  await lookAtVenue('a2')
  await vi.waitFor(() => expect(useVenueStore.getState().view).not.toBeNull(), SOON)
  // Nothing was set on this computer: each venue has its own.
  expect(keymap().done).toEqual(['d'])
  await lookAtVenue('a1')
  keepKeys(keys)
  await lookAtVenue('a2')
  await vi.waitFor(() => expect(useVenueStore.getState().view).not.toBeNull(), SOON)
  expect(keymap().done).toEqual(['y'])
  // Somebody else's turn at this desk: the keys of whoever left are not theirs.
  useVenues.setState({ list: [glance(OTHER, 'Fern')] })
  expect(keymap().done).toEqual(['d'])
})

it('opens a conversation in the venue that has it', async () => {
  start({ find: async (id) => (id === 'c7' ? 'a2' : null) })
  await ready()
  await openAnywhere('c7')
  expect([account(), useUi.getState().selectedId]).toEqual(['a2', 'c7'])
  await openAnywhere('c2', 'a1')
  expect([account(), useUi.getState().selectedId]).toEqual(['a1', 'c2'])
})
