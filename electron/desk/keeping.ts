/** Which venues a console has, and where that is kept from one start to the next. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { readJson, removeIfThere, writePrivate } from './files.ts'

/** Names a desk on this machine. */
export const deskKey = z.object({
  /** The server's address; absent: the one that the host was started with. */
  server: z.url().optional(),
  venueId: z.string(),
  personId: z.string(),
})
export type DeskKey = z.infer<typeof deskKey>

const kept = z.object({
  /** In the order in which they came. */
  accounts: z.array(deskKey),
  /** What was looked at last. */
  last: deskKey.nullable(),
})
export type Kept = z.infer<typeof kept>

/** Where a console remembers its venues: those of the application, or of one browser. */
export interface Keeping {
  load(): Kept
  save(kept: Kept): void
}

export const NO_VENUES: Kept = { accounts: [], last: null }

/** One console for all who connect: a desktop application. */
export function fileKeeping(folder: string): Keeping {
  const file = path.join(folder, 'venues.json')
  /** From when there was but one. */
  const before = path.join(folder, 'last-person.json')
  return {
    load() {
      const parsed = kept.safeParse(readJson(file))
      if (parsed.success) return parsed.data
      const one = existsSync(file) ? null : deskKey.safeParse(readJson(before))
      return one?.success === true ? { accounts: [one.data], last: one.data } : NO_VENUES
    },
    save(now) {
      writePrivate(file, JSON.stringify(now))
      removeIfThere(before)
    },
  }
}

/** Remembers for as long as it lasts. */
export function looseKeeping(bound: DeskKey | null): Keeping {
  return { load: () => (bound === null ? NO_VENUES : { accounts: [bound], last: bound }), save: () => undefined }
}
