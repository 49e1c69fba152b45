/** One HTTP request to a provider, once, on a connection of its own; of a failure it says whether anything can have left. */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'

const LARGEST_ANSWER = 8 * 1_024 * 1_024

/** No connection was made: nothing was sent. */
export class NotSent extends Error {}

/** Something may have been sent, and no whole answer came back. */
export class Unanswered extends Error {}

/** 429: refused before anything was done. `afterMs` 0: the provider did not say when. */
export class Busy extends Error {
  readonly afterMs: number

  constructor(afterMs: number) {
    super('busy')
    this.afterMs = afterMs
  }
}

export interface Answer {
  readonly statusCode: number
  readonly body: string
  readonly headers: IncomingMessage['headers']
}

/** Seconds, or a date in the provider's own time, which is not ours to trust: only seconds count. */
export function retryAfter(header: string | undefined): number {
  const seconds = Number(header)
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 300) * 1_000 : 0
}

/** @throws NotSent, Unanswered */
export function exchange(
  target: URL,
  method: string,
  headers: Record<string, string>,
  body: string,
  deadlineMs: number,
): Promise<Answer> {
  const secure = target.protocol === 'https:'
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  let connected = false
  const fail = (why: string) => reject(connected ? new Unanswered(why) : new NotSent(why))
  const request = (secure ? httpsRequest : httpRequest)(target, { method, headers, agent: false }, (response) => {
    const chunks: Buffer[] = []
    let size = 0
    response.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > LARGEST_ANSWER) request.destroy(new Error('too long an answer'))
      else chunks.push(chunk)
    })
    response.on('end', () =>
      resolve({
        statusCode: response.statusCode ?? 0,
        body: Buffer.concat(chunks).toString(),
        headers: response.headers,
      }),
    )
    response.on('error', (error) => fail(reason(error)))
    // Cut off in the middle; after a whole answer this comes too late to matter.
    response.on('close', () => fail('reset'))
  })
  request.on('socket', (socket) => {
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      connected = true
    })
  })
  request.on('error', (error) => fail(reason(error)))
  const timer = setTimeout(() => {
    fail('timeout')
    request.destroy()
  }, deadlineMs)
  request.end(body)
  return promise.finally(() => clearTimeout(timer))
}

/** A word such as ECONNREFUSED: messages of the system quote addresses. */
function reason(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : 'broken'
}
