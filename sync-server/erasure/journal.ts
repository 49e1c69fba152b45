/**
 * The journal of erasures: a file beside the database, so that a backup that is restored is told who was erased since it
 * was made. One line each; ids and salted hashes only.
 */
import { mkdir, open, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const suppressed = z.object({ contactId: z.string(), hash: z.string() })
export type Suppressed = z.infer<typeof suppressed>

const erasure = z.object({
  id: z.string(),
  at: z.number().int(),
  venueId: z.string(),
  contactIds: z.array(z.string()),
  /** Those of them who had opted out. */
  suppressed: z.array(suppressed),
})
export type Erasure = z.infer<typeof erasure>

export interface Journal {
  /** Durable when it resolves. */
  add(erasures: readonly Erasure[]): Promise<void>
  /** In the order in which they were written; the same one may come twice. */
  read(): Promise<readonly Erasure[]>
}

export const JOURNAL_FILE = 'erasures.jsonl'

export function openJournal(folder: string): Journal {
  const file = path.join(folder, JOURNAL_FILE)
  return {
    async add(erasures) {
      await mkdir(folder, { recursive: true })
      const handle = await open(file, 'a', 0o600)
      try {
        // A line that was cut short by a crash ends here.
        await handle.write(erasures.map((one) => `\n${JSON.stringify(one)}`).join(''))
        await handle.sync()
      } finally {
        await handle.close()
      }
    },
    async read() {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return ''
        throw error
      })
      return text.split('\n').flatMap((line) => parsed(line))
    },
  }
}

function parsed(line: string): Erasure[] {
  if (line.trim() === '') return []
  try {
    const read = erasure.safeParse(JSON.parse(line))
    return read.success ? [read.data] : []
  } catch {
    return []
  }
}
