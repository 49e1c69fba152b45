/** What the desk tells, and what is read again because of it. */
import type { DeskStatus, VenueView } from '#shared/rpc.ts'
import { desk, linkDesk } from '../desk.ts'
import { afterPaint } from './after-paint.ts'
import { openAsked, takeAlert } from './alerts.ts'
import { beginEra } from './ask.ts'
import { forgetBacktest, refreshBacktest } from './backtest.ts'
import { forgetBulks, refreshBulks } from './bulk.ts'
import { giveHeld } from './commands.ts'
import { onConversation } from './conversation-acts.ts'
import { forgetCustomers } from './customer.ts'
import { forgetEvals } from './evals.ts'
import { refreshFind } from './find.ts'
import { forgetHalfTyped } from './half-typed.ts'
import { clearMarks } from './marks.ts'
import { refreshNotices, useNotices } from './notices.ts'
import { forgetPool, indexOf, refreshPool, refreshPoolSoon, usePool } from './pool.ts'
import { NOBODY, takePresence, tellPlace } from './presence.ts'
import { same } from './same.ts'
import { neighbours, selectByItself, shownThreads } from './selection.ts'
import { takeStopped } from './send-acts.ts'
import { signedIn, useSession } from './session.ts'
import { resumeSetup } from './setup.ts'
import { forgetThreads, loadThread, prefetch, touchThreads, useThreads } from './threads.ts'
import { offerTour } from './tour.ts'
import { flushTyped, forgetTyped, loadTyped } from './typed.ts'
import { useUi } from './ui.ts'
import { settleUndo, useUndo } from './undo.ts'
import { refreshVenue, useVenueStore } from './venue.ts'
import { accountInView, refreshVenues } from './venues.ts'

/** While the server answers, nothing waits for long: that something does is shown once it has for a moment. */
const WAITS_AFTER_MS = 200
let waits: ReturnType<typeof setTimeout> | undefined

function hearStatus(status: DeskStatus): void {
  const before = useSession.getState().status
  const rest = (one: DeskStatus) => ({ ...one, queued: 0, inStepAt: 0 })
  clearTimeout(waits)
  if (before !== null && status.connection === 'online' && same(rest(before), rest(status)))
    waits = setTimeout(() => takeStatus(status), WAITS_AFTER_MS)
  else takeStatus(status)
}

/** @returns whether somebody has just come in, so that everything is being read already */
function takeStatus(told: DeskStatus): boolean {
  clearTimeout(waits)
  const before = useSession.getState().status
  // What waits changes with every act, the person hardly ever: who shows the person is not drawn again for it.
  const samePerson = before !== null && same(before.person, told.person)
  const status = samePerson ? { ...told, person: before.person } : told
  useSession.setState({ status })
  const was = signedIn(before)
  const is = signedIn(status)
  const changes = before?.person?.id !== status.person?.id || before?.account !== status.account
  if (was && (!is || changes)) forgetEverything()
  const comesIn = is && (!was || changes)
  if (comesIn) {
    setTimeout(showAll, PATIENCE_MS)
    void readEverything().then(showAll)
  } else if (!is) showAll()
  return comesIn
}

/** Whether something is told of another venue than the one that is looked at. */
function isOther(account: string | null | undefined): boolean {
  const mine = accountInView()
  return account != null && mine !== null && account !== mine
}

/** Of the venue that was looked at, or of the person who was signed in to it. */
export function forgetEverything(): void {
  clearTimeout(waits)
  beginEra()
  forgetPool()
  clearMarks()
  forgetBulks()
  forgetThreads()
  forgetCustomers()
  forgetTyped()
  forgetHalfTyped()
  takePresence(NOBODY)
  useNotices.setState({ list: [], read: false })
  useVenueStore.setState({ view: null })
  forgetEvals()
  forgetBacktest()
  useUndo.setState({ items: [], act: null })
  useUi.setState({ selectedId: null, selectedIndex: 0, page: 'inbox', overlay: null, editing: null })
}

/** Resolves when the list and the venue have been read. */
export async function readEverything(): Promise<void> {
  // The list first: it is what one waits for. The rest comes when that is on the screen.
  await Promise.all([refreshPool(), refreshVenue()])
  afterPaint(() => {
    void refreshNotices()
    void refreshBulks()
    void refreshBacktest()
    for (const id of shownThreads()) void loadThread(id)
    tellPlace()
  })
}

/** A list that takes longer is waited for with its place in sight. */
const PATIENCE_MS = 250

const showAll = (): void => {
  if (!useSession.getState().begun) useSession.setState({ begun: true })
}

