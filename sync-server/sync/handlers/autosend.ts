/** What may be sent by itself: the calm opt-in, a mode and a threshold an intent, caps, quiet hours, timing. */
import { Refusal } from '#shared/errors.ts'
import { INTENTS, type IntentKey, intentOf } from '#shared/intents.ts'
import { TERMS } from '#shared/terms.ts'
import { setNeeded } from '../../governance/evidence.ts'
import { modesToDraft } from '../../sending/kill-switch.ts'
import { queued, withdrawAll } from '../../sending/outbox.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Written } from '../basis.ts'
import type { Handler } from '../command.ts'
import { mayLoosen, requirePro, venueOf } from './common.ts'

const HIGHEST_THRESHOLD = 0.99

async function policyOf(tx: Tx, intent: IntentKey) {
  const policy = await tx.find('policies', intent)
  if (!policy) throw new Refusal('row_not_found')
  return policy
}

function checkThreshold(intent: IntentKey, value: number): void {
  const { floor } = intentOf(intent)
  if (floor === null) throw new Refusal('mode_not_allowed')
  if (value < floor || value > HIGHEST_THRESHOLD) {
    throw new Refusal('threshold_out_of_bounds', `The threshold must lie between ${floor} and ${HIGHEST_THRESHOLD}.`)
  }
}

export const master: Handler<'autosend.master'> = async ({ tx, session, payload, epoch }) => {
  const venue = payload.on ? await requirePro(tx) : await venueOf(tx)
  const before = venue.masterSwitch
  if (payload.on) {
    if (epoch !== undefined && epoch !== tx.control.epoch) throw new Refusal('stale_epoch')
    if (!payload.acknowledged && before.acknowledgedAt === null) throw new Refusal('not_acknowledged')
    const acknowledgedAt = payload.acknowledged ? tx.now : before.acknowledgedAt
    await tx.patch('venue', venue.id, { masterSwitch: { on: true, acknowledgedAt, by: session.personId } })
  } else {
    // The pages guard what loosens by the epoch that the row shows.
    const killSwitch = { ...venue.killSwitch, epoch: tx.raiseEpoch() }
    await withdrawAll(tx, await queued(tx, { auto: true }), 'master')
    await tx.patch('venue', venue.id, { masterSwitch: { ...before, on: false, by: session.personId }, killSwitch })
  }
  const terms = payload.acknowledged && { terms: TERMS.master.edition }
  return { audit: { from: before.on, to: payload.on, acknowledged: payload.acknowledged ?? false, ...terms } }
}

export const intent: Handler<'autosend.intent'> = async ({ tx, payload, epoch }) => {
  const policy = await policyOf(tx, payload.intent)
  if (!intentOf(payload.intent).modes.includes(payload.mode)) {
    throw new Refusal('mode_not_allowed', `${intentOf(payload.intent).label} cannot be set to ${payload.mode}.`)
  }
  const threshold = payload.threshold ?? policy.threshold
  if (payload.threshold !== undefined) checkThreshold(payload.intent, payload.threshold)
  if (payload.mode === 'auto' || payload.mode === 'escalate_ack') {
    await requirePro(tx)
    mayLoosen(tx, epoch)
    if (!policy.unlocked) throw new Refusal('not_unlocked')
    if (payload.mode === 'auto' && threshold === null) throw new Refusal('threshold_missing')
    if (payload.mode === 'escalate_ack' && policy.mode !== 'escalate_ack' && !payload.acknowledged)
      throw new Refusal('not_acknowledged', 'The terms for complaints have not been acknowledged.')
  } else {
    await withdrawAll(tx, await queued(tx, { auto: true, intent: payload.intent }), 'intent_mode')
  }
  await tx.patch('policies', payload.intent, { mode: payload.mode, threshold })
  const terms = payload.mode === 'escalate_ack' && { terms: TERMS.complaint.edition }
  return { audit: { intent: payload.intent, from: policy.mode, to: payload.mode, threshold, ...terms } }
}

export const threshold: Handler<'autosend.threshold'> = async ({ tx, payload, epoch }) => {
  const policy = await policyOf(tx, payload.intent)
  checkThreshold(payload.intent, payload.value)
  if (payload.value < (policy.threshold ?? 1) && epoch !== undefined && epoch !== tx.control.epoch)
    throw new Refusal('stale_epoch')
  await tx.patch('policies', payload.intent, { threshold: payload.value })
  return { audit: { intent: payload.intent, from: policy.threshold, to: payload.value } }
}

