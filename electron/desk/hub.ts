/**
 * A host's desks: one a person. A connection begins bound to nobody and can only sign in; signing in binds it to that
 * person's desk. Whom a connection was bound to is told to the host, which may bind it again after a restart.
 */
import path from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Clock, IdSource } from '#shared/clock.ts'
import type { SignInAnswer } from '#shared/feed.ts'
import { type DeskApi, type DeskStatus, refused, type WindowApi } from '#shared/rpc.ts'
import { fileTokenStore, loadAccount, saveAccount, type TokenStore } from './account.ts'
import { createDesk, type Desk, type PersonalApi } from './desk.ts'
import { deskFolder, readJson, writePrivate } from './files.ts'
import { NO_COUNTS, NO_EVALS, NO_PAGE, NO_TALLIES } from './nothing.ts'
import { type Answer, createServer } from './server.ts'
import type { SyncDelays } from './sync.ts'

export interface HubOptions {
  readonly serverUrl: string
  readonly dataDir: string
  readonly clock: Clock
  readonly ids: IdSource
  readonly logger: Logger
  readonly generation: number
  /** Where a person's token is kept; a file in their folder unless the shell has better. */
  readonly tokens?: (folder: string) => TokenStore
  readonly delays?: Partial<SyncDelays>
  /**
   * True: all connections belong to the one person who signed in last, also after a restart (a desktop application).
   * Otherwise each connection is bound by itself (browsers).
   */
  readonly together?: boolean
}

/** Names a desk on this machine, for a host to remember. */
export interface DeskKey {
  readonly venueId: string
  readonly personId: string
}

export const deskKey = z.object({ venueId: z.string(), personId: z.string() })

