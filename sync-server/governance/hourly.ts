/** What may be begun only so often in an hour, because it costs the venue or the machine something. */
import { DateTime } from 'luxon'
import { HOUR } from '#shared/clock.ts'
import type { Tx } from '../storage/tx.ts'

interface Limit {
  readonly kind: 'preview' | 'try' | 'eval_run' | 'test_text'
  readonly most: number
}

export const PREVIEWS: Limit = { kind: 'preview', most: 3 }
export const TRIES: Limit = { kind: 'try', most: 60 }
export const TEST_TEXTS: Limit = { kind: 'test_text', most: 10 }
export const EVAL_RUNS: Limit = { kind: 'eval_run', most: 60 }

/** When there is room again: as a time, and as one reads it at the venue. */
interface Full {
  readonly retryAt: number
  readonly when: string
}

/** Takes a place in the hour that ends now. @returns null, or when the next one is free */
export async function takePlace(tx: Tx, { kind, most }: Limit, id: string, timeZone: string): Promise<Full | null> {
  const recent = await tx.db
    .selectFrom('previews')
    .select('at')
    .where('venueId', '=', tx.venueId)
    .where('kind', '=', kind)
    .where('at', '>', tx.now - HOUR)
    .orderBy('at', 'desc')
    .limit(most)
    .execute()
  if (recent.length >= most) {
    const retryAt = recent.at(-1)!.at + HOUR
    return { retryAt, when: DateTime.fromMillis(retryAt, { zone: timeZone }).toFormat('HH:mm') }
  }
  await tx.db
    .deleteFrom('previews')
    .where('venueId', '=', tx.venueId)
    .where('at', '<=', tx.now - HOUR)
    .execute()
  await tx.db.insertInto('previews').values({ id, venueId: tx.venueId, kind, at: tx.now }).execute()
  return null
}