export const training: Handler<'autosend.training'> = async ({ tx, payload, epoch }) => {
  const policy = await policyOf(tx, payload.intent)
  const least = intentOf(payload.intent).reviewsNeeded
  if (least === null) throw new Refusal('mode_not_allowed')
  if (payload.needed < least) {
    throw new Refusal('training_below_minimum', `${intentOf(payload.intent).label} needs at least ${least} reviews.`)
  }
  const from = policy.training.needed
  if (payload.needed < from && epoch !== undefined && epoch !== tx.control.epoch) throw new Refusal('stale_epoch')
  await setNeeded(tx, payload.intent, payload.needed)
  return { audit: { intent: payload.intent, from, to: payload.needed } }
}

export const caps: Handler<'autosend.caps'> = async ({ tx, payload, epoch }) => {
  const venue = await venueOf(tx)
  const { hourly, daily } = venue.caps
  const raises = payload.hourly > hourly || payload.daily > daily
  if (raises && epoch !== undefined && epoch !== tx.control.epoch) throw new Refusal('stale_epoch')
  await tx.patch('venue', venue.id, { caps: { ...venue.caps, hourly: payload.hourly, daily: payload.daily } })
  return { audit: { from: { hourly, daily }, to: payload } }
}

export const quietHours: Handler<'autosend.quiet_hours'> = async ({ tx, payload }) => {
  const venue = await venueOf(tx)
  await tx.patch('venue', venue.id, { quiet: payload.windows })
  return { audit: { from: venue.quiet, to: payload.windows } }
}

/**
 * Every intent whose training is complete, with the threshold that it has or its floor. Complaints only where their own
 * terms were acknowledged: then minor ones get their fixed sentence.
 */
async function enableEligible(tx: Tx, complaintsAcknowledged: boolean): Promise<IntentKey[]> {
  const enabled: IntentKey[] = []
  for (const { key, modes, floor } of INTENTS) {
    const on = modes.includes('auto')
      ? 'auto'
      : complaintsAcknowledged && modes.includes('escalate_ack')
        ? 'escalate_ack'
        : null
    const policy = on && (await tx.find('policies', key))
    if (!on || !policy?.unlocked || policy.mode === on) continue
    await tx.patch('policies', key, { mode: on, threshold: policy.threshold ?? floor })
    enabled.push(key)
  }
  return enabled
}

const termsOf = (enabled: readonly IntentKey[]) =>
  enabled.includes('complaint') && { complaintTerms: TERMS.complaint.edition }

export const enableAll: Handler<'autosend.enable_eligible'> = async ({ tx, payload, epoch }) => {
  await requirePro(tx)
  mayLoosen(tx, epoch)
  const enabled = await enableEligible(tx, payload.complaintsAcknowledged ?? false)
  return { result: { enabled }, audit: { enabled, ...termsOf(enabled) }, wrote: modesOf(enabled) }
}

/** What a bulk act has written: it counts against a page that was opened before. */
const modesOf = (intents: readonly string[]): Written[] =>
  intents.map((id) => ({ table: 'policies', id, fields: ['mode'] }))

export const disableAll: Handler<'autosend.disable_all'> = async ({ tx }) => {
  await withdrawAll(tx, await queued(tx, { auto: true }), 'intent_mode')
  const disabled = await modesToDraft(tx)
  return { result: { disabled }, audit: { disabled }, wrote: modesOf(disabled) }
}

export const automateReady: Handler<'autosend.automate_ready'> = async ({ tx, session, payload, epoch }) => {
  const venue = await requirePro(tx)
  mayLoosen(tx, epoch)
  const before = venue.masterSwitch
  if (!before.on) {
    if (!payload.acknowledged) throw new Refusal('not_acknowledged')
    await tx.patch('venue', venue.id, { masterSwitch: { on: true, acknowledgedAt: tx.now, by: session.personId } })
  }
  const enabled = await enableEligible(tx, payload.complaintsAcknowledged ?? false)
  const terms = !before.on && { terms: TERMS.master.edition }
  return {
    result: { enabled },
    audit: { enabled, master: { from: before.on, to: true }, ...terms, ...termsOf(enabled) },
    wrote: [...modesOf(enabled), { table: 'venue', id: venue.id, fields: ['masterSwitch'] }],
  }
}

export const timing: Handler<'venue.timing'> = async ({ tx, payload }) => {
  const venue = await venueOf(tx)
  const to = { ...venue.timing, ...Object.fromEntries(Object.entries(payload).filter(([, v]) => v !== undefined)) }
  await tx.patch('venue', venue.id, { timing: to })
  return { audit: { from: venue.timing, to } }
}
