/** The whole product as processes of its own, over a fresh data folder: sandbox, sync server, console for a browser. */
import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort, type Service, startService, stopService } from '../scripts/processes.ts'
import { WEB_HOST } from '../scripts/window.ts'
import { FILLED_DEMO } from './build.ts'

export interface Stack {
  readonly server: string
  readonly desk: string
  readonly sandbox: string
  readonly folder: string
  stopServer(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** @param more settings that it has this time only */
  startServer(more?: NodeJS.ProcessEnv): Promise<void>
  stopDesk(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
  startDesk(): Promise<void>
  /** A console on another device: its address. */
  anotherDesk(): Promise<string>
  /** Another venue on a server of its own, with the same ids and people as the first. */
  anotherVenue(name: string): Promise<{ readonly url: string; readonly owner: Api; stop(): Promise<void> }>
  /** Texts the venue as a customer. */
  text(from: string, body: string): Promise<void>
  /** What that customer's phone has received. */
  received(number: string): Promise<{ body: string }[]>
  faults(faults: Record<string, unknown>): Promise<void>
  /** Somebody else's hands: commands straight over HTTP. Signed in once, however often it is asked for. */
  as(who: 'owner' | 'staff'): Promise<Api>
  close(): Promise<void>
}

export interface Api {
  command(
    type: string,
    payload: unknown,
    more?: Record<string, unknown>,
  ): Promise<Record<string, unknown> & { status: string; code?: string }>
  /** Every row of a table, as the feed gives it, the latest last. */
  rows(table: string): Promise<Row[]>
  get(path: string): Promise<Response>
}

export type Row = Record<string, unknown> & { readonly id: string; readonly seq: number }

interface FeedPage {
  readonly to: number
  readonly more: boolean
  readonly rows: readonly {
    readonly table: string
    readonly id: string
    readonly seq: number
    readonly row: Record<string, unknown> | null
  }[]
}

export async function startStack(extra: NodeJS.ProcessEnv = {}): Promise<Stack> {
  const folder = await mkdtemp(path.join(tmpdir(), 'greenlight-e2e-'))
  const demo = process.env[FILLED_DEMO]
  // Whoever wants another clock, or no demo, says so.
  if (demo !== undefined && Object.keys(extra).length === 0) await cp(demo, folder, { recursive: true })
  const [port, deskPort, sandboxPort] = [await freePort(), await freePort(), await freePort()]
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    GREENLIGHT_DEMO: '1',
    GREENLIGHT_LOG_LEVEL: 'warn',
    GREENLIGHT_DATA: folder,
    PORT: String(port),
    GREENLIGHT_DESK_PORT: String(deskPort),
    GREENLIGHT_SANDBOX_PORT: String(sandboxPort),
    ...extra,
  }
  const url = `http://127.0.0.1:${port}`
  const startServer = (more: NodeJS.ProcessEnv = {}) =>
    startService('server', 'sync-server/main.ts', [], { ...env, ...more })
  const startDesk = () => startService('console', WEB_HOST, ['--server', url], env)
  // Side by side: none needs another to start.
  const begun = await Promise.allSettled([
    startService('sandbox', 'sync-server/sandbox/main.ts', [], env),
    startServer(),
    startDesk(),
  ])
  const [sandbox, firstServer, firstDesk] = begun.map((one) => (one.status === 'fulfilled' ? one.value : null))
  if (!sandbox || !firstServer || !firstDesk) {
    for (const service of [firstDesk, firstServer, sandbox]) if (service) await stopService(service)
    throw begun.find((one) => one.status === 'rejected')?.reason
  }
  let server: Service | null = firstServer
  let desk: Service | null = firstDesk
  const others: Service[] = []

  const end = async (service: Service, signal: 'SIGTERM' | 'SIGKILL') => {
    if (signal === 'SIGKILL') service.child.kill('SIGKILL')
    await stopService(service)
  }
  const post = async (to: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(to, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })

  const hands: { [Who in 'owner' | 'staff']?: Promise<Api> } = {}
  const signIn = async (who: 'owner' | 'staff', at = url): Promise<Api> => {
    const signedIn = await post(`${at}/api/sign-in`, { email: `${who}@demo.test`, password: 'greenlight' })
    const { token } = (await signedIn.json()) as { token: string }
    const authorization = { authorization: `Bearer ${token}` }
    const get = (where: string) => fetch(`${at}${where}`, { headers: authorization })
    return {
      command: async (type, payload, more = {}) =>
        (await post(`${at}/api/commands`, { id: randomUUID(), type, payload, ...more }, authorization)).json() as never,
      rows: followFeed(get),
      get,
    }
  }

  return {
    server: url,
    desk: `http://127.0.0.1:${deskPort}`,
    sandbox: sandbox.url,
    folder,
    stopServer: async (signal = 'SIGTERM') => {
      if (server) await end(server, signal)
      server = null
    },
    startServer: async (more) => {
      server ??= await startServer(more)
    },
    stopDesk: async (signal = 'SIGTERM') => {
      if (desk) await end(desk, signal)
      desk = null
    },
    startDesk: async () => {
      desk ??= await startDesk()
    },
    anotherDesk: async () => {
      const apart = { GREENLIGHT_DATA: path.join(folder, `device-${others.length}`), GREENLIGHT_DESK_PORT: '0' }
      const other = await startService('console', WEB_HOST, ['--server', url], { ...env, ...apart })
      others.push(other)
      return other.url
    },
    anotherVenue: async (name) => {
      const apart = { GREENLIGHT_DATA: path.join(folder, `venue-${others.length}`), PORT: '0' }
      const other = await startService('server', 'sync-server/main.ts', [], { ...env, ...apart })
      others.push(other)
      const owner = await signIn('owner', other.url)
      await owner.command('venue.edit', { name })
      return { url: other.url, owner, stop: () => end(other, 'SIGTERM') }
    },
    text: async (from, body) => {
      const answer = await post(`${sandbox.url}/phone/send`, { from, body })
      if (!answer.ok) throw new Error(`the text was not taken: ${await answer.text()}`)
    },
    received: async (number) =>
      (await fetch(`${sandbox.url}/phone/messages?number=${encodeURIComponent(number)}`)).json() as Promise<
        { body: string }[]
      >,
    faults: async (faults) => {
      await post(`${sandbox.url}/phone/faults`, faults)
    },
    as: (who) => {
      hands[who] ??= signIn(who)
      return hands[who]
    },
    close: async () => {
      for (const service of [...others, desk, server, sandbox]) if (service) await end(service, 'SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Reads each table from the feed, of which it asks for no more than what has changed since it was asked last. */
function followFeed(get: Api['get']): Api['rows'] {
  const tables = new Map<string, Map<string, Row>>()
  let since = 0
  let reading: Promise<void> = Promise.resolve()
  const read = async () => {
    for (let more = true; more; ) {
      const page = (await (await get(`/api/changes?since=${since}&limit=5000`)).json()) as FeedPage
      for (const { table, id, seq, row } of page.rows) {
        const rows = tables.get(table) ?? new Map<string, Row>()
        tables.set(table, rows)
        // The latest stands last, as in the feed.
        rows.delete(id)
        if (row !== null) rows.set(id, { ...row, id, seq })
      }
      since = page.to
      more = page.more
    }
  }
  return async (table) => {
    reading = reading.catch(() => undefined).then(read)
    await reading
    return [...(tables.get(table)?.values() ?? [])]
  }
}
