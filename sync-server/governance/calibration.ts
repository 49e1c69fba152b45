/** Keeps each intent's calibration in step with what staff decided (product rule "Calibration"). */
import type { Kysely } from 'kysely'
import {
  AS_IS,
  type CalibrationMap,
  calibrationError,
  fitCalibration,
  REVIEWS_TO_CALIBRATE,
  REVIEWS_TO_REFIT,
  type Review,
  reliability,
} from '#shared/calibration.ts'
import type { IntentKey } from '#shared/intents.ts'
import { decode } from '../storage/codec.ts'
import { prepared } from '../storage/prepared.ts'
import type { Tables } from '../storage/tables.ts'
import type { Tx } from '../storage/tx.ts'

/** Older reviews speak of a classifier and a desk that are no more. */
const LATEST = 1_000

/** A fit that is in force. */
export interface Calibration {
  readonly version: number
  readonly map: CalibrationMap
}

const fitOf = prepared((db, { venueId, intent }: Readonly<{ venueId: string; intent: IntentKey }>) =>
  db.selectFrom('calibrations').selectAll().where('venueId', '=', venueId).where('id', '=', intent),
)

/** @returns null until there are reviews enough: the classifier's own confidence stands. */
export async function calibrationOf(
  db: Kysely<Tables>,
  venueId: string,
  intent: IntentKey,
): Promise<Calibration | null> {
  const [columns] = await fitOf(db, { venueId, intent })
  if (!columns) return null
  const { version, map } = decode('calibrations', columns)
  return version === 0 ? null : { version, map }
}

/** After a review: a new fit when enough have come in since the last one. */
export async function recalibrate(tx: Tx, intent: IntentKey): Promise<void> {
  const { reviews } = await tx.db
    .selectFrom('evidence')
    .select((e) => e.fn.countAll<number>().as('reviews'))
    .where('venueId', '=', tx.venueId)
    .where('intent', '=', intent)
    .executeTakeFirstOrThrow()
  const last = await tx.find('calibrations', intent)
  if (Number(reviews) < nextAt(last)) return
  const rows = await tx.db
    .selectFrom('evidence')
    .select(['rawConfidence', 'right'])
    .where('venueId', '=', tx.venueId)
    .where('intent', '=', intent)
    .orderBy('at', 'desc')
    .orderBy('draftId')
    .limit(LATEST)
    .execute()
  const next = {
    ...calibrated(rows.map((row) => ({ raw: row.rawConfidence, right: row.right === 1 }))),
    version: Number(reviews) < REVIEWS_TO_CALIBRATE ? 0 : (last?.version ?? 0) + 1,
    reviews: Number(reviews),
    at: tx.now,
  }
  if (last) await tx.patch('calibrations', intent, next)
  else await tx.insert('calibrations', { id: intent, ...next })
}

/** How many reviews there have to be for the next diagram, and the first fit. */
function nextAt(last: { readonly reviews: number } | undefined): number {
  const next = (last?.reviews ?? 0) + REVIEWS_TO_REFIT
  return (last?.reviews ?? 0) < REVIEWS_TO_CALIBRATE ? Math.min(next, REVIEWS_TO_CALIBRATE) : next
}

/** The fit, with what it changes: both reliability diagrams and both errors. With too few reviews for one, nothing is changed. */
export function calibrated(reviews: readonly Review[]) {
  const map = reviews.length < REVIEWS_TO_CALIBRATE ? AS_IS : fitCalibration(reviews)
  const before = reliability(reviews)
  const after = reliability(reviews, map)
  return { map, before, after, errorBefore: calibrationError(before), errorAfter: calibrationError(after) }
}
