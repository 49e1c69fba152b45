/** Runs a mirror's writer in a thread beside the readers; where its file was not built, in this one. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { openWriter, type Writer } from './writer.ts'

/** One of the writer's methods, with what it is given. */
export type WriterRequest = {
  [Call in keyof Writer]: { readonly call: Call; readonly args: Parameters<Writer[Call]> }
}[keyof Writer]

export type WriterAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly code: string | null }

/** A fault of the database in the writer's thread, with SQLite's own code. */
export class WriterError extends Error {
  readonly code: string | null
  constructor(message: string, code: string | null) {
    super(message)
    this.name = 'WriterError'
    this.code = code
  }
}

/** The writer's methods, each answered when it is committed; requests are carried out in their order. */
export type WriterThread = {
  readonly [Call in keyof Writer]: (...args: Parameters<Writer[Call]>) => Promise<ReturnType<Writer[Call]>>
}

const CALLS: { readonly [Call in keyof Writer]: true } = {
  land: true,
  landPages: true,
  load: true,
  finishLoad: true,
  takePlace: true,
  keepPlace: true,
  indexSome: true,
  erased: true,
  purge: true,
  tidy: true,
  verify: true,
  close: true,
}

/** @param ask carries out one of the methods */
function asThread(ask: (call: keyof Writer, args: unknown[]) => Promise<unknown>): WriterThread {
  const calls = (Object.keys(CALLS) as (keyof Writer)[]).map((call) => [call, (...args: unknown[]) => ask(call, args)])
  return Object.fromEntries(calls) as WriterThread
}

export async function startWriter(file: string): Promise<WriterThread> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'cjs'
  const program = fileURLToPath(new URL(`./mirror-worker.${extension}`, import.meta.url))
  return existsSync(program) ? startThread(program, file) : startInline(file)
}

async function startThread(program: string, file: string): Promise<WriterThread> {
  const worker = new Worker(program, { workerData: file })
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
  worker.on('message', (answer: WriterAnswer) => {
    const first = waiting.shift()
    if (answer.ok) first?.resolve(answer.value)
    else first?.reject(new WriterError(answer.message, answer.code))
  })
  worker.on('error', (error: Error & { code?: unknown }) => {
    end(new WriterError(error.message, typeof error.code === 'string' ? error.code : null))
  })
  worker.on('exit', () => end(new Error('the mirror is closed')))
  await expect()

  return asThread(async (call, args) => {
    if (call === 'close' && fault !== null) return
    // Pages are handed over, not copied.
    const pages = call === 'landPages' ? (args[0] as readonly Uint8Array<ArrayBuffer>[]) : []
    const buffers = pages.map(({ buffer }) => buffer)
    if (fault === null) worker.postMessage({ call, args } as WriterRequest, buffers)
    const answer = await expect()
    if (call === 'close') await worker.terminate()
    return answer
  })
}

/** The same in this thread. */
export async function startInline(file: string): Promise<WriterThread> {
  const writer = openWriter(file)
  return asThread(async (call, args) => (writer[call] as (...given: unknown[]) => unknown)(...args))
}
