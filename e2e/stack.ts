/** The whole product as processes of its own, over a fresh data folder: sandbox, sync server, console for a browser. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort, type Service, startService, stopService } from '../scripts/processes.ts'

export interface Stack {
  readonly server: string
  readonly desk: string
  readonly sandbox: string
  readonly folder: string
  stopServer(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
  startServer(): Promise<void>
  stopDesk(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
  startDesk(): Promise<void>
  /** A console on another device: its address. */
  anotherDesk(): Promise<string>
  /** Texts the venue as a customer. */
  text(from: string, body: string): Promise<void>
  /** What that customer's phone has received. */
  received(number: string): Promise<{ body: string }[]>
  faults(faults: Record<string, unknown>): Promise<void>
  /** Somebody else's hands: commands straight over HTTP. */
  as(who: 'owner' | 'staff'): Promise<Api>
  close(): Promise<void>
}

export interface Api {
  command(
    type: string,
    payload: unknown,
    more?: Record<string, unknown>,
  ): Promise<Record<string, unknown> & { status: string; code?: string }>
  /** Every row of a table, as the feed gives it. */
  rows(table: string): Promise<(Record<string, unknown> & { id: string; seq: number })[]>
  get(path: string): Promise<Response>
}

export async function startStack(extra: NodeJS.ProcessEnv = {}): Promise<Stack> {
  const folder = await mkdtemp(path.join(tmpdir(), 'greenlight-e2e-'))
  const [port, deskPort, sandboxPort] = [await freePort(), await freePort(), await freePort()]
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    GREENLIGHT_DEMO: '1',
    GREENLIGHT_DATA: folder,
    PORT: String(port),
    GREENLIGHT_DESK_PORT: String(deskPort),
    GREENLIGHT_SANDBOX_PORT: String(sandboxPort),
    ...extra,
  }
  const url = `http://127.0.0.1:${port}`
  const sandbox = await startService('sandbox', 'sync-server/sandbox/main.ts', [], env)
  const startServer = () => startService('server', 'sync-server/main.ts', [], env)
  const startDesk = () => startService('console', 'electron/hosts/web-main.ts', ['--server', url], env)
  let server: Service | null = null
  let desk: Service | null = null
  const others: Service[] = []
  try {
    server = await startServer()
    desk = await startDesk()
  } catch (error) {
    for (const service of [server, sandbox]) if (service) await stopService(service)
    throw error
  }

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

  return {
    server: url,
    desk: `http://127.0.0.1:${deskPort}`,
    sandbox: sandbox.url,
    folder,
    stopServer: async (signal = 'SIGTERM') => {
      if (server) await end(server, signal)
      server = null
    },
    startServer: async () => {
      server ??= await startServer()
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
      const other = await startService('console', 'electron/hosts/web-main.ts', ['--server', url], { ...env, ...apart })
      others.push(other)
      return other.url
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
    as: async (who) => {
      const signedIn = await post(`${url}/api/sign-in`, { email: `${who}@demo.test`, password: 'greenlight' })
      const { token } = (await signedIn.json()) as { token: string }
      const authorization = { authorization: `Bearer ${token}` }
      return {
        command: async (type, payload, more = {}) =>
          (
            await post(`${url}/api/commands`, { id: randomUUID(), type, payload, ...more }, authorization)
          ).json() as never,
        rows: async (table) => {
          const found: { table: string; id: string; seq: number; row: object | null }[] = []
          for (let since = 0; ; ) {
            const page = (await (
              await fetch(`${url}/api/changes?since=${since}&limit=5000`, { headers: authorization })
            ).json()) as {
              to: number
              more: boolean
              rows: typeof found
            }
            found.push(...page.rows)
            since = page.to
            if (!page.more) break
          }
          return found
            .filter((r) => r.table === table && r.row !== null)
            .map((r) => ({ ...r.row, id: r.id, seq: r.seq }))
        },
        get: (where) => fetch(`${url}${where}`, { headers: authorization }),
      }
    },
    close: async () => {
      for (const service of [...others, desk, server, sandbox]) if (service) await end(service, 'SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
