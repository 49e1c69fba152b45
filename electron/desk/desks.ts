/** The desks of a host: one for each person at each venue of a server, each in a folder of its own, opened when asked for. */
import { rmSync } from 'node:fs'
import type { Logger } from 'pino'
import type { Clock, IdSource } from '#shared/clock.ts'
import { serverOriginOf } from '#shared/venues.ts'
import { type Account, fileTokenStore, loadAccount, saveAccount, type TokenStore } from './account.ts'
import { createDesk, type Desk, type DeskDelays } from './desk.ts'
import { accountOf, codeOf, deskFolder } from './files.ts'
import type { DeskKey } from './keeping.ts'
import { createServer, type Server } from './server.ts'

export interface DesksOptions {
  /** The server that is meant where none is named. */
  readonly serverUrl: string
  readonly dataDir: string
  readonly clock: Clock
  readonly ids: IdSource
  readonly logger: Logger
  /** Where a person's token is kept; a file in their folder unless the shell has better. */
  readonly tokens?: (folder: string) => TokenStore
  readonly delays?: Partial<DeskDelays>
}

/** A venue of a console. */
export interface Venue {
  readonly id: string
  readonly key: DeskKey
}

export interface Desks {
  /** The server that the host was started with. */
  readonly own: Server
  /** The server that a window names; null: no address that a password may be sent to. */
  serverAt(address: string | null | undefined): Server | null
  originOf(key: DeskKey): string
  venueOf(key: DeskKey): Venue
  /** Who is, or was, signed in there; null: nobody ever was. */
  accountAt(key: DeskKey): Account | null
  saveAccount(key: DeskKey, account: Account): void
  /** Null where nobody ever signed in. `expected`: see the desk's own. @throws where its files cannot be opened now */
  of(key: DeskKey, expected?: boolean): Promise<Desk | null>
  /** Null also where its files cannot be opened now. */
  open(key: DeskKey): Promise<Desk | null>
  /** Signs out, closes the desk and deletes its files. */
  remove(key: DeskKey, desk: Desk): Promise<void>
  close(): Promise<void>
}

export function createDesks(options: DesksOptions): Desks {
  const { dataDir, logger } = options
  const own = createServer(options.serverUrl)
  const servers = new Map<string, Server>([[own.origin, own]])
  const desks = new Map<string, Promise<Desk | null>>()
  const tokensIn = options.tokens ?? fileTokenStore

  const originOf = (key: DeskKey): string => key.server ?? own.origin
  const folderOf = (key: DeskKey) => deskFolder(dataDir, originOf(key), key.venueId, key.personId)

  const serverOf = (origin: string): Server => {
    const server = servers.get(origin) ?? createServer(origin)
    servers.set(origin, server)
    return server
  }

  const of = (key: DeskKey, expected = false): Promise<Desk | null> => {
    const folder = folderOf(key)
    const known = desks.get(folder)
    if (known !== undefined) return known
    const account = loadAccount(folder)
    if (account === null) return Promise.resolve(null)
    const { clock, ids, delays } = options
    const made = createDesk({
      folder,
      account,
      server: serverOf(originOf(key)),
      tokens: tokensIn(folder),
      clock,
      ids,
      logger,
      expected,
      ...(delays === undefined ? {} : { delays }),
    })
    desks.set(folder, made)
    // A folder that could not be opened, say on a full disk, is tried again by the next who asks.
    made.catch(() => desks.delete(folder))
    return made
  }

  return {
    own,
    serverAt(address) {
      if (address == null || address === own.origin) return own
      const origin = serverOriginOf(address)
      return origin === null ? null : serverOf(origin)
    },
    originOf,
    venueOf: (key) => ({ id: accountOf(originOf(key), key.venueId, key.personId), key }),
    accountAt: (key) => loadAccount(folderOf(key)),
    saveAccount: (key, account) => saveAccount(folderOf(key), account),
    of,
    open: (key) =>
      of(key).catch((error: unknown) => {
        logger.error({ code: codeOf(error) }, 'a venue of this console could not be opened')
        return null
      }),
    async remove(key, desk) {
      await desk.signOut()
      await desk.close()
      const folder = folderOf(key)
      desks.delete(folder)
      rmSync(folder, { recursive: true, force: true })
    },
    async close() {
      for (const opened of await Promise.allSettled(desks.values())) {
        if (opened.status === 'fulfilled') await opened.value?.close()
      }
      desks.clear()
    },
  }
}
