/** `npm run server -- backup [file]`, `… restore file` and `… setup`: what the server's process does instead of serving. */
import { randomUUID } from 'node:crypto'
import { openJournal } from '../erasure/journal.ts'
import { CannotStart, type Settings } from '../settings.ts'
import { makeSetupCode } from '../setup/command.ts'
import { lockDatabase } from '../storage/lock.ts'
import { openStorage } from '../storage/storage.ts'
import { backUp, codeOf } from './backup.ts'
import { type MadeSafe, makeSafe } from './make-safe.ts'
import { restore } from './restore.ts'

/** @returns what to tell. @throws CannotStart */
export async function carryOut(settings: Settings, [act, file, ...more]: readonly string[]): Promise<string> {
  const { dataFolder: folder, databaseUrl } = settings
  if (more.length > 0) throw new CannotStart(`${act} takes one file`)
  if (act === 'backup') {
    if (databaseUrl !== undefined) throw new CannotStart('a PostgreSQL database is backed up with pg_dump')
    const { file: written, bytes } = backUp(folder, Date.now(), file)
    return `Backup: ${written} (${Math.ceil(bytes / 1024)} KB, checked)`
  }
  if (act === 'restore') return told(await restoreInto(settings, file))
  if (act === 'setup') {
    if (file !== undefined) throw new CannotStart('setup takes nothing more')
    return makeSetupCode(settings)
  }
  throw new CannotStart(`there is no "${act}"; it knows backup, restore and setup`)
}

async function restoreInto(
  { dataFolder: folder, databaseUrl }: Settings,
  file: string | undefined,
): Promise<MadeSafe & { before?: string | null }> {
  const options = { clock: Date.now, ids: randomUUID }
  if (databaseUrl === undefined) {
    if (file === undefined) throw new CannotStart('restore needs the backup that it shall put in place')
    return restore(folder, file, options)
  }
  if (file !== undefined)
    throw new CannotStart('restore the PostgreSQL database with pg_restore, then run this without a file')
  const unlock = await lockDatabase(databaseUrl).catch((error: unknown) => {
    throw new CannotStart(`the database at DATABASE_URL cannot be opened (${codeOf(error)}); nothing was changed`)
  })
  if (!unlock) throw new CannotStart('a server uses the database at DATABASE_URL; end it first')
  try {
    const storage = await openStorage({ folder, databaseUrl, clock: Date.now })
    return await makeSafe(storage, { ...options, journal: openJournal(folder) }).finally(() => storage.close())
  } finally {
    await unlock()
  }
}

function told({ drafts, unknown, erased, before }: MadeSafe & { before?: string | null }): string {
  const lines = [
    'Restored. Auto-send is stopped until an owner releases it; everybody signs in again.',
    `${drafts} automatic texts are drafts now; of ${unknown} texts of people nobody knows whether they have left.`,
    `${erased} customers who were erased since the backup are erased again.`,
    ...(before == null ? [] : [`What was there until now: ${before}. Delete it when you no longer need it.`]),
  ]
  return lines.join('\n')
}
