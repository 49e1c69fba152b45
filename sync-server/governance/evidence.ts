/**
 * Training by evidence: an intent unlocks by being right, not by volume, and locks again when it falls. Product rules
 * "training unlock of an intent", "right", "re-lock".
 */
import { saysTheSame } from '#shared/edit-distance.ts'
import { type IntentKey, intentOf } from '#shared/intents.ts'
import type { Row } from '#shared/rows.ts'
import { lowerBound } from '#shared/wilson.ts'
import { queued, withdrawAll } from '../sending/outbox.ts'
import type { Fields, Tx } from '../storage/tx.ts'
import { appendAudit } from './audit.ts'
import { recalibrate } from './calibration.ts'

/** The window of latest reviews, and the shares that unlock and lock. */
const LATEST = 30
const UNLOCK_AT = 0.9
const LOCK_UNDER = 0.85

/** Approved unchanged, or edited with no price, time or link changed and at most 20 % of the text. */
export function wasRight(drafted: string, sent: string): boolean {
  return saysTheSame(drafted, sent)
}

/** Records one review and lets it count. A second one of the same draft changes nothing, nor one of a person's own words. */
export async function recordEvidence(tx: Tx, draft: Fields<'drafts'>, kind: string, right: boolean): Promise<void> {
  if (draft.corrects) return
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('evidence')
    .values({
      draftId: draft.id,
      venueId: tx.venueId,
      intent: draft.intent,
      right: right ? 1 : 0,
      kind,
      at: tx.now,
      confidence: draft.confidence,
      rawConfidence: draft.rawConfidence ?? draft.confidence,
      counts: 1,
    })
    .onConflict((c) => c.column('draftId').doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows !== 1n) return
  await recount(tx, draft.intent)
  await recalibrate(tx, draft.intent)
}

/** Brings an intent's training figures up to date; unlocks it, or locks it and takes it off auto. */
async function recount(tx: Tx, intent: IntentKey): Promise<void> {
  const needed = intentOf(intent).reviewsNeeded
  if (needed === null) return
  const policy = await tx.find('policies', intent)
  if (!policy) return
  const latest = await tx.db
    .selectFrom('evidence')
    .select('right')
    .where('venueId', '=', tx.venueId)
    .where('intent', '=', intent)
    .where('counts', '=', 1)
    .orderBy('at', 'desc')
    .limit(LATEST)
    .execute()
  const right = latest.filter((e) => e.right === 1).length
  const share = latest.length === 0 ? 0 : right / latest.length
  const reviewed = policy.training.reviewed + 1
  const training = {
    reviewed,
    needed: policy.training.needed,
    right: share,
    lowerBound: lowerBound(right, latest.length),
  }
  if (policy.unlocked && latest.length >= LATEST && share < LOCK_UNDER) return lock(tx, intent)
  const unlocked = policy.unlocked || isReady(training)
  await tx.patch('policies', intent, { training, unlocked })
  if (unlocked !== policy.unlocked) await logTraining(tx, 'training.unlocked', intent, training)
}

/** An unlock and a lock are changes of a setting that nobody gave a command for. */
async function logTraining(
  tx: Tx,
  action: 'training.unlocked' | 'training.locked',
  intent: IntentKey,
  { reviewed, right }: Row<'policies'>['training'],
): Promise<void> {
  await appendAudit(tx, { personId: null, action, detail: { intent, reviewed, right } })
}

const isReady = ({ reviewed, needed, right }: Row<'policies'>['training']) => reviewed >= needed && right >= UNLOCK_AT

/** Another bar: what does not reach it is locked, and keeps its count. */
export async function setNeeded(tx: Tx, intent: IntentKey, needed: number): Promise<void> {
  const policy = await tx.find('policies', intent)
  if (!policy) return
  const training = { ...policy.training, needed }
  const unlocked = training.reviewed >= needed && (policy.unlocked || isReady(training))
  if (!unlocked) await withdrawAll(tx, await queued(tx, { auto: true, intent }), 'training')
  await tx.patch('policies', intent, { training, unlocked, mode: unlocked ? policy.mode : calmer(policy.mode) })
}

const calmer = (mode: Row<'policies'>['mode']) =>
  mode === 'auto' ? 'draft' : mode === 'escalate_ack' ? 'escalate' : mode

/** The intent's count starts again; an unlock later never restores auto. */
export async function lock(tx: Tx, intent: IntentKey): Promise<void> {
  const policy = await tx.find('policies', intent)
  if (!policy) return
  await withdrawAll(tx, await queued(tx, { auto: true, intent }), 'training')
  await tx.db
    .updateTable('evidence')
    .set({ counts: 0 })
    .where('venueId', '=', tx.venueId)
    .where('intent', '=', intent)
    .execute()
  await tx.patch('policies', intent, {
    unlocked: false,
    mode: calmer(policy.mode),
    training: { reviewed: 0, needed: policy.training.needed, right: 0, lowerBound: 0 },
  })
  if (policy.unlocked) await logTraining(tx, 'training.locked', intent, policy.training)
}