export interface ConnectionOptions {
  readonly window: WindowApi
  /** The desk that this connection was bound to before, if any. */
  readonly bound?: DeskKey | null
  /** The connection belongs to that person now, or (null) to nobody. */
  onBound?(key: DeskKey | null): void
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

export function createHub(options: HubOptions): Hub {
  const server = createServer(options.serverUrl)
  const desks = new Map<string, Promise<Desk | null>>()
  const tokensIn = options.tokens ?? fileTokenStore
  /** Connections by the desk that they are bound to. */
  const bound = new Map<Desk, number>()
  const binders = new Set<(desk: Desk | null) => void>()

  const folderOf = ({ venueId, personId }: DeskKey) => deskFolder(options.dataDir, server.origin, venueId, personId)

  const deskOf = (key: DeskKey): Promise<Desk | null> => {
    const folder = folderOf(key)
    const known = desks.get(folder)
    if (known !== undefined) return known
    const account = loadAccount(folder)
    if (account === null) return Promise.resolve(null)
    const { clock, ids, logger, generation, delays } = options
    const made = createDesk({
      folder,
      account,
      server,
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

  const lastFile = path.join(options.dataDir, 'last-person.json')
  const remembered = (): DeskKey | null => {
    const parsed = deskKey.safeParse(readJson(lastFile))
    return parsed.success ? parsed.data : null
  }
  const remember = (key: DeskKey | null) => {
    if (options.together) writePrivate(lastFile, JSON.stringify(key))
  }

  const connect = async (connection: ConnectionOptions): Promise<DeskConnection> => {
    let desk: Desk | null = null
    let detach: (() => void) | null = null

    const bind = (next: Desk | null) => {
      detach?.()
      if (desk !== null) bound.set(desk, (bound.get(desk) ?? 1) - 1)
      desk = next
      detach = next?.attach(connection.window) ?? null
      if (next !== null) bound.set(next, (bound.get(next) ?? 0) + 1)
    }
    const rebind = (next: Desk | null) => {
      bind(next)
      connection.window.statusChanged(status())
    }
    binders.add(rebind)

    const status = (): DeskStatus => desk?.status() ?? unbound(options.generation)
    const nobody: PersonalApi = {
      status: async () => status(),
      inbox: async () => NO_PAGE,
      counts: async () => NO_COUNTS,
      thread: async () => null,
      customer: async () => null,
      earlier: async () => [],
      decision: async () => null,
      venue: async () => null,
      bookings: async () => [],
      evals: async () => NO_EVALS,
      draft: async () => null,
      texts: async () => [],
      audit: async () => refused('not_signed_in'),
      auditFile: async () => refused('not_signed_in'),
      team: async () => refused('not_signed_in'),
      removeDemo: async () => refused('not_signed_in'),
      changePassword: async () => refused('not_signed_in'),
      insights: async () => refused('not_signed_in'),
      engine: async () => refused('not_signed_in'),
      backtest: async () => null,
      beginBacktest: async () => refused('not_signed_in'),
      cancelBacktest: async () => {},
      notices: async () => [],
      command: async () => refused('not_signed_in'),
      bulk: async () => refused('not_signed_in'),
      bulks: async () => [],
      dismissBulk: async () => {},
      tallies: async () => NO_TALLIES,
      ids: async () => [],
      customers: async () => [],
      threadHits: async () => [],
      later: async () => [],
      dismissNotice: async () => {},
      typed: async () => [],
      tryAlert: async () => {},
      saveTyped: async (words) => ({ ...words, at: 0 }),
    }
    const api = () => desk?.api ?? nobody

    const enter = async (answer: Answer<SignInAnswer>): ReturnType<DeskApi['signIn']> => {
      if (answer.kind !== 'ok') return refusedBy(answer)
      const { token, person, venue } = answer.value
      const key = { venueId: venue.id, personId: person.id }
      const before = loadAccount(folderOf(key))?.person.role ?? person.role
      saveAccount(folderOf(key), { person, venue })
      const own = await deskOf(key)
      if (own === null) return refused('internal')
      if (options.together && desk !== null && desk !== own) await desk.signOut()
      await own.signedIn(token, person, { afresh: before !== person.role })
      remember(key)
      connection.onBound?.(key)
      for (const each of options.together ? binders : [rebind]) each(own)
      return { ok: true, status: status() }
    }

    const signOut = async () => {
      const left = desk
      remember(null)
      connection.onBound?.(null)
      for (const each of options.together ? binders : [rebind]) each(null)
      if (left !== null && (bound.get(left) ?? 0) <= 0) await left.signOut()
    }

    const before = options.together ? remembered() : (connection.bound ?? null)
    bind(before === null ? null : await deskOf(before))

    return {
      api: {
        signIn: async (who) => enter(await server.signIn(who)),
        acceptInvite: async (invite) => enter(await server.acceptInvite(invite)),
        lookAtInvite: async (token) => {
          const answer = await server.lookAtInvite(token)
          return answer.kind === 'ok' ? { ok: true, invite: answer.value } : refusedBy(answer)
        },
        setupState: async () => {
          const answer = await server.setupState()
          return answer.kind === 'ok' ? { ok: true, setup: answer.value } : refusedBy(answer)
        },
        lookAtSetup: async (token) => {
          const answer = await server.lookAtSetup(token)
          return answer.kind === 'ok' ? { ok: true } : refusedBy(answer)
        },
        setUp: async (body) => enter(await server.setUp(body)),
        fillDemo: async (body) => enter(await server.fillDemo(body)),
        removeDemo: (tokenHash) => api().removeDemo(tokenHash),
        changePassword: (body) => api().changePassword(body),
        signOut,
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
        here: async (place) => desk?.here(connection.window, place),
      },
      close() {
        binders.delete(rebind)
        bind(null)
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

function unbound(generation: number): DeskStatus {
  return {
    connection: 'signed_out',
    person: null,
    venueId: null,
    firstSync: null,
    inStepAt: null,
    queued: 0,
    stopUnheard: null,
    mirrorRebuilt: null,
    sessionEnded: false,
    generation,
  }
}
