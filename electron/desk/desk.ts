/** One person's desk at one venue: mirror, queue and sync put together, and what windows ask of them. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import type { Logger } from 'pino'
import { backtestQuery } from '#shared/backtest.ts'
import type { Clock, IdSource } from '#shared/clock.ts'
import { COMMANDS, isBulk } from '#shared/commands.ts'
import type { Place } from '#shared/presence.ts'
import { bulkAct, type DeskStatus, refused } from '#shared/rpc.ts'
import type { Unsent, VenueGlance } from '#shared/venues.ts'
import type { Account, TokenStore } from './account.ts'
import { createAlerter } from './alerter.ts'
import { createAnnouncer } from './announcer.ts'
import { createBacktest } from './backtest.ts'
import { createBulkActs } from './bulk-acts.ts'
import { createCommandKeeper } from './command-keeper.ts'
import { parseCommand } from './commands.ts'
import { accountOf } from './files.ts'
import { glanceOf, unsentOf } from './glance.ts'
import type { DeskListener } from './listener.ts'
import { type OpenedMirror, openMirror } from './mirror.ts'
import { keepMirror } from './mirror-keeper.ts'
import { noticeOf } from './notices.ts'
import { createOnline } from './online.ts'
import type { PersonalApi } from './personal-api.ts'
import { createDeskPresence } from './presence.ts'
import { isOpen, openQueue, type Queue } from './queue.ts'
import { QueueFault } from './queue-file.ts'
import { createSender } from './sender.ts'
import { type Server, sent } from './server.ts'
import { shownTo, type Visible } from './shown.ts'
import type { SyncDelays } from './sync.ts'
import { keepSync } from './sync-keeper.ts'
import { keepTyped } from './typed.ts'

export interface DeskOptions {
  /** Where this person's files are. */
  readonly folder: string
  readonly account: Account
  readonly server: Server
  readonly tokens: TokenStore
  readonly clock: Clock
  readonly ids: IdSource
  readonly logger: Logger
  /** A window is about to ask for the list. */
  readonly expected?: boolean
  readonly delays?: Partial<DeskDelays>
}

export interface DeskDelays extends SyncDelays {
  /** A window that was expected may not come, or not get as far as its list: it is waited for no longer than that. */
  readonly patience: number
}

export interface Desk {
  readonly api: PersonalApi
  status(): DeskStatus
  glance(): Promise<Omit<VenueGlance, 'inView'>>
  /** What the server has not heard. */
  unsent(): Promise<readonly Unsent[]>
  /** Tells a window what changes, until the function that it returns is called. */
  attach(window: DeskListener): () => void
  /** What that window has open, for colleagues to see; null: nothing. */
  here(window: DeskListener, place: Place | null): void
  /** A session for this person has begun (again). `afresh`: what is kept here was filled for another role. */
  signedIn(token: string, person: Account['person'], how: { readonly afresh: boolean }): Promise<void>
  signOut(): Promise<void>
  close(): Promise<void>
}

const PATIENCE_MS = 500

