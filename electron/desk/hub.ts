/**
 * A host's desks: one for each person at each venue, each in a folder of its own, all at work at once. A console has
 * some of them; a connection to it looks at one at a time, or at none, and only its own window changes which.
 */
import { rmSync } from 'node:fs'
import type { Logger } from 'pino'
import type { Clock, IdSource } from '#shared/clock.ts'
import type { SignInAnswer } from '#shared/feed.ts'
import { type DeskApi, type DeskStatus, refused, type WindowApi } from '#shared/rpc.ts'
import { serverOriginOf, type VenueGlance } from '#shared/venues.ts'
import { fileTokenStore, loadAccount, saveAccount, type TokenStore } from './account.ts'
import { createDesk, type Desk } from './desk.ts'
import { accountOf, codeOf, deskFolder } from './files.ts'
import { type DeskKey, type Keeping, looseKeeping } from './keeping.ts'
import type { DeskListener } from './listener.ts'
import { nobody } from './nobody.ts'
import { type Answer, createServer, type Server } from './server.ts'
import type { SyncDelays } from './sync.ts'

export interface HubOptions {
  /** The server that is meant where none is named. */
  readonly serverUrl: string
  readonly dataDir: string
  readonly clock: Clock
  readonly ids: IdSource
  readonly logger: Logger
  readonly generation: number
  /** Where a person's token is kept; a file in their folder unless the shell has better. */
  readonly tokens?: (folder: string) => TokenStore
  readonly delays?: Partial<SyncDelays>
}

export interface ConnectionOptions {
  readonly window: WindowApi
  /** Where the console keeps its venues; connections with the same one belong to one console. */
  readonly keeping?: Keeping
  /** Without a keeping: the one venue that the console begins with, if any. */
  readonly bound?: DeskKey | null
}

export interface DeskConnection {
  readonly api: DeskApi
  close(): void
}

export interface Hub {
  /** Somebody of that desk is about to connect: it begins to open meanwhile. */
  expect(key: DeskKey): void
  connect(options: ConnectionOptions): Promise<DeskConnection>
  /** Closes every desk. */
  close(): Promise<void>
}

/** A venue of a console. */
interface Venue {
  readonly id: string
  readonly key: DeskKey
}

/** The venues of a console, and those who are connected to it. */
interface Console {
  venues: readonly Venue[]
  /** What was looked at last: a window that comes next begins with it. */
  last: Venue | null
  readonly members: Set<Member>
  keep(): void
}

interface Member {
  readonly lookedAt: () => Venue | null
  /** Looks at that one, or at none, and tells the window. */
  show(venue: Venue | null, desk: Desk | null): void
  /** The console has others than before. */
  venuesCame(): void
}

/** So long at least between two words that something has changed in a venue that is not looked at. */
const HINT_MS = 200

