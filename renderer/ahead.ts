/**
 * A script of its own that runs before the bundle has come: opens the channel to the desk and asks what the first frame
 * shows, so that the answers are there when the window is. It imports nothing, to be as small as it is early.
 */
import type { DeskApi, InboxQuery } from '#shared/rpc.ts'

/** The channel, and what was asked through it. */
export interface Ahead {
  readonly socket: WebSocket
  /** The answer to just this question, once; undefined: it was not asked. */
  take(method: string, args: readonly unknown[]): Promise<unknown> | undefined
  /** Gives on what else the desk says, and has said meanwhile. */
  listen(receive: (message: unknown) => void): void
}

declare global {
  interface Window {
    /** Present in Electron: the preload hands over the desk's port. */
    readonly greenlight?: unknown
    greenlightAhead?: Ahead | undefined
  }
}

/** The list as it is first looked at; see `state/pool.ts`. */
const FIRST: InboxQuery = {
  view: 'needs_you',
  filter: {},
  order: localStorage.getItem('order:needs_you') === 'newest' ? 'newest' : 'waiting',
  offset: 0,
  limit: 80,
}
const QUESTIONS: readonly (readonly [keyof DeskApi, readonly unknown[]])[] = [
  ['status', []],
  ['inbox', [FIRST]],
  ['counts', []],
  ['tallies', []],
  ['venue', []],
]

function openAhead(): Ahead {
  // The questions go with the address: they are answered while this window has no time yet to open anything.
  const questions = QUESTIONS.map(([m, a]) => ({ t: 'q', m, a, i: `ahead ${m}` }))
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const socket = new WebSocket(
    `${scheme}://${location.host}/desk?${new URLSearchParams({ ask: JSON.stringify(questions) })}`,
  )
  const waiting = new Map<unknown, PromiseWithResolvers<unknown>>()
  const asked = new Map<string, Promise<unknown>>()
  const said: unknown[] = []
  let hear = (message: unknown): void => {
    said.push(message)
  }

  for (const [method, args] of QUESTIONS) {
    const answer = Promise.withResolvers<unknown>()
    // Nobody may ever ask for it.
    answer.promise.catch(() => undefined)
    waiting.set(`ahead ${method}`, answer)
    asked.set(JSON.stringify([method, args]), answer.promise)
  }
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(data)
    const answer = waiting.get(message.i)
    if (answer === undefined) return hear(message)
    waiting.delete(message.i)
    if (message.e === undefined) answer.resolve(message.r)
    else answer.reject(message.e)
  })
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the desk has gone'))
    asked.clear()
  })
  return {
    socket,
    take(method, args) {
      const key = JSON.stringify([method, args])
      const answer = asked.get(key)
      asked.delete(key)
      // They belong together: what is not taken with the first of them is out of date by the time somebody asks for it.
      const rest = () => void setTimeout(() => asked.clear())
      answer?.then(rest, rest)
      return answer
    },
    listen(receive) {
      for (const message of said.splice(0)) receive(message)
      hear = receive
    },
  }
}

if (window.greenlight === undefined) window.greenlightAhead = openAhead()
