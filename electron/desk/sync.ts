/**
 * Keeps the mirror in step with the server's feed: first sync, catch-up, pushes, gaps, reset. One pull at a time; a
 * push is applied directly only where it begins exactly at the cursor.
 */
import type { Logger } from 'pino'
import { io, type Socket } from 'socket.io-client'
import type { Clock } from '#shared/clock.ts'
import { type ChangesPush, changesPush, type Page, type PageHead, type Part, partsOf } from '#shared/feed.ts'
import { NOBODY, type Place, type Presence, presence } from '#shared/presence.ts'
import type { Connection, FirstSync } from '#shared/rpc.ts'
import { backoff, wait } from './backoff.ts'
import { codeOf } from './files.ts'
import type { Received } from './mirror-keeper.ts'
import type { Position } from './position.ts'
import { type Recent, type Server, sent } from './server.ts'

export interface SyncOptions {
  readonly server: Server
  readonly token: string
  readonly clock: Clock
  readonly logger: Logger
  /** The newest rows, where they were asked for already. */
  readonly newest?: Promise<Recent> | null
  /** Delays, so that tests need not wait for them. */
  readonly delays?: Partial<SyncDelays>
  position(): Position
  /** Resolves when the rows are in the mirror. */
  land(rows: readonly Part[], position: Position | null): Promise<void>
  /** The same of pages that follow on the position. */
  landPages(pages: readonly Received[]): Promise<void>
  /** To be told of each page as it comes. */
  receive(page: Page): Received
  /** Throws the mirror away: the feed cannot be continued. */
  reset(): Promise<void>
  onState(state: SyncState): void
  /** Where everybody is, by the server; nobody while there is no connection. */
  onPresence(presence: Presence): void
  /** What is open here, to be told whenever a connection begins. */
  places(): Place[]
  /** The server no longer knows this session. */
  onSessionEnded(): void
}

export interface SyncDelays {
  /** After this long without a server, it is `offline`. */
  readonly offlineAfter: number
  /** First and longest pause between two attempts. */
  readonly retryFrom: number
  readonly retryTo: number
}

export interface SyncState {
  readonly connection: Exclude<Connection, 'signed_out'>
  /** Whether the server answered when it was last asked. */
  readonly reachable: boolean
  /** Null when it is done. */
  readonly firstSync: FirstSync | null
  readonly inStepAt: number | null
}

export interface Sync {
  state(): SyncState
  /** Pulls now, and tries to connect now if there is no connection. */
  nudge(): void
  /** Tells what is open here now; without a connection it is told when there is one. */
  here(places: Place[]): void
  close(): void
}

const BEGUN: FirstSync = { share: 0, rows: 0, left: null }
const PAGE = 2_000
/** Pages that land together while more follow: each landing writes pages all over the indexes, whatever it brings. A load has none. */
const TOGETHER = 5
/** Pages that may wait while others land. */
const MOST_HELD = 10
const DELAYS: SyncDelays = { offlineAfter: 1_500, retryFrom: 250, retryTo: 5_000 }

