/** A DevTools connection to Chromium: one socket, a flat session for each page. Typed by Playwright's own protocol types. */
import { EventEmitter } from 'node:events'
import type { CDPSession } from '@playwright/test'

interface Answer {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

export type Session = Pick<CDPSession, 'send' | 'on' | 'once'>

/** What is said to a page that is gone meanwhile is lost, as in Electron. */
export function unanswered(call: Promise<unknown>): void {
  call.catch(() => undefined)
}

export class Cdp {
  #nextId = 1
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  readonly #sessions = new Map<string, EventEmitter>()
  /** The browser itself. */
  readonly browser: Session

  static async connect(address: string): Promise<Cdp> {
    const socket = new WebSocket(address)
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true })
      socket.addEventListener('error', () => reject(new Error('Chromium did not take the connection')), { once: true })
    })
    const cdp = new Cdp(socket)
    await cdp.#closePopups()
    return cdp
  }

  constructor(socket: WebSocket) {
    this.#socket = socket
    this.browser = this.session('')
    socket.addEventListener('message', (event) => this.#receive(JSON.parse(String(event.data)) as Answer))
  }

  async attach(targetId: string): Promise<Session> {
    const { sessionId } = await this.browser.send('Target.attachToTarget', { targetId, flatten: true })
    return this.session(sessionId)
  }

  /** Calls that are open when the connection goes never settle: the process is about to end. */
  session(sessionId: string): Session {
    const events = new EventEmitter()
    this.#sessions.set(sessionId, events)
    const send = (method: string, params: object = {}): Promise<unknown> => {
      const id = this.#nextId++
      const answered = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
      this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }))
      return answered
    }
    return Object.assign(events, { send }) as unknown as Session
  }

  /** No page opens another one. */
  async #closePopups(): Promise<void> {
    this.browser.on('Target.targetCreated', ({ targetInfo: { targetId, openerId } }) => {
      if (openerId !== undefined) unanswered(this.browser.send('Target.closeTarget', { targetId }))
    })
    await this.browser.send('Target.setDiscoverTargets', { discover: true })
  }

  #receive({ id, sessionId, method, params, result, error }: Answer): void {
    if (id === undefined) {
      if (method !== undefined) this.#sessions.get(sessionId ?? '')?.emit(method, params)
      return
    }
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error) waiting?.reject(new Error(error.message))
    else waiting?.resolve(result)
  }
}
