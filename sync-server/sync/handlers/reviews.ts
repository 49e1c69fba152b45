/** Where public reviews come from, and whether the account is taken there. */
import { Refusal } from '#shared/errors.ts'
import { askReviewsHealth, noteReviewsHealth } from '../../channels/reviews/poll.ts'
import { decode } from '../../storage/codec.ts'
import type { Handler, OutsideHandler } from '../command.ts'
import { venueOf } from './common.ts'

/** It counts as healthy once the provider has said so. */
export const connect: Handler<'reviews.connect'> = async ({ tx, payload: { location } }) => {
  const venue = await venueOf(tx)
  const audit = { from: venue.reviews?.location ?? '', to: location }
  if (audit.from === location) return { audit }
  const others = await tx.db.selectFrom('venue').selectAll().where('venueId', '!=', tx.venueId).execute()
  if (location !== '' && others.some((one) => decode('venue', one).reviews?.location === location))
    throw new Refusal('location_taken')
  const reviews = location === '' ? null : { location, healthy: false, reason: 'not_checked', checkedAt: null }
  await tx.patch('venue', venue.id, { reviews })
  return { audit }
}

/** The live check. `answered` false: nobody was there, and what is known stands. */
export const check: OutsideHandler<'reviews.check'> = {
  async reserve({ tx }) {
    if (!(await venueOf(tx)).reviews) throw new Refusal('no_location')
  },
  async act(deps, { venueId }) {
    const row = await deps.storage.read((db) =>
      db.selectFrom('venue').selectAll().where('venueId', '=', venueId).executeTakeFirstOrThrow(),
    )
    const location = decode('venue', row).reviews?.location
    const health = location === undefined ? null : await askReviewsHealth(deps, location)
    return async ({ tx }) => {
      const before = (await venueOf(tx)).reviews
      if (health && before?.location === location) await noteReviewsHealth(tx, health)
      const { reviews } = await venueOf(tx)
      const turned = before?.healthy !== reviews?.healthy
      return {
        result: { healthy: reviews?.healthy ?? false, reason: reviews?.reason ?? null, answered: health !== null },
        ...(turned && { audit: { from: before?.healthy ?? null, to: reviews?.healthy ?? null } }),
      }
    }
  },
}
