/** Tells a desk's windows what changes: gathered until the end of the turn, the status only where it differs. */
import type { Alert } from '#shared/alerts.ts'
import type { DeskStatus } from '#shared/rpc.ts'
import type { DeskListener } from './listener.ts'

/** Above this many conversations a window had better read afresh. */
const MANY = 200

export interface News {
  /** Null: many. */
  readonly conversations?: Iterable<string> | null
  readonly venue?: boolean
  readonly notices?: boolean
  readonly bulks?: boolean
  readonly backtest?: boolean
  readonly typed?: readonly string[]
}

export interface Announcer {
  /** @returns the function that ends it. */
  attach(window: DeskListener): () => void
  tell(news: News): void
  /** Everything that is shown may be different now. */
  tellAll(): void
  tellStatus(): void
  alert(alerts: readonly Alert[]): void
  close(): void
}

export function createAnnouncer(status: () => DeskStatus): Announcer {
  const windows = new Set<DeskListener>()
  let gathered: {
    conversations: Set<string> | null
    venue: boolean
    notices: boolean
    bulks: boolean
    backtest: boolean
    typed: Set<string>
  } | null = null
  let lastStatus = ''
  let closed = false

  const announce = () => {
    if (gathered === null || closed) return
    const { conversations, venue, notices, bulks, backtest, typed } = gathered
    gathered = null
    const told = conversations === null || conversations.size > MANY ? null : [...conversations]
    const news = {
      conversations: told,
      venue,
      notices,
      ...(bulks && { bulks }),
      ...(backtest && { backtest }),
      ...(typed.size > 0 && { typed: [...typed] }),
    }
    for (const window of windows) window.changed(news)
    tellStatus()
  }

  const tell = (news: News) => {
    const { conversations = [], venue = false, notices = false, bulks = false, backtest = false, typed = [] } = news
    if (gathered === null) {
      const nothing = { venue: false, notices: false, bulks: false, backtest: false }
      gathered = { conversations: new Set(), ...nothing, typed: new Set() }
      setImmediate(announce)
    }
    if (conversations === null) gathered.conversations = null
    else for (const id of conversations) gathered.conversations?.add(id)
    gathered.venue ||= venue
    gathered.notices ||= notices
    gathered.bulks ||= bulks
    gathered.backtest ||= backtest
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
    tellAll: () => tell({ conversations: null, venue: true, notices: true, bulks: true, backtest: true }),
    tellStatus,
    alert(alerts) {
      for (const alert of alerts) for (const window of windows) window.alert(alert)
    },
    close() {
      closed = true
    },
  }
}
