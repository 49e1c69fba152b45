/** Tells a desk's windows what changes: gathered until the end of the turn, the status only where it differs. */
import type { Alert } from '#shared/alerts.ts'
import type { DeskStatus, WindowApi } from '#shared/rpc.ts'

/** Above this many conversations a window had better read afresh. */
const MANY = 200

export interface News {
  /** Null: many. */
  readonly conversations?: Iterable<string> | null
  readonly venue?: boolean
  readonly notices?: boolean
  readonly bulks?: boolean
  readonly typed?: readonly string[]
}

export interface Announcer {
  /** @returns the function that ends it. */
  attach(window: WindowApi): () => void
  tell(news: News): void
  /** Everything that is shown may be different now. */
  tellAll(): void
  tellStatus(): void
  alert(alerts: readonly Alert[]): void
  close(): void
}

export function createAnnouncer(status: () => DeskStatus): Announcer {
  const windows = new Set<WindowApi>()
  let gathered: {
    conversations: Set<string> | null
    venue: boolean
    notices: boolean
    bulks: boolean
    typed: Set<string>
  } | null = null
  let lastStatus = ''
  let closed = false

  const announce = () => {
    if (gathered === null || closed) return
    const { conversations, venue, notices, bulks, typed } = gathered
    gathered = null
    const told = conversations === null || conversations.size > MANY ? null : [...conversations]
    const news = {
      conversations: told,
      venue,
      notices,
      ...(bulks && { bulks }),
      ...(typed.size > 0 && { typed: [...typed] }),
    }
    for (const window of windows) window.changed(news)
    tellStatus()
  }

  const tell = ({ conversations = [], venue = false, notices = false, bulks = false, typed = [] }: News) => {
    if (gathered === null) {
      gathered = { conversations: new Set(), venue: false, notices: false, bulks: false, typed: new Set() }
      setImmediate(announce)
    }
    if (conversations === null) gathered.conversations = null
    else for (const id of conversations) gathered.conversations?.add(id)
    gathered.venue ||= venue
    gathered.notices ||= notices
    gathered.bulks ||= bulks
    for (const id of typed) gathered.typed.add(id)
  }

  const tellStatus = () => {
    if (closed) return
    const now = status()
    const text = JSON.stringify({ ...now, inStepAt: null })
    if (text === lastStatus) return
    lastStatus = text
    for (const window of windows) window.statusChanged(now)
  }

  return {
    attach(window) {
      windows.add(window)
      return () => windows.delete(window)
    },
    tell,
    tellAll: () => tell({ conversations: null, venue: true, notices: true, bulks: true }),
    tellStatus,
    alert(alerts) {
      for (const alert of alerts) for (const window of windows) window.alert(alert)
    },
    close() {
      closed = true
    },
  }
}
