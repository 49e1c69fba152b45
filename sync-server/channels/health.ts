/** Whether the provider still takes our texts. Degraded credentials close the gate of every automatic reply. */
import type { Deps } from '../deps.ts'
import type { Tx } from '../storage/tx.ts'
import type { Health } from './channel.ts'

/** @returns null where the provider does not answer: what is known of the credentials stands */
export async function askHealth(deps: Pick<Deps, 'sms' | 'logger'>): Promise<Health | null> {
  try {
    return await deps.sms.check()
  } catch {
    deps.logger.warn('the provider could not be asked about the credentials')
    return null
  }
}

export async function noteHealth(tx: Tx, { healthy, reason }: Health): Promise<void> {
  await tx.patch('venue', tx.venueId, { credentials: { healthy, reason, checkedAt: tx.now } })
}

/** One question for all venues: they share the account. */
export async function checkHealth(deps: Deps): Promise<void> {
  const health = await askHealth(deps)
  if (health === null) return
  const venues = await deps.storage.read((db) => db.selectFrom('venue_control').select('venueId').execute())
  for (const { venueId } of venues) await deps.storage.write('bulk', venueId, (tx) => noteHealth(tx, health))
}