export function createHub(options: HubOptions): Hub {
  const { dataDir, logger } = options
  const own = createServer(options.serverUrl)
  const servers = new Map<string, Server>([[own.origin, own]])
  const desks = new Map<string, Promise<Desk | null>>()
  const tokensIn = options.tokens ?? fileTokenStore
  const consoles = new Map<Keeping, Console>()

  const originOf = (key: DeskKey): string => key.server ?? own.origin
  const folderOf = (key: DeskKey) => deskFolder(dataDir, originOf(key), key.venueId, key.personId)
  const venueOf = (key: DeskKey): Venue => ({ id: accountOf(originOf(key), key.venueId, key.personId), key })

  const serverOf = (origin: string): Server => {
    const server = servers.get(origin) ?? createServer(origin)
    servers.set(origin, server)
    return server
  }
  /** The server that a window names; null: no address that a password may be sent to. */
  const serverAt = (at: string | null | undefined): Server | null => {
    if (at == null || at === own.origin) return own
    const origin = serverOriginOf(at)
    return origin === null ? null : serverOf(origin)
  }

  const deskOf = (key: DeskKey): Promise<Desk | null> => {
    const folder = folderOf(key)
    const known = desks.get(folder)
    if (known !== undefined) return known
    const account = loadAccount(folder)
    if (account === null) return Promise.resolve(null)
    const { clock, ids, generation, delays } = options
    const made = createDesk({
      folder,
      account,
      server: serverOf(originOf(key)),
      tokens: tokensIn(folder),
      clock,
      ids,
      logger,
      generation,
      ...(delays === undefined ? {} : { delays }),
    })
    desks.set(folder, made)
    // A folder that could not be opened, say on a full disk, is tried again by the next who asks.
    made.catch(() => desks.delete(folder))
    return made
  }
  /** Null also where its files cannot be opened now. */
  const openDesk = (key: DeskKey): Promise<Desk | null> =>
    deskOf(key).catch((error: unknown) => {
      logger.error({ code: codeOf(error) }, 'a venue of this console could not be opened')
      return null
    })

  const consoleOf = (keeping: Keeping): Console => {
    const known = consoles.get(keeping)
    if (known !== undefined) return known
    const { accounts, last } = keeping.load()
    const all = accounts.filter((key) => loadAccount(folderOf(key)) !== null).map(venueOf)
    const venues = all.filter((venue, i) => all.findIndex(({ id }) => id === venue.id) === i)
    const lastId = last === null ? null : venueOf(last).id
    const made: Console = {
      venues,
      last: venues.find(({ id }) => id === lastId) ?? venues[0] ?? null,
      members: new Set(),
      keep() {
        keeping.save({ accounts: made.venues.map(({ key }) => key), last: made.last?.key ?? null })
      },
    }
    consoles.set(keeping, made)
    return made
  }

  /** Another console that somebody is connected to has it too. */
  const isElsewhere = (here: Console, { id }: Venue): boolean =>
    [...consoles.values()].some(
      (console) => console !== here && console.members.size > 0 && console.venues.some((venue) => venue.id === id),
    )

  const leave = (console: Console, left: Venue) => {
    console.venues = console.venues.filter(({ id }) => id !== left.id)
    if (console.last?.id === left.id) console.last = null
    console.keep()
    for (const member of console.members) {
      if (member.lookedAt()?.id === left.id) member.show(null, null)
      member.venuesCame()
    }
  }

  const connect = async ({ window, keeping, bound }: ConnectionOptions): Promise<DeskConnection> => {
    const place = keeping ?? looseKeeping(bound ?? null)
    const console = consoleOf(place)
    let inView: { readonly venue: Venue; readonly desk: Desk } | null = null
    let closed = false
    /** Which change of view was asked for last. */
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
    /** The desks of all of the console's venues are at work, whichever is looked at. */
    const listenToAll = () => {
      for (const id of listeners.keys()) if (console.venues.every((venue) => venue.id !== id)) unlisten(id)
      for (const venue of console.venues) {
        if (listeners.has(venue.id)) continue
        void openDesk(venue.key).then((desk) => {
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

    const status = (): DeskStatus => inView?.desk.status() ?? unbound(options.generation, own.origin)
    const none = nobody(status)
    const api = () => inView?.desk.api ?? none

    const member: Member = {
      lookedAt: () => inView?.venue ?? null,
      show(venue, desk) {
        look(venue, desk)
        window.statusChanged(status())
      },
      venuesCame() {
        listenToAll()
        window.venuesChanged()
      },
    }
    console.members.add(member)

    const enter = async (
      at: string | null | undefined,
      ask: (server: Server) => Promise<Answer<SignInAnswer>>,
    ): ReturnType<DeskApi['signIn']> => {
      const server = serverAt(at)
      if (server === null) return refused('server_refused')
      const answer = await ask(server)
      if (answer.kind !== 'ok') return refusedBy(answer)
      const { token, person, venue } = answer.value
      const ids = { venueId: venue.id, personId: person.id }
      const next = venueOf(server === own ? ids : { server: server.origin, ...ids })
      const before = loadAccount(folderOf(next.key))?.person.role ?? person.role
      saveAccount(folderOf(next.key), { person, venue })
      const desk = await deskOf(next.key)
      if (desk === null) return refused('internal')
      await desk.signedIn(token, person, { afresh: before !== person.role })
      const old = inView
      // Whose session has ended makes room for who signs in at the same door.
      const room = old !== null && old.desk.status().connection === 'signed_out' && isSameServer(old.venue, next)
      const others = console.venues.filter(({ id }) => id !== next.id && !(room && id === old.venue.id))
      const known = console.venues.some(({ id }) => id === next.id)
      console.venues = known ? console.venues.filter((v) => v.id === next.id || others.includes(v)) : [...others, next]
      const comesIn = old === null || room || old.venue.id === next.id
      if (comesIn) console.last = next
      console.keep()
      for (const each of console.members) {
        const looksAt = each.lookedAt()
        if (looksAt === null || (each === member && comesIn) || console.venues.every(({ id }) => id !== looksAt.id))
          each.show(next, desk)
        each.venuesCame()
      }
      return { ok: true, status: desk.status() }
    }
    const isSameServer = (a: Venue, b: Venue) => originOf(a.key) === originOf(b.key)

    const find = (id: string): Venue | null => console.venues.find((venue) => venue.id === id) ?? null
    /** Its desk, for what is asked of it by name; null: the console has no such venue. */
    const named = async (id: string): Promise<Desk | null> => {
      const venue = find(id)
      return venue === null ? null : deskOf(venue.key)
    }

    const glanceAt = async ({ id, key }: Venue): Promise<VenueGlance> => {
      const last = { inView: console.last?.id === id }
      const desk = await openDesk(key)
      const glance = (await desk?.glance().catch(() => null)) ?? null
      if (glance !== null) return { ...glance, ...last }
      const name = loadAccount(folderOf(key))?.venue.name ?? ''
      const out = { ...unbound(options.generation, originOf(key)), account: id }
      return { account: id, name, status: out, needsYou: 0, autoSend: null, ...last }
    }

    const stopAt = async (id: string, venue: Venue) => {
      const { name } = await glanceAt(venue)
      const command = { id: `${id.slice(0, 46)}-${venue.id}`, type: 'killswitch.engage', payload: {} }
      const desk = await openDesk(venue.key)
      const result = desk === null ? refused('storage_unavailable') : await desk.api.command(command)
      return { account: venue.id, name, ok: result.ok, message: result.ok ? null : result.message }
    }

    const remove: DeskApi['removeVenue'] = async (id, losing) => {
      const venue = find(id)
      const desk = await named(id)
      if (venue === null || desk === null) return refused('no_such_venue')
      if (isElsewhere(console, venue)) return refused('venue_elsewhere')
      const agreed = new Set(losing)
      if ((await desk.unsent()).some((one) => !agreed.has(one.id))) return refused('unsent_actions')
      leave(console, venue)
      await desk.signOut()
      await desk.close()
      const folder = folderOf(venue.key)
      desks.delete(folder)
      rmSync(folder, { recursive: true, force: true })
      return { ok: true }
    }

    if (console.last !== null) {
      const desk = await deskOf(console.last.key)
      if (desk !== null) look(console.last, desk)
    }
    listenToAll()
    // Whoever has several wants to know of them; with one there is nothing to ask.
    if (console.venues.length > 1) window.venuesChanged()

    return {
      api: {
        signIn: (who, at) => enter(at, (server) => server.signIn(who)),
        acceptInvite: (invite, at) => enter(at, (server) => server.acceptInvite(invite)),
        async lookAtInvite(token, at) {
          const answer = await serverAt(at)?.lookAtInvite(token)
          if (answer === undefined) return refused('server_refused')
          return answer.kind === 'ok' ? { ok: true, invite: answer.value } : refusedBy(answer)
        },
        async setupState(at) {
          const answer = await serverAt(at)?.setupState()
          if (answer === undefined) return refused('server_refused')
          return answer.kind === 'ok' ? { ok: true, setup: answer.value } : refusedBy(answer)
        },
        async lookAtSetup(token, at) {
          const answer = await serverAt(at)?.lookAtSetup(token)
          if (answer === undefined) return refused('server_refused')
          return answer.kind === 'ok' ? { ok: true } : refusedBy(answer)
        },
        setUp: (body, at) => enter(at, (server) => server.setUp(body)),
        fillDemo: (body, at) => enter(at, (server) => server.fillDemo(body)),
        venues: () => Promise.all(console.venues.map(glanceAt)),
        async lookAt(id) {
          const venue = find(id)
          look(null, null)
          const mine = turn
          if (venue === null) return refused('no_such_venue')
          const desk = await deskOf(venue.key)
          if (desk === null || mine !== turn || closed) return refused('no_such_venue')
          look(venue, desk)
          console.last = venue
          console.keep()
          return { ok: true, status: desk.status() }
        },
        async find(conversationId) {
          const first = inView?.venue.id
          const venues = console.venues.toSorted((a, b) => Number(b.id === first) - Number(a.id === first))
          for (const venue of venues) {
            const desk = await openDesk(venue.key)
            if (desk !== null && (await desk.api.thread(conversationId)) !== null) return venue.id
          }
          return null
        },
        stop: (id, account) =>
          Promise.all(
            console.venues
              .filter((venue) => account === null || venue.id === account)
              .map((venue) => stopAt(id, venue)),
          ),
        async commandAt(account, command) {
          const desk = await named(account)
          return desk === null ? refused('no_such_venue') : desk.api.command(command)
        },
        async saveTypedAt(account, typed) {
          const desk = await named(account)
          if (desk === null) return refused('no_such_venue')
          await desk.api.saveTyped(typed)
          return { ok: true }
        },
        unsent: async (account) => (await named(account))?.unsent() ?? [],
        removeVenue: remove,
        async signOut() {
          const left = inView
          if (left === null) return
          const elsewhere = isElsewhere(console, left.venue)
          leave(console, left.venue)
          if (!elsewhere) await left.desk.signOut()
        },
        removeDemo: (tokenHash) => api().removeDemo(tokenHash),
        changePassword: (body) => api().changePassword(body),
        status: () => api().status(),
        inbox: (query) => api().inbox(query),
        counts: () => api().counts(),
        thread: (id) => api().thread(id),
        customer: (id) => api().customer(id),
        earlier: (id, before) => api().earlier(id, before),
        decision: (id) => api().decision(id),
        venue: () => api().venue(),
        bookings: (query) => api().bookings(query),
        evals: () => api().evals(),
        draft: (id) => api().draft(id),
        texts: (ids) => api().texts(ids),
        audit: (query) => api().audit(query),
        auditFile: (query, format) => api().auditFile(query, format),
        team: () => api().team(),
        insights: (days) => api().insights(days),
        engine: () => api().engine(),
        backtest: () => api().backtest(),
        beginBacktest: (query) => api().beginBacktest(query),
        cancelBacktest: () => api().cancelBacktest(),
        command: (command) => api().command(command),
        bulk: (act) => api().bulk(act),
        bulks: () => api().bulks(),
        dismissBulk: (id) => api().dismissBulk(id),
        tallies: () => api().tallies(),
        ids: (query) => api().ids(query),
        customers: (search) => api().customers(search),
        threadHits: (id, search) => api().threadHits(id, search),
        later: (id, after) => api().later(id, after),
        notices: () => api().notices(),
        dismissNotice: (id) => api().dismissNotice(id),
        typed: (id) => api().typed(id),
        tryAlert: (kind) => api().tryAlert(kind),
        saveTyped: (words) => api().saveTyped(words),
        async here(at) {
          const listener = inView === null ? undefined : listeners.get(inView.venue.id)?.listener
          if (listener !== undefined) inView?.desk.here(listener, at)
        },
      },
      close() {
        closed = true
        if (hinting !== null) clearTimeout(hinting)
        console.members.delete(member)
        inView = null
        for (const id of [...listeners.keys()]) unlisten(id)
        if (keeping === undefined) consoles.delete(place)
      },
    }
  }

  return {
    expect(key) {
      // Whoever connects is told of the trouble.
      deskOf(key).catch(() => null)
    },
    connect,
    async close() {
      for (const opened of await Promise.allSettled(desks.values())) {
        if (opened.status === 'fulfilled') await opened.value?.close()
      }
      desks.clear()
    },
  }
}

const refusedBy = (answer: Exclude<Answer<never>, { kind: 'ok' }>) =>
  answer.kind === 'unreachable' ? refused('offline') : refused(answer.refusal.code, answer.refusal.message)

function unbound(generation: number, server: string): DeskStatus {
  return {
    connection: 'signed_out',
    person: null,
    venueId: null,
    account: null,
    server,
    firstSync: null,
    inStepAt: null,
    queued: 0,
    stopUnheard: null,
    mirrorRebuilt: null,
    sessionEnded: false,
    generation,
  }
}