export function startSync(options: SyncOptions): Sync {
  const { server, token, logger, clock } = options
  const delays = { ...DELAYS, ...options.delays }
  const stop = new AbortController()
  let state: SyncState = {
    connection: 'reconnecting',
    reachable: false,
    firstSync: options.position().loaded ? null : BEGUN,
    inStepAt: null,
  }
  let newest = options.newest ?? null
  let working = false
  let pullAsked = false
  /** When and where the first sync began, or was taken up again. */
  let pace: { readonly at: number; readonly share: number } | null = null
  const pushes: ChangesPush[] = []
  let wake: (() => void) | null = null
  let offlineTimer: NodeJS.Timeout | null = null
  /** Aborted with the connection: what was asked while it was there may never be answered. */
  let line = new AbortController()

  const socket: Socket = io(server.origin, {
    auth: { token },
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: delays.retryFrom,
    reconnectionDelayMax: delays.retryTo,
  })

  const show = (change: Partial<SyncState>) => {
    if (stop.signal.aborted) return
    const next = { ...state, ...change }
    const news = (['connection', 'reachable', 'firstSync'] as const).some((key) => next[key] !== state[key])
    state = next
    if (news) options.onState(state)
  }

  const weighConnection = () => {
    if (state.reachable && socket.connected) {
      if (offlineTimer !== null) clearTimeout(offlineTimer)
      offlineTimer = null
      show({ connection: 'online' })
    } else {
      if (state.connection === 'online') show({ connection: 'reconnecting' })
      offlineTimer ??= setTimeout(() => show({ connection: 'offline' }), delays.offlineAfter)
    }
  }

  const setReachable = (reachable: boolean) => {
    show({ reachable })
    weighConnection()
  }

  const land = async (rows: readonly Part[], position: Position | null) => {
    if (!stop.signal.aborted) await options.land(rows, position)
  }

  /** By the numbers of the feed; the time that is left, by what has come since the first page. */
  const progress = ({ from, to, head, count }: PageHead): FirstSync => {
    const share = head === 0 ? 0 : Math.min(to / head, 1)
    pace ??= { at: clock(), share: head === 0 ? 0 : from / head }
    const [elapsed, gained] = [clock() - pace.at, share - pace.share]
    return {
      share,
      rows: (state.firstSync?.rows ?? 0) + count,
      left: elapsed <= 0 || gained <= 0 ? null : Math.round((elapsed * (1 - share)) / gained),
    }
  }

  const ask = (from: number) => server.changes(token, from, PAGE, AbortSignal.any([stop.signal, line.signal]))

  /**
   * The newest rows first, for the eye; a server that cannot do this is no problem.
   * @returns the first page, which is under way while those land
   */
  const showRecent = async (): Promise<{ readonly asked: ReturnType<typeof ask> }> => {
    const recent = await (newest ?? server.recent(token, stop.signal))
    newest = null
    const asked = ask(0)
    if (recent.kind === 'ok') await land(partsOf(recent.value.body), null)
    return { asked }
  }

  /** Lands pages in their order, several at a time, without being waited for. */
  const createLanding = () => {
    let held: Received[] = []
    let landing = Promise.resolve()
    const landHeld = async (least: number) => {
      if (held.length < least) return
      const pages = held
      held = []
      if (pages.length > 0 && !stop.signal.aborted) await options.landPages(pages)
    }
    return {
      /** Resolves when there is room for another one. */
      async put(page: Page): Promise<void> {
        const received = options.receive(page)
        held.push(received)
        // Once one could not be landed, none that follow it are.
        landing = landing.then(() => landHeld(received.ready === null ? TOGETHER : 1))
        landing.catch(() => undefined)
        if (held.length >= MOST_HELD) await landing
      },
      /** Resolves when all have landed. */
      end: (): Promise<void> => landing.then(() => landHeld(1)),
    }
  }

  /** @returns milliseconds to wait before the next attempt, or null when the mirror is in step. */
  const pullOnce = async (): Promise<number | null> => {
    pullAsked = false
    pushes.length = 0
    const landing = createLanding()
    try {
      return await pullPages(landing)
    } finally {
      await landing.end()
    }
  }

  const pullPages = async (landing: ReturnType<typeof createLanding>): Promise<number | null> => {
    const { cursor, ...before } = options.position()
    let { feedId } = before
    const { signal } = line
    let { asked } = cursor === 0 ? await showRecent() : { asked: ask(cursor) }
    for (;;) {
      const answer = await asked
      if (stop.signal.aborted || signal.aborted) return null
      if (answer.kind === 'unauthorised') {
        options.onSessionEnded()
        return null
      }
      if (answer.kind !== 'ok') {
        setReachable(false)
        if (answer.kind === 'refused') logger.warn({ code: answer.refusal.code }, 'the feed refused a page')
        return answer.kind === 'busy' ? (answer.retryAfter ?? 0) : 0
      }
      setReachable(true)
      const page = answer.value
      if ('reset' in page || (feedId !== null && page.feedId !== feedId)) {
        logger.info('the feed begins afresh')
        await landing.end()
        await options.reset()
        pace = null
        feedId = null
        show({ firstSync: BEGUN })
        asked = (await showRecent()).asked
        continue
      }
      feedId = page.feedId
      // The server makes the next one while this one is looked at, and lands.
      if (page.more) {
        asked = ask(page.to)
        await sent()
      }
      if (state.firstSync !== null && page.more) show({ firstSync: progress(page) })
      await landing.put(page)
      if (page.more) continue
      await landing.end()
      show({ firstSync: null, inStepAt: clock() })
      return null
    }
  }

  /** One piece of work at a time: a pull where one is asked for, else the pushes that have come meanwhile. */
  const work = async () => {
    if (working) return
    working = true
    const pause = backoff(delays.retryFrom, delays.retryTo)
    while ((pullAsked || pushes.length > 0) && !stop.signal.aborted) {
      const retry = await (pullAsked ? pullOnce() : landPushes()).catch((error: unknown) => {
        if (!stop.signal.aborted) logger.error({ code: codeOf(error) }, 'the mirror could not be written')
        return 0
      })
      if (retry === null) {
        pause.reset()
        continue
      }
      pullAsked = true
      const woken = new AbortController()
      wake = () => woken.abort()
      await wait(Math.max(retry, pause.next()), AbortSignal.any([woken.signal, stop.signal]))
      wake = null
    }
    working = false
  }

  const pull = () => {
    pullAsked = true
    void work()
  }

  /** Pushes that continue each other from the cursor on land together; anything else asks for a pull. */
  const landPushes = async (): Promise<null> => {
    const { cursor, feedId, loaded } = options.position()
    const taken = pushes.splice(0)
    const news = taken.filter((push) => push.feedId !== feedId || push.to > cursor)
    let to = cursor
    for (const push of news) {
      if (!loaded || push.feedId !== feedId || push.from !== to) {
        pullAsked = true
        return null
      }
      to = push.to
    }
    if (to === cursor) return null
    await land(
      news.flatMap((push) => push.rows),
      { cursor: to, feedId, loaded },
    )
    show({ inStepAt: clock() })
    return null
  }

  socket.on('connect', () => {
    weighConnection()
    socket.emit('here', options.places())
    wake?.()
    pull()
  })
  socket.on('changes', (raw: unknown) => {
    const push = changesPush.safeParse(raw)
    if (!push.success) return logger.warn('a push did not have its form')
    pushes.push(push.data)
    // What happens meanwhile is seen at once; the pull brings it all the same.
    if (state.firstSync !== null) void land(push.data.rows, null).catch(() => undefined)
    void work()
  })
  socket.on('presence', (raw: unknown) => {
    const told = presence.safeParse(raw)
    if (told.success && !stop.signal.aborted) options.onPresence(told.data)
  })
  socket.on('connect_error', () => {
    weighConnection()
    // The socket cannot say why; whether the session has ended is told by the next pull.
    pull()
    if (!socket.active) void wait(delays.retryTo, stop.signal).then(() => stop.signal.aborted || socket.connect())
  })
  socket.on('disconnect', (reason) => {
    if (!stop.signal.aborted) options.onPresence(NOBODY)
    line.abort()
    line = new AbortController()
    weighConnection()
    pull()
    if (reason === 'io server disconnect') socket.connect()
  })

  weighConnection()
  pull()

  return {
    state: () => state,
    nudge() {
      wake?.()
      if (!socket.connected) socket.connect()
      pull()
    },
    here(places) {
      if (socket.connected) socket.emit('here', places)
    },
    close() {
      stop.abort()
      if (offlineTimer !== null) clearTimeout(offlineTimer)
      socket.close()
    },
  }
}
