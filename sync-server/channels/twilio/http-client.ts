/**
 * One request, once. The package's own client keeps connections alive and allows 30 s; here each request has a
 * connection of its own and a whole deadline, and says of a failure whether anything can have left.
 */
import twilio from 'twilio'
import { Busy, exchange, retryAfter } from '../exchange.ts'

type Options = Parameters<InstanceType<typeof twilio.RequestClient>['request']>[0]
/** What the package expects: it parses a body that is text by itself. */
type AnswerOf<TData> = ReturnType<typeof twilio.RequestClient.prototype.request<TData>>
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
