/** What one window looks at: one venue of its console, or none; of the others it hears that something has changed. */
import type { WindowApi } from '#shared/rpc.ts'
import type { Console } from './consoles.ts'
import type { Desk } from './desk.ts'
import type { Desks, Venue } from './desks.ts'
import type { DeskListener } from './listener.ts'

/** So long at least between two words that something has changed in a venue that is not looked at. */
const HINT_MS = 200

export interface InView {
  readonly venue: Venue
  readonly desk: Desk
}

export interface View {
  now(): InView | null
  /** How often it has changed: an answer to an earlier wish is worth nothing any more. */
  turn(): number
  look(venue: Venue | null, desk: Desk | null): void
  /** The desks of all of the console's venues are at work, whichever is looked at. */
  listenToAll(): void
  /** As whom the desk in view knows this window. */
  listener(): DeskListener | undefined
  close(): void
}

export function createView(desks: Desks, console: Console, window: WindowApi): View {
  let inView: InView | null = null
  let closed = false
  let turn = 0
  const listeners = new Map<string, { readonly listener: DeskListener; readonly end: () => void }>()

  let hinting: NodeJS.Timeout | null = null
  const hint = () => {
    if (console.venues.length < 2 || hinting !== null) return
    hinting = setTimeout(() => {
      hinting = null
      if (!closed) window.venuesChanged()
    }, HINT_MS)
    hinting.unref()
  }

  const listenTo = ({ id }: Venue, desk: Desk) => {
    if (listeners.has(id) || closed) return
    const isInView = () => inView?.venue.id === id
    const listener: DeskListener = {
      statusChanged: (status) => (isInView() ? window.statusChanged(status) : hint()),
      changed: (change) => (isInView() ? window.changed({ ...change, account: id }) : hint()),
      presence: (presence) => isInView() && window.presence(presence, id),
      async alert(alert) {
        const name = console.venues.length < 2 ? null : (await desk.glance().catch(() => null))?.name
        const title = name == null ? alert.title : `${name} · ${alert.title}`
        if (!closed) window.alert({ ...alert, account: id, title })
      },
    }
    // Before it listens: it is told at once who else is there.
    const entry: { listener: DeskListener; end: () => void } = { listener, end: () => undefined }
    listeners.set(id, entry)
    entry.end = desk.attach(listener)
  }
  const unlisten = (id: string) => {
    listeners.get(id)?.end()
    listeners.delete(id)
  }
  const listenToAll = () => {
    for (const id of listeners.keys()) if (console.venues.every((venue) => venue.id !== id)) unlisten(id)
    for (const venue of console.venues) {
      if (listeners.has(venue.id)) continue
      void desks.open(venue.key).then((desk) => {
        const isStillHere = console.venues.some(({ id }) => id === venue.id)
        if (desk !== null && isStillHere) listenTo(venue, desk)
      })
    }
  }

  /** What colleagues saw open here is open no more; what is looked at now tells who is there. */
  const look = (venue: Venue | null, desk: Desk | null) => {
    turn += 1
    const before = inView
    inView = venue === null || desk === null ? null : { venue, desk }
    if (before !== null) {
      unlisten(before.venue.id)
      listenTo(before.venue, before.desk)
    }
    if (inView !== null) {
      unlisten(inView.venue.id)
      listenTo(inView.venue, inView.desk)
    }
  }

  return {
    now: () => inView,
    turn: () => turn,
    look,
    listenToAll,
    listener: () => (inView === null ? undefined : listeners.get(inView.venue.id)?.listener),
    close() {
      closed = true
      if (hinting !== null) clearTimeout(hinting)
      inView = null
      for (const id of [...listeners.keys()]) unlisten(id)
    },
  }
}
