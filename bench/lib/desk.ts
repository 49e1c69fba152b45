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

/** Where the owner's desk of that server looks for its mirror; who it belongs to stands beside it. */
function layAccount(dataDir: string, serverUrl: string): string {
  const folder = deskFolder(dataDir, serverUrl, OWNER_KEY.venueId, OWNER_KEY.personId)
  const { id, name, timeZone } = DEMO
  saveAccount(folder, { person: { ...OWNER, active: true }, venue: { id, name, timeZone } })
  return path.join(folder, 'mirror.db')
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
  /** Of the owner's session. */
  readonly token: string
}

/** The desk as it is built: read from its sources, the thread that writes its mirror takes twice as long to begin. */
async function builtDesk(): Promise<typeof import('../../electron/desk/hub.ts')> {
  return import(pathToFileURL(path.join(ROOT, path.dirname(WEB_HOST), 'hub.js')).href)
}

/** The owner's desk of a server; it begins to sync at once. What lies in its folder by then is what it has. */
export async function openDesk({ dataDir, serverUrl, token }: DeskOf): Promise<LocalDesk> {
  const mirror = layAccount(dataDir, serverUrl)
  writePrivate(path.join(path.dirname(mirror), 'session'), token)
  const { createHub } = await builtDesk()
  let ids = 0
  const hub = createHub({
    serverUrl,
    dataDir,
    clock: Date.now,
    ids: () => `device-${process.pid}-${ids++}`,
    logger: pino({ level: 'silent' }),
    generation: 1,
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
  const dataDir = scratch.folder('desk')
  layMirror(venue, dataDir, NOWHERE)
  return openDesk({ dataDir, serverUrl: NOWHERE, token: 'nobody asks' })
}
