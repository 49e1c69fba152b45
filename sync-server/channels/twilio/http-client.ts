/**
 * One request, once. The package's own client keeps connections alive and allows 30 s; here each request has a
 * connection of its own and a whole deadline, and says of a failure whether anything can have left.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import twilio from 'twilio'

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

type Options = Parameters<InstanceType<typeof twilio.RequestClient>['request']>[0]
/** What the package expects: it parses a body that is text by itself. */
type AnswerOf<TData> = ReturnType<typeof twilio.RequestClient.prototype.request<TData>>
interface Answer {
  readonly statusCode: number
  readonly body: string
  readonly headers: IncomingMessage['headers']
}

export class OneShotClient extends twilio.RequestClient {
  readonly #base: URL
  readonly #deadlineMs: number

  /** @param baseUrl stands in for `https://api.twilio.com`; may have a path. */
  constructor(baseUrl: string, deadlineMs: number) {
    super({ autoRetry: false, keepAlive: false, timeout: deadlineMs })
    this.#base = new URL(baseUrl)
    this.#deadlineMs = deadlineMs
  }

  /** @throws NotSent, Unanswered, Busy */
  override async request<TData>(options: Options): AnswerOf<TData> {
    const { pathname, searchParams } = new URL(options.uri)
    const target = new URL(this.#base)
    target.pathname = target.pathname.replace(/\/$/, '') + pathname
    for (const [name, value] of [...searchParams, ...pairs(options.params)]) target.searchParams.append(name, value)
    const body = options.method === 'post' ? new URLSearchParams(pairs(options.data)).toString() : ''
    const headers: Record<string, string> = {
      ...(options.headers as Record<string, string> | undefined),
      authorization: `Basic ${Buffer.from(`${options.username}:${options.password}`).toString('base64')}`,
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    }
    const answer = await exchange(target, options.method, headers, body, this.#deadlineMs)
    if (answer.statusCode === 429) throw new Busy(retryAfter(answer.headers['retry-after']))
    return answer as unknown as Awaited<AnswerOf<TData>>
  }
}

function pairs(values: unknown): [string, string][] {
  return Object.entries(values ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)])
}

/** Seconds, or a date in the provider's own time, which is not ours to trust: only seconds count. */
function retryAfter(header: string | undefined): number {
  const seconds = Number(header)
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 300) * 1_000 : 0
}

function exchange(
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
