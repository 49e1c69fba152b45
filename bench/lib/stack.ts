/** The whole product as processes of its own over a big venue: sandbox, sync server, console for a browser. */
import { randomUUID } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import path from 'node:path'
import { freePort } from '../../scripts/processes.ts'
import { WEB_HOST } from '../../scripts/window.ts'
import { DEMO } from '../../sync-server/demo/venue.ts'
import { type BigVenue, copyTo } from '../venue/files.ts'
import { layMirror } from './desk.ts'
import { type Running, startProcess } from './processes.ts'
import type { Scratch } from './scratch.ts'

export const PASSWORD = 'greenlight'
export const emailOf = (role: 'owner' | 'staff'): string => DEMO.people.find((person) => person.role === role)!.email

export interface BigStack {
  readonly server: string
  readonly desk: string
  readonly sandbox: string
  /** Holds the server's database and, in `desk`, the console's files. */
  readonly folder: string
  /** Process ids, as of now. */
  readonly processes: { server: number; desk: number }
  /** The console's process ends and begins anew. @returns milliseconds until it listened */
  restartDesk(): Promise<number>
  /** On the same data, at the same address. */
  restartServer(): Promise<void>
  signIn(role: 'owner' | 'staff'): Promise<Api>
  close(): Promise<void>
}

/** Somebody's hands on the server's own interface. */
export interface Api {
  readonly token: string
  command(
    type: string,
    payload: unknown,
  ): Promise<{ readonly status: string; readonly seq: number; readonly code?: string }>
  get<T>(path: string): Promise<T>
}

/** @param desk whether a console runs, with a mirror that is in step with the server */
export async function startBigStack(
  venue: BigVenue,
  scratch: Scratch,
  { desk: withDesk }: { readonly desk: boolean },
): Promise<BigStack> {
  const folder = scratch.folder('stack')
  const log = openSync(path.join(folder, 'log'), 'a')
  copyTo(venue.server, path.join(folder, 'greenlight.db'))
  const [port, deskPort, sandboxPort] = [await freePort(), await freePort(), await freePort()]
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    GREENLIGHT_DATA: folder,
    GREENLIGHT_DEMO: '0',
    PORT: String(port),
    GREENLIGHT_DESK_PORT: String(deskPort),
    GREENLIGHT_SANDBOX_PORT: String(sandboxPort),
  }
  const start = (name: string, file: string, args: readonly string[] = []) => startProcess(name, file, args, env, log)
  const startServer = () => start('server', 'sync-server/main.ts')
  const sandbox = await start('sandbox', 'sync-server/sandbox/main.ts')
  let server = await startServer()
  const startDesk = () => start('console', WEB_HOST, ['--server', server.url])
  let desk: Running | null = null
  if (withDesk) {
    layMirror(venue, path.join(folder, 'desk'), server.url)
    desk = await startDesk()
  }
  const processes = { server: server.pid, desk: desk?.pid ?? 0 }

  return {
    server: server.url,
    desk: desk?.url ?? '',
    sandbox: sandbox.url,
    folder,
    processes,
    async restartDesk() {
      await desk?.close()
      const begun = performance.now()
      desk = await startDesk()
      processes.desk = desk.pid
      return performance.now() - begun
    },
    async restartServer() {
      await server.close()
      server = await startServer()
      processes.server = server.pid
    },
    signIn: (role) => signIn(server.url, role),
    async close() {
      await desk?.close()
      await server.close()
      await sandbox.close()
      closeSync(log)
    },
  }
}

export async function signIn(server: string, role: 'owner' | 'staff'): Promise<Api> {
  const ask = async <T>(at: string, how: RequestInit = {}): Promise<T> => {
    const response = await fetch(server + at, how)
    return (await response.json()) as T
  }
  const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const { token } = await ask<{ token: string }>('/api/sign-in', post({ email: emailOf(role), password: PASSWORD }))
  const authorization = { authorization: `Bearer ${token}` }
  return {
    token,
    command: (type, payload) => ask('/api/commands', post({ id: randomUUID(), type, payload }, authorization)),
    get: (at) => ask(at, { headers: authorization }),
  }
}
