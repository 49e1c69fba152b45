/** The thread of a mirror's writer: carries out one request after the other, and answers each. */
import { parentPort, workerData } from 'node:worker_threads'
import { isDamage } from './damage.ts'
import type { WriterAnswer, WriterRequest } from './mirror-thread.ts'
import { openMirrorWriter } from './mirror-writer.ts'

const port = parentPort!
const writer = openMirrorWriter(String(workerData))

function carryOut(request: WriterRequest): WriterAnswer {
  try {
    switch (request.type) {
      case 'land':
        return { ok: true, value: writer.land(request.rows, request.position) }
      case 'index':
        return { ok: true, value: writer.indexSome() }
      case 'erased':
        return { ok: true, value: writer.erased() }
      case 'purge':
        writer.purge()
        return { ok: true, value: null }
      case 'verify':
        writer.verify()
        return { ok: true, value: null }
      case 'close':
        writer.close()
        return { ok: true, value: null }
    }
  } catch (error) {
    const { message, code } = error as Error & { code?: unknown }
    if (isDamage(error)) return { ok: false, message, code: 'MIRROR_DAMAGED' }
    return { ok: false, message, code: typeof code === 'string' ? code : null }
  }
}

port.on('message', (request: WriterRequest) => port.postMessage(carryOut(request)))
port.postMessage({ ok: true, value: null } satisfies WriterAnswer)
