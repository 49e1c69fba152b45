/** The thread of a mirror's writer: carries out one request after the other, and answers each. */
import { parentPort, workerData } from 'node:worker_threads'
import { isDamage } from './damage.ts'
import type { WriterAnswer, WriterRequest } from './mirror-thread.ts'
import { openWriter } from './writer.ts'

const port = parentPort!
const writer = openWriter(String(workerData))

function carryOut({ call, args }: WriterRequest): WriterAnswer {
  try {
    const run = writer[call] as (...given: typeof args) => unknown
    return { ok: true, value: run(...args) ?? null }
  } catch (error) {
    const { message, code } = error as Error & { code?: unknown }
    if (isDamage(error)) return { ok: false, message, code: 'MIRROR_DAMAGED' }
    return { ok: false, message, code: typeof code === 'string' ? code : null }
  }
}

port.on('message', (request: WriterRequest) => port.postMessage(carryOut(request)))
port.postMessage({ ok: true, value: null } satisfies WriterAnswer)
