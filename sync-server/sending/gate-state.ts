/** Everything that gates read, gathered inside the transaction that decides or claims. */
import type { GateInput } from '#shared/gates.ts'
import type { IntentKey } from '#shared/intents.ts'
import { localDate, quietWindowAt } from '#shared/quiet.ts'
import type { Row } from '#shared/rows.ts'
import { type Calibration, calibrationOf } from '../governance/calibration.ts'
import { amongJson, prepared } from '../storage/prepared.ts'
import type { Tx } from '../storage/tx.ts'
import { capUse } from './caps.ts'

/** What is known without looking at the reply itself. */
export interface GateState
  extends Omit<GateInput, 'confidence' | 'problems' | 'guardrailProblems' | 'disclosureMissing'> {
  /** null: the classifier's own confidence stands. */
  readonly calibration: Calibration | null
}

/**
 * @param conversation all of its thread as one
 * @param messageId the queued text that asks; its own place under the caps, if it had one, does not stand in its way
 */
export async function gateState(
  tx: Tx,
  venue: Row<'venue'>,
  conversation: Pick<Row<'conversations'>, 'agentId' | 'replyMode' | 'personal' | 'handoff' | 'humanUntil'> & {
    readonly contactIds: readonly string[]
    /** Absent: texts. */
    readonly channel?: string
  },
  intent: IntentKey,
  messageId: string | null = null,
): Promise<GateState> {
  const agent = await tx.find('agents', conversation.agentId)
  const policy = (await tx.find('policies', intent))!
  const use = await capUse(tx, venue.timeZone, messageId)
  const quiet = quietWindowAt(venue.quiet, venue.timeZone, tx.now)
  const [closure] = await closedOn(tx.db, { venueId: tx.venueId, date: localDate(venue.timeZone, tx.now) })
  return {
    now: tx.now,
    plan: venue.plan,
    killed: tx.control.killed === 1,
    masterOn: venue.masterSwitch.on,
    acknowledged: venue.masterSwitch.acknowledgedAt !== null,
    // One that is not active answers nothing, whatever a conversation's own mode is.
    agentMode: agent?.active === false ? 'off' : (agent?.replyMode ?? 'draft'),
    conversationMode: agent?.active === false ? null : conversation.replyMode,
    intent,
    intentMode: policy.mode,
    unlocked: policy.unlocked,
    reviewed: policy.training.reviewed,
    reviewsNeeded: policy.training.needed,
    quietUntil: quiet && `until ${quiet.to}`,
    closure: closure?.name ?? null,
    usedHour: use.usedHour,
    capHour: venue.caps.hourly,
    usedDay: use.usedDay,
    capDay: venue.caps.daily,
    sparks: venue.sparks ?? 0,
    threshold: policy.threshold,
    optedOut: await anyOptedOut(tx, conversation.contactIds),
    personal: conversation.personal,
    handedOff: conversation.handoff !== null,
    humanUntil: conversation.humanUntil,
    credentialsHealthy:
      conversation.channel === 'reviews' ? venue.reviews?.healthy === true : venue.credentials.healthy,
    calibration: await calibrationOf(tx.db, tx.venueId, intent),
  }
}

/** Somebody who has said STOP on one number is not answered automatically on another. */
async function anyOptedOut(tx: Tx, contactIds: readonly string[]): Promise<boolean> {
  if (contactIds.length === 0) return false
  const texted = await reachable(tx.db, { venueId: tx.venueId, ids: JSON.stringify(contactIds) })
  return texted.length < contactIds.length
}

const closedOn = prepared((db, { venueId, date }: Readonly<Record<'venueId' | 'date', string>>) =>
  db
    .selectFrom('closures')
    .select('name')
    .where('venueId', '=', venueId)
    .where('date', '=', date)
    .where('opens', 'is', null),
)

const reachable = prepared((db, { venueId, ids }: Readonly<Record<'venueId' | 'ids', string>>) =>
  db
    .selectFrom('contacts')
    .select('id')
    .where('venueId', '=', venueId)
    .where('id', 'in', amongJson(db, ids))
    .where('optedOut', '=', 0),
)
