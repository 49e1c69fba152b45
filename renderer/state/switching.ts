/**
 * Going from one venue of this console to another. The window forgets the one before it asks for the other, and until
 * the desk has answered nothing is asked of either: so nothing that is seen, typed or done for one reaches the other.
 */
import type { DeskStatus } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { giveHeld } from './commands.ts'
import { usePool } from './pool.ts'
import { select } from './selection.ts'
import { signedIn, useSession } from './session.ts'
import { useSetup } from './setup.ts'
import { forgetEverything, readEverything } from './sync.ts'
import { flushTyped } from './typed.ts'
import { goTo, openOverlay, say, useUi } from './ui.ts'
import { useUndo } from './undo.ts'
import { anyUnsaved } from './unsaved.ts'
import { accountInView, refreshVenues, several, stopAdding, useVenues } from './venues.ts'

const RESTARTING = 'The desk is restarting. Try again in a moment.'

/** Where one was in a venue, for when one comes back. */
interface Place {
  readonly ui: Pick<ReturnType<typeof useUi.getState>, 'selectedId' | 'selectedIndex' | 'page' | 'row'>
  readonly pool: Pick<
    ReturnType<typeof usePool.getState>,
    'view' | 'filter' | 'order' | 'search' | 'inView' | 'savedId'
  >
  /** What could still be taken back there. */
  readonly undo: ReturnType<typeof useUndo.getState>
}
const places = new Map<string, Place>()

function leavePlace(account: string): void {
  const { selectedId, selectedIndex, page, row } = useUi.getState()
  const { view, filter, order, search, inView, savedId } = usePool.getState()
  places.set(account, {
    ui: { selectedId, selectedIndex, page, row },
    pool: { view, filter, order, search, inView, savedId },
    undo: useUndo.getState(),
  })
}

function comeBack(account: string, conversationId: string | null): void {
  const place = places.get(account)
  if (place !== undefined) {
    usePool.setState(place.pool)
    useUi.setState(place.ui)
    useUndo.setState(place.undo)
  }
  if (conversationId !== null) useUi.setState({ selectedId: conversationId, page: 'inbox', row: null })
  // Where one was stays open, also where it has left the list meanwhile.
  if (useUi.getState().selectedId !== null) usePool.setState({ opens: 'nothing' })
}

/** Which switch was asked for last. */
let turn = 0

/** Looks at that venue. @param to how it stood last: it is shown so until the desk has answered */
async function goToVenue(to: DeskStatus, conversationId: string | null = null): Promise<void> {
  const { deskUp, status } = useSession.getState()
  if (to.account === null) return
  if (!deskUp) return say(RESTARTING)
  stopAdding()
  turn += 1
  const mine = turn
  flushTyped()
  if (status?.account != null && signedIn(status)) leavePlace(status.account)
  forgetEverything()
  useSetup.setState({ step: null })
  useSession.setState({ status: to })
  comeBack(to.account, conversationId)
  const answer = await desk.lookAt(to.account).catch(() => null)
  if (mine !== turn) return
  if (answer?.ok === true) useSession.setState({ status: answer.status })
  else {
    // A desk that has died meanwhile is asked again when it is back.
    if (answer === null) return
    say(answer.message)
    const now = await desk.status().catch(() => null)
    if (now !== null) useSession.setState({ status: now })
  }
  if (signedIn(useSession.getState().status)) void readEverything()
  void refreshVenues()
  void giveHeld()
}

export async function lookAtVenue(account: string, conversationId: string | null = null): Promise<void> {
  if (account !== accountInView()) {
    const known = () => useVenues.getState().list.find((one) => one.account === account)
    if (known() === undefined) await refreshVenues()
    const glance = known()
    if (glance === undefined) return say('That venue is not in this console any more.')
    const go = () => goToVenue(glance.status, conversationId)
    return anyUnsaved() ? openOverlay({ kind: 'unsaved', go: () => void go() }) : go()
  }
  stopAdding()
  if (conversationId === null) return
  goTo('inbox')
  select(conversationId)
}

/** Goes to the venue of that place in the switcher, the first being 0. */
export function lookAtNumber(place: number): void {
  const glance = useVenues.getState().list[place]
  if (several() && glance !== undefined) void lookAtVenue(glance.account)
}

/** Opens a conversation, or only its venue; where it is not said which, in the venue that has it. */
export async function openAnywhere(conversationId: string | null, account?: string): Promise<void> {
  const found =
    account ?? (several() && conversationId !== null ? await desk.find(conversationId).catch(() => null) : null)
  const target = found ?? accountInView()
  if (target !== null) return lookAtVenue(target, conversationId)
  if (conversationId === null) return
  goTo('inbox')
  select(conversationId)
}

/** Somebody has signed in, here or as one more: that is what they want to see. */
export function cameIn(status: DeskStatus): void {
  stopAdding()
  if (status.account !== accountInView()) void goToVenue(status)
}

/** Signs out of the venue that is looked at; where there are others, the next one is looked at. */
export async function signOut(): Promise<void> {
  const left = accountInView()
  try {
    await desk.signOut()
  } catch {
    return say(RESTARTING)
  }
  goOn(left)
}

/** @returns why it was not removed; null: it was */
export async function removeVenue(account: string, losing: readonly string[]): Promise<string | null> {
  const answer = await desk.removeVenue(account, losing).catch(() => null)
  if (answer === null) return RESTARTING
  if (!answer.ok) return answer.message
  places.delete(account)
  goOn(account)
  return null
}

/** That one is gone: another one is looked at in its place. */
function goOn(left: string | null): void {
  const others = useVenues.getState().list.filter(({ account }) => account !== left)
  useVenues.setState({ list: others })
  const now = accountInView()
  const next = others[0]
  if ((now === null || now === left) && next !== undefined) void goToVenue(next.status)
}
