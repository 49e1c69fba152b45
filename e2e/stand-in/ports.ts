/** MessageChannelMain and its ports, and the way of a port into another process: a number that both sides know. */
import type { MessagePortMain } from 'electron'
import { StrictEmitter } from './strict.ts'

type PortApi = Pick<MessagePortMain, 'postMessage' | 'start' | 'close'>

export class Port extends StrictEmitter implements PortApi {
  #peer: Port | null = null
  #queue: unknown[] | null = []
  #closed = false
  #transferred = false

  constructor() {
    super('MessagePortMain', ['message', 'close'])
  }

  static pair(): [Port, Port] {
    const [one, two] = [new Port(), new Port()]
    one.#peer = two
    two.#peer = one
    return [one, two]
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (this.#transferred) throw new Error('This port was handed over already')
    if (transfer.length > 0) throw new Error('The stand-in carries no ports over ports')
    const copy = structuredClone(message)
    const peer = this.#peer
    if (peer) queueMicrotask(() => peer.#arrive(copy))
  }

  start(): void {
    const queue = this.#queue
    this.#queue = null
    for (const data of queue ?? []) this.#arrive(data)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    const peer = this.#peer
    if (peer) queueMicrotask(() => peer.#peerClosed())
  }

  /** Gives the port away: what arrives goes to `carry`, and the port itself is of no more use here. */
  handOver(carry: { message: (data: unknown) => void; closed: () => void }): { post: (data: unknown) => void } {
    this.on('message', (event: { data: unknown }) => carry.message(event.data))
    this.on('close', carry.closed)
    this.start()
    this.#transferred = true
    const peer = this.#peer
    return {
      post(data) {
        if (peer) peer.#arrive(data)
      },
    }
  }

  #arrive(data: unknown): void {
    if (this.#closed) return
    if (this.#queue) this.#queue.push(data)
    else this.emit('message', { data, ports: [] })
  }

  #peerClosed(): void {
    if (this.#closed) return
    this.#closed = true
    this.emit('close')
  }
}

export class MessageChannelMain {
  readonly port1: Port
  readonly port2: Port

  constructor() {
    ;[this.port1, this.port2] = Port.pair()
  }
}

/** What travels for a port between two processes. */
export type PortMail =
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'port-closed'; readonly port: number }

/** One end of a line between two processes over which ports are handed. Only one side hands ports over. */
export class PortRelay {
  #next = 1
  readonly #local = new Map<number, { post: (data: unknown) => void; close: () => void }>()
  readonly #send: (mail: PortMail) => void

  constructor(send: (mail: PortMail) => void) {
    this.#send = send
  }

  /** Hands a port to the other side, under the number that is returned. */
  give(port: Port): number {
    const number = this.#next++
    const { post } = port.handOver({
      message: (data) => this.#send({ kind: 'port', port: number, data }),
      closed: () => this.#send({ kind: 'port-closed', port: number }),
    })
    this.#local.set(number, { post, close: () => port.close() })
    return number
  }

  /** The port that the other side has handed over under that number. */
  take(number: number): Port {
    const [mine, wire] = Port.pair()
    const { post } = wire.handOver({
      message: (data) => this.#send({ kind: 'port', port: number, data }),
      closed: () => this.#send({ kind: 'port-closed', port: number }),
    })
    this.#local.set(number, { post, close: () => wire.close() })
    return mine
  }

  receive(mail: PortMail): void {
    const local = this.#local.get(mail.port)
    if (mail.kind === 'port') local?.post(mail.data)
    else this.#drop(mail.port)
  }

  /** The other side is gone, and its ends of all ports with it. */
  closeAll(): void {
    for (const number of [...this.#local.keys()]) this.#drop(number)
  }

  #drop(number: number): void {
    this.#local.get(number)?.close()
    this.#local.delete(number)
  }
}
