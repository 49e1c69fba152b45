/** utilityProcess: a Node process of its own, with ports handed to it over the pipe between the two. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { UtilityProcess as ElectronUtilityProcess, ForkOptions, ProcessMetric } from 'electron'
import { type Port, type PortMail, PortRelay } from './ports.ts'
import { StrictEmitter, strict } from './strict.ts'

export type ToUtility = { readonly kind: 'message'; readonly data: unknown; readonly ports: number[] } | PortMail
export type FromUtility = { readonly kind: 'message'; readonly data: unknown } | PortMail

const CHILD = fileURLToPath(new URL('utility-child.ts', import.meta.url))

const alive = new Map<UtilityProcess, string>()

class UtilityProcess
  extends StrictEmitter
  implements Pick<ElectronUtilityProcess, 'postMessage' | 'kill' | 'pid' | 'stdout' | 'stderr'>
{
  readonly stdout = null
  readonly stderr = null
  readonly #child: ChildProcess
  readonly #relay: PortRelay

  constructor(modulePath: string, args: readonly string[], { serviceName = 'Node Utility Process', env }: ForkOptions) {
    super('UtilityProcess', ['spawn', 'exit', 'message', 'error'])
    this.#child = fork(CHILD, [modulePath, ...args], {
      serialization: 'advanced',
      env: env as NodeJS.ProcessEnv | undefined,
      execArgv: [],
    })
    this.#relay = new PortRelay((mail) => this.#send(mail))
    alive.set(this, serviceName)
    this.#child.once('spawn', () => this.emit('spawn'))
    this.#child.once('exit', (code) => {
      alive.delete(this)
      this.#relay.closeAll()
      this.emit('exit', code ?? 1)
    })
    this.#child.on('message', (mail: FromUtility) => {
      if (mail.kind === 'message') this.emit('message', mail.data)
      else this.#relay.receive(mail)
    })
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null ? this.#child.pid : undefined
  }

  postMessage(data: unknown, transfer: readonly object[] = []): void {
    this.#send({ kind: 'message', data, ports: (transfer as readonly Port[]).map((port) => this.#relay.give(port)) })
  }

  kill(): boolean {
    return this.#child.kill()
  }

  #send(mail: ToUtility): void {
    // What is sent to a process that has just died is lost, as in Electron.
    if (this.#child.connected) this.#child.send(mail, () => undefined)
  }
}

export const utilityProcess = strict('utilityProcess', {
  fork: (modulePath: string, args: readonly string[] = [], options: ForkOptions = {}) =>
    new UtilityProcess(modulePath, args, options),
})

export function utilityMetrics(): Pick<ProcessMetric, 'pid' | 'type' | 'name'>[] {
  return [...alive].map(([child, name]) => ({ pid: child.pid ?? 0, type: 'Utility', name }))
}

/** No process is left behind when this one ends. */
process.once('exit', () => {
  for (const child of alive.keys()) child.kill()
})
