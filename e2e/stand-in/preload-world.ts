/** The isolated world of a page, where the real preload runs: its `require('electron')`, over one DevTools binding. */
import { readFileSync } from 'node:fs'
import { decode, encode } from './codec.ts'

export const WORLD = 'Electron Isolated Context'
export const BINDING = '__standInSend'
export const RECEIVER = '__standInReceive'
const EXPOSE_EVENT = 'stand-in-expose'
const OPEN_EVENT = 'stand-in-open'
/** Electron tells a page's port that its other end is gone; Chromium does not, so it is the last message of each. */
const CLOSED = 'stand-in-closed'

interface Names {
  readonly binding: string
  readonly receiver: string
  readonly exposeEvent: string
  readonly openEvent: string
  readonly closed: string
}
const NAMES = JSON.stringify({
  binding: BINDING,
  receiver: RECEIVER,
  exposeEvent: EXPOSE_EVENT,
  openEvent: OPEN_EVENT,
  closed: CLOSED,
} satisfies Names)

/** From the page's isolated world to the stand-in. */
export type FromPage =
  | { readonly kind: 'send'; readonly channel: string; readonly args: unknown[] }
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'invoke'; readonly id: number; readonly channel: string; readonly args: unknown[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }

/** From the stand-in to the page's isolated world. */
export type ToPage =
  | { readonly kind: 'message'; readonly channel: string; readonly args: unknown[]; readonly ports: number[] }
  | { readonly kind: 'result'; readonly id: number; readonly value?: unknown; readonly error?: string }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'port-closed'; readonly port: number }

/** For the page's own world: takes what the preload exposes, and opens no windows. Runs before the page's scripts. */
export function mainWorldSource(): string {
  return `(${mainWorld.toString()})(${NAMES})`
}

/** For the isolated world: the preload, as a sandboxed one runs. Top frames only, as in Electron. */
export function isolatedWorldSource(preloadFile: string): string {
  const preload = `function (require, process, module, exports) {\n${readFileSync(preloadFile, 'utf8')}\n}`
  const facts = JSON.stringify({ platform: process.platform })
  return `if (window === window.top) (${isolatedWorld.toString()})(${preload}, ${NAMES}, ${facts}, ${encode.toString()}, ${decode.toString()})`
}

function mainWorld({ exposeEvent, openEvent, closed }: Names): void {
  const freeze = (value: unknown): unknown => {
    if (value !== null && typeof value === 'object') Object.values(Object.freeze(value)).forEach(freeze)
    return value
  }
  window.addEventListener(exposeEvent, (event) => {
    const { name, value } = JSON.parse((event as CustomEvent<string>).detail) as { name: string; value: unknown }
    Object.defineProperty(window, name, { value: freeze(value), enumerable: true })
  })
  const hearClosing = (port: MessagePort) =>
    port.addEventListener('message', (event) => {
      if (event.data !== closed) return
      event.stopImmediatePropagation()
      port.dispatchEvent(new Event('close'))
    })
  window.addEventListener('message', (event) => event.ports.forEach(hearClosing), true)
  window.open = (url = 'about:blank') => {
    window.dispatchEvent(new CustomEvent(openEvent, { detail: new URL(url, location.href).href }))
    return null
  }
}

type Preload = (
  require: (name: string) => unknown,
  process: object,
  module: { exports: object },
  exports: object,
) => void

/** Self-contained: its text is what runs. */
function isolatedWorld(
  preload: Preload,
  names: Names,
  facts: object,
  encodeText: typeof encode,
  decodeText: typeof decode,
): void {
  const world = globalThis as unknown as Record<string, (text: string) => void>
  const post = (mail: FromPage) => world[names.binding]?.(encodeText(mail))
  const listeners = new Map<string, ((event: object, ...args: unknown[]) => void)[]>()
  const invoked = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  const ports = new Map<number, MessagePort>()
  let lastInvoke = 0

  const take = (port: number): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    port2.onmessage = (event) => post({ kind: 'port', port, data: event.data })
    ports.set(port, port2)
    return port1
  }

  const receive = (mail: ToPage): void => {
    if (mail.kind === 'message') {
      const event = { ports: mail.ports.map(take), sender: ipcRenderer }
      for (const listener of listeners.get(mail.channel) ?? []) listener(event, ...mail.args)
    } else if (mail.kind === 'result') {
      const call = invoked.get(mail.id)
      invoked.delete(mail.id)
      if (mail.error === undefined) call?.resolve(mail.value)
      else call?.reject(new Error(mail.error))
    } else if (mail.kind === 'port') {
      ports.get(mail.port)?.postMessage(mail.data)
    } else {
      ports.get(mail.port)?.postMessage(names.closed)
      ports.delete(mail.port)
    }
  }
  window.addEventListener(names.openEvent, (event) =>
    post({ kind: 'open', url: (event as CustomEvent<string>).detail }),
  )
  world[names.receiver] = (text) => receive(decodeText(text) as ToPage)

  const known = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get(from, key, receiver) {
        if (typeof key === 'string' && !(key in from)) throw new Error(`The stand-in does not know ${name}.${key}`)
        return Reflect.get(from, key, receiver) as unknown
      },
    })

  const ipcRenderer = known('ipcRenderer', {
    send: (channel: string, ...args: unknown[]) => post({ kind: 'send', channel, args }),
    invoke(channel: string, ...args: unknown[]) {
      const id = ++lastInvoke
      post({ kind: 'invoke', id, channel, args })
      return new Promise((resolve, reject) => invoked.set(id, { resolve, reject }))
    },
    on(channel: string, listener: (event: object, ...args: unknown[]) => void) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
    },
  })
  const contextBridge = known('contextBridge', {
    exposeInMainWorld(name: string, value: unknown) {
      // Text of plain values only: a function would not survive, and is refused.
      const detail = JSON.stringify({ name, value: decodeText(encodeText(value)) })
      window.dispatchEvent(new CustomEvent(names.exposeEvent, { detail }))
    },
  })
  const electron = known('electron', { ipcRenderer, contextBridge })
  const require = (name: string): unknown => {
    if (name === 'electron') return electron
    throw new Error(`A sandboxed preload cannot require ${name}`)
  }
  const module = { exports: {} }
  preload(require, known('process', facts), module, module.exports)
}
