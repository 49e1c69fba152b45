/** Runs inside the utility process: gives it `process.parentPort`, then runs its module. */
import { pathToFileURL } from 'node:url'
import type { ParentPort } from 'electron'
import { type PortMail, PortRelay } from './ports.ts'
import { type Listener, StrictEmitter } from './strict.ts'
import type { FromUtility, ToUtility } from './utility-process.ts'

const send = (mail: FromUtility): void => {
  if (process.connected) process.send?.(mail)
}
const relay = new PortRelay((mail: PortMail) => send(mail))

/** Messages wait until somebody listens. */
class StandInParentPort extends StrictEmitter implements Pick<ParentPort, 'postMessage'> {
  #queue: object[] | null = []

  constructor() {
    super('parentPort', ['message'])
  }

  override on(event: string, listener: Listener): this {
    super.on(event, listener)
    const queue = this.#queue
    this.#queue = null
    for (const message of queue ?? []) this.emit('message', message)
    return this
  }

  postMessage(data: unknown): void {
    send({ kind: 'message', data })
  }

  arrive(message: object): void {
    if (this.#queue) this.#queue.push(message)
    else this.emit('message', message)
  }
}

const parentPort = new StandInParentPort()
Object.defineProperty(process, 'parentPort', { value: parentPort })

process.on('message', (mail: ToUtility) => {
  if (mail.kind !== 'message') relay.receive(mail)
  else parentPort.arrive({ data: mail.data, ports: mail.ports.map((port) => relay.take(port)) })
})
process.once('disconnect', () => process.exit())

const [, , modulePath = '', ...args] = process.argv
process.argv = [process.execPath, modulePath, ...args]
await import(pathToFileURL(modulePath).href)
