/**
 * A window's channel to its desk in the web host. It may begin with the page, whose end tells what the window asks first, and
 * goes on with the socket that the page opens then: nothing that the desk says in between is lost.
 */
import { randomBytes } from 'node:crypto'
import type { WebSocket } from 'ws'
import { type Beginning, FIRST_QUESTIONS, firstId } from '#shared/first.ts'
import type { Keeping } from '../desk/keeping.ts'
import type { Channel } from './rpc.ts'

export interface WebChannel {
  /** Asks what a window asks first. @returns all that was said by the time it is answered; null: that takes too long */
  askFirst(patienceMs: number): Promise<readonly unknown[] | null>
  /** From here on everything goes over that socket, what was said meanwhile first. */
  goOn(socket: WebSocket): void
  end(): void
}

/** @param serve the desk's end of it; returns the function that ends it */
export function openChannel(serve: (channel: Channel) => () => void): WebChannel {
  const said: unknown[] = []
  let hear: (message: unknown) => void = () => undefined
  let tell = (message: unknown): void => void said.push(message)
  const end = serve({
    post: (message) => tell(message),
    listen(receive) {
      hear = receive
    },
  })
  return {
    end,
    askFirst: (patienceMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, patienceMs, null)
        const open = new Set<unknown>(FIRST_QUESTIONS.map((_question, place) => firstId(place)))
        const keep = tell
        tell = (message) => {
          keep(message)
          open.delete((message as { i?: unknown }).i)
          if (open.size > 0) return
          clearTimeout(timer)
          tell = keep
          resolve(said.splice(0))
        }
        for (const [place, [m, a]] of FIRST_QUESTIONS.entries()) hear({ t: 'q', m, a, i: firstId(place) })
      }),
    goOn(socket) {
      tell = (message) => socket.send(JSON.stringify(message))
      for (const message of said.splice(0)) tell(message)
      socket.on('message', (data, isBinary) => {
        if (isBinary) return socket.close(1003)
        try {
          hear(JSON.parse(data.toString()))
        } catch {
          socket.close(1007)
        }
      })
      socket.on('close', end)
    },
  }
}

/** A page whose socket has not come by then has gone. */
const COMES_WITHIN_MS = 10_000

/** Channels that have begun with a page and wait for its socket. */
export interface Begun {
  /** @returns what the page is told: the channel is its browser's alone. */
  keep(channel: WebChannel, keeping: Keeping, said: Beginning['said']): Beginning
  /** Once, and only for the browser that it was begun for; null: there is none. */
  takeUp(id: string, keeping: Keeping): WebChannel | null
  close(): void
}

export function createBegun(): Begun {
  const waiting = new Map<string, { channel: WebChannel; keeping: Keeping; timer: NodeJS.Timeout }>()
  const forget = (id: string) => {
    clearTimeout(waiting.get(id)?.timer)
    waiting.delete(id)
  }
  return {
    keep(channel, keeping, said) {
      const id = randomBytes(16).toString('base64url')
      const end = () => {
        forget(id)
        channel.end()
      }
      waiting.set(id, { channel, keeping, timer: setTimeout(end, COMES_WITHIN_MS).unref() })
      return { channel: id, said }
    },
    takeUp(id, keeping) {
      const found = waiting.get(id)
      if (found?.keeping !== keeping) return null
      forget(id)
      return found.channel
    },
    close() {
      for (const [id, { channel }] of waiting) {
        forget(id)
        channel.end()
      }
    },
  }
}
