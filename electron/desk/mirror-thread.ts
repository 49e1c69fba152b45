/** Runs a mirror's writer in a thread beside the readers; where its file was not built, in this one. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Change } from '#shared/feed.ts'
import { openMirrorWriter, type Touched } from './mirror-writer.ts'
import type { Position } from './position.ts'

export type WriterRequest =
  | { readonly type: 'land'; readonly rows: readonly Change[]; readonly position: Position | null }
  | { readonly type: 'index' }
  | { readonly type: 'erased' }
  | { readonly type: 'purge' }
  | { readonly type: 'verify' }
  | { readonly type: 'close' }

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
export interface WriterThread {
  land(rows: readonly Change[], position: Position | null): Promise<Touched>
  indexSome(): Promise<boolean>
  erased(): Promise<readonly string[]>
  purge(): Promise<void>
  /** Looks at all of the file. Rejects where it is damaged. */
  verify(): Promise<void>
  close(): Promise<void>
}

export async function startWriter(file: string): Promise<WriterThread> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
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

  const ask = (request: WriterRequest): Promise<unknown> => {
    if (fault === null) worker.postMessage(request)
    return expect()
  }
  return {
    land: async (rows, position) => (await ask({ type: 'land', rows, position })) as Touched,
    indexSome: async () => (await ask({ type: 'index' })) as boolean,
    erased: async () => (await ask({ type: 'erased' })) as string[],
    purge: async () => void (await ask({ type: 'purge' })),
    verify: async () => void (await ask({ type: 'verify' })),
    async close() {
      if (fault !== null) return
      await ask({ type: 'close' })
      await worker.terminate()
    },
  }
}

/** The same in this thread. */
export async function startInline(file: string): Promise<WriterThread> {
  const writer = openMirrorWriter(file)
  return {
    land: async (rows, position) => writer.land(rows, position),
    indexSome: async () => writer.indexSome(),
    erased: async () => writer.erased(),
    purge: async () => writer.purge(),
    verify: async () => writer.verify(),
    close: async () => writer.close(),
  }
}
