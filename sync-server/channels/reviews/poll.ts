/** Reviews that were not pushed: looked for every few minutes. What was answered already, or long ago, is left alone. */
import { DAY } from '#shared/clock.ts'
import type { Row } from '#shared/rows.ts'
import type { Deps } from '../../deps.ts'
import { decode } from '../../storage/codec.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Health } from '../channel.ts'
import { ingest } from '../ingest.ts'
import { inboundOf } from './review.ts'

/** Older ones nobody waits for any more. */
const LOOK_BACK = 30 * DAY

/** @returns null where the provider does not answer: what is known of the account stands */
export async function askReviewsHealth(
  deps: Pick<Deps, 'reviews' | 'logger'>,
  location: string,
): Promise<Health | null> {
  try {
    return (await deps.reviews?.health(location)) ?? null
  } catch {
    deps.logger.warn('the provider of reviews could not be asked')
    return null
  }
}

export async function noteReviewsHealth(tx: Tx, { healthy, reason }: Health): Promise<void> {
  const { reviews } = (await tx.find('venue', tx.venueId))!
  if (reviews) await tx.patch('venue', tx.venueId, { reviews: { ...reviews, healthy, reason, checkedAt: tx.now } })
}

/** Every venue's, one after another. */
export async function pollReviews(deps: Deps): Promise<void> {
  const rows = await deps.storage.read((db) => db.selectFrom('venue').selectAll().execute())
  for (const row of rows) await pollVenue(deps, decode('venue', row), row.venueId)
}

async function pollVenue(deps: Deps, { reviews }: Row<'venue'>, venueId: string): Promise<void> {
  if (!reviews || !deps.reviews) return
  const health = await askReviewsHealth(deps, reviews.location)
  if (health === null) return
  await deps.storage.write('bulk', venueId, (tx) => noteReviewsHealth(tx, health))
  if (!health.healthy) return
  const found = await deps.reviews.since(reviews.location, deps.clock() - LOOK_BACK)
  const open = found.filter(({ reviewReply, updateTime }) => (reviewReply?.updateTime ?? 0) < updateTime)
  for (const one of open.toReversed()) await ingest(deps, inboundOf(one))
}
