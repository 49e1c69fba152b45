/** Folders and processes that are gone when a benchmark has ended, whatever way it goes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface Scratch {
  /** An empty folder of its own. */
  folder(name: string): string
  /** Deletes one before the end: big ones, of which a run makes many. */
  drop(folder: string): void
  /** Called when the run ends, in the opposite order; also after a failure. */
  onEnd(end: () => void | Promise<void>): void
  close(): Promise<void>
}

export function createScratch(): Scratch {
  const root = mkdtempSync(path.join(tmpdir(), 'greenlight-bench-run-'))
  const ends: (() => void | Promise<void>)[] = []
  const sweep = () => rmSync(root, { recursive: true, force: true, maxRetries: 3 })
  process.once('exit', sweep)
  return {
    folder: (name) => mkdtempSync(path.join(root, `${name}-`)),
    drop: (folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
    onEnd: (end) => void ends.push(end),
    async close() {
      for (const end of ends.splice(0).reverse()) await end()
      process.off('exit', sweep)
      sweep()
    },
  }
}
