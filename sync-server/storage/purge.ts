/** Writes a SQLite file anew in a thread of its own: what was deleted is then in no page of it, nor in its log. */
import { Worker } from 'node:worker_threads'

/** To be called while no other connection reads or writes. @throws what SQLite says, with its code. */
export function purgeFile(file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./purge-worker.ts', import.meta.url), { workerData: file })
    worker.once('message', (code: string | null) => {
      if (code === null) resolve()
      else reject(Object.assign(new Error('the file could not be written anew'), { code }))
    })
    worker.once('error', reject)
  })
}
