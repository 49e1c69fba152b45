/** A real desk in this process, over a copy of a big mirror or over nothing. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { pino } from 'pino'
import type { DeskApi } from '#shared/rpc.ts'
import { saveAccount } from '../../electron/desk/account.ts'
import { deskFolder, writePrivate } from '../../electron/desk/files.ts'
import type { DeskKey } from '../../electron/desk/keeping.ts'
import { ROOT } from '../../scripts/processes.ts'
import { WEB_HOST } from '../../scripts/window.ts'
import { DEMO } from '../../sync-server/demo/venue.ts'
import { type BigVenue, copyTo } from '../venue/files.ts'
import type { Scratch } from './scratch.ts'

const OWNER = DEMO.people[0]!
export const OWNER_KEY: DeskKey = { venueId: DEMO.id, personId: OWNER.id }
/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9'

export interface LocalDesk {
  readonly api: DeskApi
  /** The mirror's file, which the desk holds open. */
  readonly mirror: string
  close(): Promise<void>
}

/** Where the owner's desk of that server looks for its mirror. */
const mirrorIn = (dataDir: string, serverUrl: string): string =>
  path.join(deskFolder(dataDir, serverUrl, OWNER_KEY.venueId, OWNER_KEY.personId), 'mirror.db')

/** The same, with who it belongs to beside it. */
function layAccount(dataDir: string, serverUrl: string): string {
  const mirror = mirrorIn(dataDir, serverUrl)
  const { id, name, timeZone } = DEMO
  saveAccount(path.dirname(mirror), { person: { ...OWNER, active: true }, venue: { id, name, timeZone } })
  return mirror
}

/** Lays a mirror where the owner's desk of that server looks for it. @returns the mirror's file */
export function layMirror(venue: BigVenue, dataDir: string, serverUrl: string): string {
  const mirror = layAccount(dataDir, serverUrl)
  copyTo(venue.mirror, mirror)
  return mirror
}

interface DeskOf {
  readonly dataDir: string
  readonly serverUrl: string
}

/** What a sign-in leaves behind: whose desk it is, and the owner's session. */
export function laySession({ dataDir, serverUrl, token }: DeskOf & { readonly token: string }): void {
  const mirror = layAccount(dataDir, serverUrl)
  writePrivate(path.join(path.dirname(mirror), 'session'), token)
}

/** The desk as it is built: read from its sources, the thread that writes its mirror takes twice as long to begin. */
async function builtDesk(): Promise<typeof import('../../electron/desk/hub.ts')> {
  return import(pathToFileURL(path.join(ROOT, path.dirname(WEB_HOST), 'hub.cjs')).href)
}

/** The owner's desk of a server, once its session is laid; it begins to sync at once. What lies in its folder by then is what it has. */
export async function openDesk({ dataDir, serverUrl }: DeskOf): Promise<LocalDesk> {
  const mirror = mirrorIn(dataDir, serverUrl)
  const { createHub } = await builtDesk()
  let ids = 0
  const hub = createHub({
    serverUrl,
    dataDir,
    clock: Date.now,
    ids: () => `device-${process.pid}-${ids++}`,
    logger: pino({ level: 'silent' }),
    // Whether somebody listens is found out at once: how long a desk waits before it asks again is not measured.
    delays: { retryFrom: 20, retryTo: 20 },
  })
  const nothing = () => undefined
  const { api } = await hub.connect({
    window: { statusChanged: nothing, changed: nothing, presence: nothing, alert: nothing, venuesChanged: nothing },
    bound: OWNER_KEY,
  })
  return { api, mirror, close: () => hub.close() }
}

/** A desk with its server away: what it answers comes from its files. */
export function openLocalDesk(venue: BigVenue, scratch: Scratch): Promise<LocalDesk> {
  const at = { dataDir: scratch.folder('desk'), serverUrl: NOWHERE }
  layMirror(venue, at.dataDir, NOWHERE)
  laySession({ ...at, token: 'nobody asks' })
  return openDesk(at)
}
