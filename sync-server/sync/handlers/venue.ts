/** The venue itself: what it is called, where it is, its number and plan, and the voice of its replies. */
import { Refusal } from '#shared/errors.ts'
import { venueNumber } from '#shared/venue-number.ts'
import { recordDecision } from '../../pipeline/record.ts'
import { carryCaps } from '../../sending/caps.ts'
import { noticeFindings } from '../../sending/handoff.ts'
import { queued, withdrawAll } from '../../sending/outbox.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Handler } from '../command.ts'
import { changed, given, venueOf } from './common.ts'

export const edit: Handler<'venue.edit'> = async ({ tx, payload }) => {
  const venue = await venueOf(tx)
  const { waitTargetMinutes, number, ...fields } = given(payload)
  const patch = {
    ...fields,
    ...(waitTargetMinutes !== undefined && { timing: { ...venue.timing, waitTargetMinutes } }),
    ...(number !== undefined && { number: await ownNumber(tx, number, venue.locale === 'en-AU' ? 'AU' : 'GB') }),
  }
  if (patch.handoff?.tell) await checkNotice(tx, patch.handoff.text)
  if (patch.timeZone) await carryCaps(tx, venue.timeZone, patch.timeZone)
  await tx.patch('venue', venue.id, patch)
  return { ...(patch.number && { result: { number: patch.number } }), audit: changed(venue, patch) }
}

/** @throws Refusal with what keeps the text that tells of a handoff from ever leaving */
async function checkNotice(tx: Tx, text: string): Promise<void> {
  const [problem] = (await noticeFindings(tx, text)).problems
  if (problem) throw new Refusal('text_not_allowed', `The words cannot be sent. ${problem.text}`)
}

/** @throws Refusal with why the number cannot be the venue's own */
async function ownNumber(tx: Tx, written: string, home: 'GB' | 'AU'): Promise<string> {
  const found = venueNumber(written, home)
  if ('problem' in found) throw new Refusal('number_not_allowed', found.problem)
  const { number } = found
  const taken = await tx.db
    .selectFrom('venue')
    .select('id')
    .where('number', '=', number)
    .where('venueId', '!=', tx.venueId)
    .executeTakeFirst()
  if (taken) throw new Refusal('number_taken')
  return number
}

export const voice: Handler<'voice.set'> = async ({ tx, payload }) => {
  const venue = await venueOf(tx)
  const patch = given(payload)
  await tx.patch('venue', venue.id, patch)
  return { audit: changed(venue, patch) }
}

/** On FREE no AI runs: what it was about to send comes back as drafts, what it was about to read is left to people. */
export const plan: Handler<'venue.plan'> = async ({ tx, payload }) => {
  const venue = await venueOf(tx)
  const audit = { from: venue.plan, to: payload.plan }
  if (payload.plan === venue.plan) return { audit }
  const epoch = payload.plan === 'FREE' ? tx.raiseEpoch() : tx.control.epoch
  await tx.patch('venue', venue.id, { plan: payload.plan, killSwitch: { ...venue.killSwitch, epoch } })
  if (payload.plan === 'FREE') {
    await withdrawAll(tx, await queued(tx, { auto: true }), 'plan')
    await leaveTurns(tx)
  }
  return { audit }
}

/** A turn that is being thought about finds itself gone, and is thrown away. */
async function leaveTurns(tx: Tx): Promise<void> {
  const open = await tx.db
    .selectFrom('turns')
    .innerJoin('messages', 'messages.conversationId', 'turns.conversationId')
    .select(['turns.id as turnId', 'messages.id', 'messages.conversationId'])
    .where('turns.venueId', '=', tx.venueId)
    .where('messages.direction', '=', 'in')
    .where('messages.decided', '=', 0)
    .execute()
  for (const { id: messageId, conversationId, turnId } of open) {
    const warrant = { reply: false, reason: 'No AI on the FREE plan' }
    await recordDecision(tx, { messageId, conversationId, turnId, outcome: 'no_ai', warrant })
  }
  await tx.db.deleteFrom('turns').where('venueId', '=', tx.venueId).execute()
}