/** Runs once, when what the window first shows has been read, or takes too long. */
export function whenBegun(run: () => void): void {
  const end = () => {
    clearTimeout(timer)
    forget()
    run()
  }
  const timer = setTimeout(end, useSession.getState().begun ? 0 : PATIENCE_MS)
  const forget = useSession.subscribe(({ begun }) => begun && end())
}

let started = false

/** Once for the life of the page: whoever asks again has it already. */
export function startSync(): void {
  if (started) return
  started = true
  resumeSetup()
  offerTour()
  linkDesk({
    open: openAsked,
    up() {
      void (async () => {
        // A desk that has started again does not know which venue this window looks at.
        const account = accountInView()
        if (account !== null) await desk.lookAt(account).catch(() => null)
        const status = await desk.status().catch(() => null)
        if (status === null) return
        useSession.setState({ deskUp: true })
        const read = takeStatus(status)
        if (!signedIn(status)) return
        if (!read) void readEverything()
        flushTyped()
        await giveHeld()
      })()
    },
    down() {
      useSession.setState({ deskUp: false })
      takePresence(NOBODY)
    },
    // A late word on a venue that one has left is passed over.
    statusChanged: (status) =>
      (signedIn(useSession.getState().status) && isOther(status.account)) || hearStatus(status),
    changed(change) {
      if (isOther(change.account)) return
      if (change.venue) void refreshVenue()
      if (change.notices) void refreshNotices()
      if (change.bulks) void refreshBulks()
      if (change.backtest) void refreshBacktest()
      for (const id of change.typed ?? []) if (shownThreads().includes(id)) void loadTyped(id)
      // Many at once, an erasure among them: nothing that was read before is kept.
      if (change.conversations === null) forgetCustomers()
      if (change.conversations === null || change.conversations.length > 0) {
        touchThreads(change.conversations, shownThreads())
        refreshPoolSoon()
        afterPaint(() => prefetch(neighbours()))
        void refreshFind()
      }
    },
    presence: (presence, account) => isOther(account) || takePresence(presence),
    alert: takeAlert,
    venuesChanged: () => void refreshVenues(),
  })
  window.addEventListener('pagehide', flushTyped)

  // A view opens on its first conversation; one that has none on none, or keys would act on what is not in it.
  usePool.subscribe((pool, before) => {
    if (!pool.loaded || (before.loaded && pool.rows === before.rows)) return
    const { selectedId } = useUi.getState()
    const first = pool.rows[0]?.conversation.id ?? null
    const opens = pool.opens === 'first' || (pool.opens === 'first unless held' && indexOf(selectedId ?? '') === -1)
    if (selectedId === null ? first !== null : !before.loaded && opens) selectByItself(first)
    else afterPaint(() => prefetch(neighbours()))
  })

  // Saved views and agents have numbers of their own in the rail.
  const counted = (view: VenueView | null) => JSON.stringify([view?.savedViews, view?.agents.map((agent) => agent.id)])
  useVenueStore.subscribe(({ view }, before) => {
    if (before.view !== null && view !== before.view && counted(view) !== counted(before.view)) void refreshPool()
  })

  // The server's word on what can still be undone.
  useThreads.subscribe((threads, before) => {
    if (threads.byId === before.byId) return
    for (const { conversationId } of useUndo.getState().items) {
      const thread = threads.byId[conversationId]
      if (thread === undefined || thread === before.byId[conversationId]) continue
      const pending = new Set(thread.pending.map((p) => p.id))
      const { items } = useUndo.getState()
      const next = settleUndo(items, conversationId, thread.messages, pending)
      if (next !== items) useUndo.setState({ items: next })
    }
  })

  useNotices.subscribe((notices, before) => {
    const known = new Set(before.list.map((n) => n.commandId))
    if (before.read) takeStopped(notices.list.filter((n) => !known.has(n.commandId)))
  })

  markRead()
}

const READ_AFTER_MS = 1_000

/** A conversation that has been open for a second is read. */
function markRead(): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  useUi.subscribe((ui, before) => {
    if (ui.selectedId === before.selectedId) return
    clearTimeout(timer)
    const id = ui.selectedId
    if (id === null) return
    timer = setTimeout(() => {
      const thread = useThreads.getState().byId[id]
      if (thread?.conversation.unread !== true || useUi.getState().selectedId !== id || document.hidden) return
      // Not worth an action in the queue: while the server is away it stays unread.
      if (useSession.getState().status?.connection !== 'online') return
      onConversation.read(id)
    }, READ_AFTER_MS)
  })
}
