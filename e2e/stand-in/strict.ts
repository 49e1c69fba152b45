/** What the doubles do not know they refuse, loudly: a silent stand-in would make tests pass that mean nothing. */
import { EventEmitter } from 'node:events'

/** Asked for by the language and by Node's own machinery, not by an application. */
const ORDINARY = new Set(['then', 'toJSON', 'constructor', 'prototype', 'default', '__esModule', 'domain', 'inspect'])

export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(from, key, receiver) {
      if (typeof key === 'string' && !(key in from) && !ORDINARY.has(key)) throw unknownTo(`${name}.${key}`)
      return Reflect.get(from, key, receiver) as unknown
    },
  })
}

export function unknownTo(what: string): Error {
  return new Error(`The stand-in for Electron does not know ${what}. Teach it, or do without.`)
}

export type Listener = Parameters<EventEmitter['on']>[1]

class Refusing extends EventEmitter {
  constructor(name: string) {
    super()
    // biome-ignore lint/correctness/noConstructorReturn: every instance is to refuse what it does not know
    return strict(name, this)
  }
}

/** An emitter that knows which events it will ever send. */
export class StrictEmitter extends Refusing {
  readonly #name: string
  readonly #events: readonly string[]

  constructor(name: string, events: readonly string[]) {
    super(name)
    this.#name = name
    this.#events = events
  }

  override on(event: string, listener: Listener): this {
    if (!this.#events.includes(event)) throw unknownTo(`the event ${event} of ${this.#name}`)
    return super.on(event, listener)
  }
  override addListener(event: string, listener: Listener): this {
    return this.on(event, listener)
  }
}

/** An event that a listener may prevent. */
export class PreventableEvent {
  defaultPrevented = false

  constructor(details: object = {}) {
    Object.assign(this, details)
  }

  preventDefault(): void {
    this.defaultPrevented = true
  }
}
