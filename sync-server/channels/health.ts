/** Whether the provider still takes our texts. Degraded credentials close the gate of every automatic reply. */
import type { NumberState } from '#shared/number-check.ts'
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

/** What the account holds of the venue's number. @returns null where there is none, or the provider does not say */
export async function askNumber(
  deps: Pick<Deps, 'sms' | 'storage' | 'logger'>,
  venueId: string,
): Promise<NumberState | null> {
  const { number } = await deps.storage.read((db) =>
    db.selectFrom('venue').select('number').where('venueId', '=', venueId).executeTakeFirstOrThrow(),
  )
  if (number === '') return null
  try {
    return (await deps.sms.numberState?.(number)) ?? null
  } catch {
    deps.logger.warn('the provider could not be asked about the number')
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