/** Opens the desk of a folder. It goes on with the session that is kept there, if there is one. */
export async function createDesk(options: DeskOptions): Promise<Desk> {
  const { folder, account, server, tokens, clock, logger } = options
  const delays = options.delays ?? {}
  let token = await tokens.load()
  const file = path.join(folder, 'mirror.db')
  // What a first list shows is on its way while the files are made.
  const newest = token === null || existsSync(file) ? null : server.recent(token)
  if (newest !== null) await sent()
  const opening = openQueue(path.join(folder, 'queue.db'), options.ids)
  let queue: Queue
  let opened: OpenedMirror
  try {
    // While the disk is at work for the queue.
    opened = openMirror(file)
  } finally {
    queue = await opening
  }
  let { person } = account
  let sessionEnded = false
  let closed = false

  const mirror = keepMirror({
    opened,
    queue,
    personId: account.person.id,
    clock,
    logger,
    onLanded({ conversations, venue, typed: ids, happenings }) {
      alerter.landed(happenings)
      const settled = queue.settle(mirror.position().cursor)
      if (conversations.size > 0 || venue || settled) announcer.tell({ conversations, venue })
      typed.landed(ids)
    },
    onErased(ids) {
      queue.erase(ids)
      announcer.tell({ conversations: null, notices: true })
    },
    onLoaded(ids) {
      queue.settle(mirror.position().cursor)
      announcer.tellAll()
      typed.landed(ids)
    },
    onIndexed: () => announcer.tell({ conversations: null }),
    onRebuilt() {
      void begin()
      announcer.tellAll()
    },
  })

  const ownId = accountOf(server.origin, account.venue.id, account.person.id)
  const status = (): DeskStatus => {
    const state = sync.state()
    return {
      connection: token === null ? 'signed_out' : (state?.connection ?? 'reconnecting'),
      person,
      venueId: account.venue.id,
      account: ownId,
      server: server.origin,
      firstSync: state?.firstSync ?? null,
      inStepAt: state?.inStepAt ?? null,
      queued: queue.pending().filter(isOpen).length,
      stopUnheard: queue.pending().find((entry) => entry.lane === 'stop')?.at ?? null,
      mirrorRebuilt: mirror.rebuilt(),
      sessionEnded,
    }
  }
  const announcer = createAnnouncer(status)
  const presence = createDeskPresence(account.person.id, () => sync.here(presence.places()))

  const sync = keepSync({
    server,
    token: () => (closed ? null : token),
    newest,
    clock,
    logger,
    delays,
    position: mirror.pulledTo,
    places: presence.places,
    // Rows that a command on its way has changed are shown together with its answer, never before.
    async land(rows, to) {
      await sender.quiet()
      await mirror.land(rows, to)
    },
    receive: mirror.receive,
    async landPages(pages) {
      await sender.quiet()
      await mirror.landPages(pages)
    },
    async reset() {
      await mirror.reset()
      announcer.tellAll()
    },
    onPresence: presence.heard,
    onState(state) {
      if (state.reachable) {
        sender.kick()
        typed.kick()
      }
      announcer.tellStatus()
    },
    onSessionEnded: () => endSession(),
  })

  let waiting: NodeJS.Timeout | undefined
  /** What a desk does besides answering; whatever comes with the sync waits for it. */
  const begin = async () => {
    clearTimeout(waiting)
    waiting = undefined
    mirror.begin()
    await sync.restart()
    sender.kick()
    typed.kick()
  }
  const waitNoLonger = () => {
    if (waiting !== undefined) void begin()
  }

  const endSession = () => {
    if (token === null) return
    token = null
    sessionEnded = true
    backtest.forget()
    sync.stop()
    tokens.clear().catch(() => logger.error('the ended session could not be removed'))
    logger.info('the server has ended the session')
    announcer.tellAll()
  }

  const sender = createSender({
    server,
    queue,
    logger,
    delays,
    token: () => token,
    reachable: () => sync.state()?.reachable ?? false,
    onUnreachable: () => sync.nudge(),
    onSessionEnded: endSession,
    async onAnswers(answers) {
      const bulk = answers.some(({ entry }) => isBulk(entry.command))
      const notices = await mirror.read((queries) =>
        answers.flatMap(
          ({ entry, answer }) => noticeOf(entry, answer, () => queries.customerName(entry.conversations[0])) ?? [],
        ),
      )
      const heard = answers.map(({ answer }) => answer)
      queue.answer(heard, notices)
      queue.settle(mirror.position().cursor)
      const conversations = answers.flatMap(({ entry }) => entry.conversations)
      announcer.tell({ conversations: bulk ? null : conversations, notices: notices.length > 0, bulks: bulk })
      alerter.refused(notices)
    },
  })

  const bulks = createBulkActs({
    queue,
    clock,
    read: mirror.read,
    onQueued() {
      announcer.tell({ conversations: null, bulks: true })
      waitNoLonger()
      sender.kick()
    },
  })

  const alerter = createAlerter({
    personId: account.person.id,
    queue,
    read: mirror.reads,
    cursor: () => mirror.position().cursor,
    tell: (alerts) => announcer.alert(alerts),
  })

  const typed = keepTyped({
    store: queue.typed,
    personId: account.person.id,
    server,
    clock,
    logger,
    ...(delays.retryFrom !== undefined && { pauseMs: delays.retryFrom }),
    read: mirror.reads,
    token: () => token,
    reachable: () => sync.state()?.reachable ?? false,
    onSessionEnded: endSession,
    onChanged: (ids) => announcer.tell({ typed: ids }),
  })

  const backtest = createBacktest({
    server,
    onChanged: () => announcer.tell({ backtest: true }),
    onSessionEnded: endSession,
  })

  const { sendNow, ...online } = createOnline({
    server,
    token: () => token,
    offline: () => sync.state()?.connection === 'offline',
    onSessionEnded: endSession,
  })

  const keepCommand = createCommandKeeper({
    queue,
    clock,
    read: mirror.read,
    undoBulk: bulks.undo,
    onKept: (conversations, bulk) => announcer.tell({ conversations, ...(bulk && { bulks: true }) }),
  })

  const notKept = (error: unknown) => {
    const fault = error instanceof QueueFault ? error.cause : error
    if (!(fault instanceof Database.SqliteError)) throw error
    logger.error({ code: fault.code }, 'a command could not be kept')
    return refused(fault.code === 'SQLITE_FULL' ? 'storage_full' : 'storage_unavailable')
  }

  const visible: Visible = (hidden, read) => (token === null ? Promise.resolve(hidden) : mirror.read(read))

  const api: PersonalApi = {
    status: async () => status(),
    ...shownTo(visible, clock),
    ...online,
    backtest: async () => (token === null ? null : backtest.state()),
    async beginBacktest(given) {
      const query = backtestQuery.safeParse(given)
      if (!query.success) return refused('invalid_payload')
      if (token === null) return refused('not_signed_in')
      backtest.begin(token, query.data)
      return { ok: true }
    },
    cancelBacktest: async () => backtest.cancel(),
    async command(given) {
      const command = parseCommand(given)
      if ('code' in command) return refused(command.code, command.message)
      if ('onlineOnly' in COMMANDS[command.type]) return sendNow(command)
      if (token === null && command.type !== 'killswitch.engage') return refused('not_signed_in')
      try {
        await keepCommand(command)
      } catch (error) {
        return notKept(error)
      }
      waitNoLonger()
      sender.kick()
      return { ok: true, id: command.id }
    },
    async bulk(given) {
      const act = bulkAct.safeParse(given)
      if (!act.success) return refused('invalid_payload')
      if (token === null) return refused('not_signed_in')
      return bulks.begin(act.data).catch(notKept)
    },
    bulks: async () => (token === null ? [] : bulks.views()),
    async dismissBulk(id) {
      queue.bulks.dismiss(id)
      announcer.tell({ bulks: true })
    },
    async dismissNotice(commandId) {
      queue.dismiss(commandId)
      announcer.tell({ notices: true })
    },
    tryAlert: (kind) => alerter.sample(kind),
    saveTyped: (words) => typed.save(words),
  }

  queue.settle(mirror.position().cursor)
  // The list first: all else would take the processor from it.
  if (options.expected === true && mirror.position().loaded) waiting = setTimeout(begin, delays.patience ?? PATIENCE_MS)
  else await begin()

  return {
    api,
    status,
    glance: () => glanceOf({ account: ownId, name: account.venue.name, status: status(), read: mirror.read }),
    unsent: () => unsentOf(queue, mirror.read),
    attach(window) {
      const ends = [announcer.attach(window), presence.attach(window)]
      return () => {
        for (const end of ends) end()
      }
    },
    here(window, place) {
      presence.here(window, place)
      // It says so once it has drawn its list.
      waitNoLonger()
    },
    async signedIn(next, who, { afresh }) {
      person = who
      if (afresh) {
        sync.stop()
        await mirror.reset()
      }
      await tokens.save(next)
      token = next
      sessionEnded = false
      await begin()
      announcer.tellAll()
    },
    async signOut() {
      if (token !== null) void server.signOut(token)
      token = null
      backtest.forget()
      sync.stop()
      await tokens.clear()
      announcer.tellAll()
    },
    async close() {
      closed = true
      clearTimeout(waiting)
      announcer.close()
      backtest.cancel()
      sync.stop()
      sender.close()
      typed.close()
      await mirror.close()
      queue.close()
    },
  }
}
