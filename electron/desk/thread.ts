/** Runs something synchronous in a thread of its own. */
import { parentPort, Worker } from 'node:worker_threads'
import { isDamage } from './damage.ts'

/** One of the methods, with what it is given. */
interface Request {
  readonly call: string
  readonly args: readonly unknown[]
}

type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly code: string | null }

/** A fault in a thread, with the database's own code where it has one. */
export class ThreadError extends Error {
  readonly code: string | null
  constructor(message: string, code: string | null) {
    super(message)
    this.name = 'ThreadError'
    this.code = code
  }
}

type Method = (...args: never[]) => unknown
type Methods<Api> = { readonly [Call in keyof Api]: Method }

/** The methods of something in a thread, each answered when it is done; requests are carried out in their order. */
export type Threaded<Api extends Methods<Api>> = {
  readonly [Call in keyof Api]: (...args: Parameters<Api[Call]>) => Promise<ReturnType<Api[Call]>>
}

/** What it is called by, as it can be listed where it is not there itself. */
export type Calls<Api> = { readonly [Call in keyof Api]: true }

/** @param ask carries out one of the methods */
function asThread<Api extends Methods<Api>>(
  calls: Calls<Api>,
  ask: (call: string, args: readonly unknown[]) => Promise<unknown>,
): Threaded<Api> {
  const methods = Object.keys(calls).map((call) => [call, (...args: unknown[]) => ask(call, args)])
  return Object.fromEntries(methods) as Threaded<Api>
}

export interface Program {
  readonly file: string
  /** What it begins with. */
  readonly data: string
  /** The method that is its last. */
  readonly last: string
  /** What is handed over with a request, not copied. */
  handedOver?(request: Request): readonly ArrayBuffer[]
}

export async function startThread<Api extends Methods<Api>>(
  { file, data, last, handedOver }: Program,
  calls: Calls<Api>,
): Promise<Threaded<Api>> {
  const worker = new Worker(file, { workerData: data })
  /** Answers come in the order of the requests. */
  const waiting: PromiseWithResolvers<unknown>[] = []
  let fault: Error | null = null
  const expect = () => {
    const answer = Promise.withResolvers<unknown>()
    if (fault === null) waiting.push(answer)
    else answer.reject(fault)
    return answer.promise
  }
  const end = (error: Error) => {
    fault ??= error
    for (const answer of waiting.splice(0)) answer.reject(fault)
  }
  worker.on('message', (answer: Answer) => {
    const first = waiting.shift()
    if (answer.ok) first?.resolve(answer.value)
    else first?.reject(new ThreadError(answer.message, answer.code))
  })
  worker.on('error', (error: Error & { code?: unknown }) => {
    end(new ThreadError(error.message, typeof error.code === 'string' ? error.code : null))
  })
  worker.on('exit', () => end(new Error('the thread has ended')))
  await expect()

  return asThread(calls, async (call, args) => {
    if (call === last && fault !== null) return
    const request: Request = { call, args }
    if (fault === null) worker.postMessage(request, [...(handedOver?.(request) ?? [])])
    const answer = await expect()
    if (call === last) await worker.terminate()
    return answer
  })
}

/** The same in this thread. */
export async function inThisThread<Api extends Methods<Api>>(api: Api, calls: Calls<Api>): Promise<Threaded<Api>> {
  return asThread(calls, async (call, args) => carryOut(api, call, args))
}

/** In the thread: carries out one request after the other, and answers each. */
export function serve<Api extends Methods<Api>>(api: Api): void {
  const port = parentPort!
  const answerTo = ({ call, args }: Request): Answer => {
    try {
      return { ok: true, value: carryOut(api, call, args) ?? null }
    } catch (error) {
      const { message, code } = error as Error & { code?: unknown }
      if (isDamage(error)) return { ok: false, message, code: 'MIRROR_DAMAGED' }
      return { ok: false, message, code: typeof code === 'string' ? code : null }
    }
  }
  port.on('message', (request: Request) => port.postMessage(answerTo(request)))
  port.postMessage({ ok: true, value: null } satisfies Answer)
}

const carryOut = <Api>(api: Api, call: string, args: readonly unknown[]): unknown =>
  (api[call as keyof Api] as (...given: readonly unknown[]) => unknown)(...args)
