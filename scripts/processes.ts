/** Child processes that end with their parent, whatever way it goes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'

export const ROOT = path.resolve(import.meta.dirname, '..')
const PATIENCE = 10_000

export interface Service {
  readonly name: string
  readonly child: ChildProcess
  /** The address that it printed when it was ready. */
  readonly url: string
}

/**
 * Starts a process that prints `… http://…` when it is ready. @throws when it ends before that.
 * @param errors where its standard error goes: to this one's, or to an open file
 */
export async function startService(
  name: string,
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  errors: 'inherit' | number = 'inherit',
): Promise<Service> {
  const child = spawn(process.execPath, [path.join(ROOT, file), ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', errors],
  })
  const lines = createInterface({ input: child.stdout! })
  const ready = new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      const url = /https?:\/\/\S+/.exec(line)?.[0]
      if (url && !line.startsWith('{')) resolve(url)
    })
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw Object.assign(new Error(`${name} did not start`), { exitCode: code ?? 1 })
  })
  const url = await Promise.race([ready, ended])
  ended.catch(() => undefined)
  return { name, child, url }
}

export async function stopService({ child }: Service): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  await gone
  clearTimeout(kill)
}

/** A port that is free now, for a setting of 0 that others must know beforehand. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Calls `stop` once: on a signal, or when the parent is gone. */
export function onStop(stop: () => void): void {
  let called = false
  const once = () => {
    if (called) return
    called = true
    stop()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, once)
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) once()
  }, 1_000).unref()
}
