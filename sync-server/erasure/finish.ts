/** What follows an erasure once it is committed: the journal, then the bytes. Done again after a crash until it is done. */
import type { Deps } from '../deps.ts'
import type { Erasure } from './journal.ts'

/** @returns whether there was anything to do */
export async function finishErasures({
  storage,
  clock,
  journal,
}: Pick<Deps, 'storage' | 'clock' | 'journal'>): Promise<boolean> {
  const open = await storage.read((db) =>
    db.selectFrom('erasures').selectAll().where('doneAt', 'is', null).orderBy('at').execute(),
  )
  if (open.length === 0) return false
  await journal?.add(
    open.map(
      ({ id, at, venueId, ...json }): Erasure => ({
        id,
        at,
        venueId,
        contactIds: JSON.parse(json.contactIds),
        suppressed: JSON.parse(json.suppressed),
      }),
    ),
  )
  await storage.purge()
  const ids = open.map((one) => one.id)
  await storage.system((db) => db.updateTable('erasures').set({ doneAt: clock() }).where('id', 'in', ids).execute())
  return true
}
