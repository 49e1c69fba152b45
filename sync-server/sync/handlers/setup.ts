/** The first run: how far the venue has come, and the text that shows that texts arrive. */
import { Refusal } from '#shared/errors.ts'
import { createdIdOf, messageIdOf } from '#shared/ids.ts'
import { SETUP_STEPS, type VenueSetup } from '#shared/rows.ts'
import { phoneNumber } from '#shared/venue-number.ts'
import { contactFor, conversationFor } from '../../channels/ingest.ts'
import { TEST_TEXTS, takePlace } from '../../governance/hourly.ts'
import { enqueue } from '../../sending/outbox.ts'
import type { Handler } from '../command.ts'
import { mayBeTexted, venueOf } from './common.ts'

const AFRESH: VenueSetup = { stage: 'over', steps: {} }

export const step: Handler<'setup.step'> = async ({ tx, payload }) => {
  const venue = await venueOf(tx)
  const setup = venue.setup ?? AFRESH
  const steps = { ...setup.steps, [payload.step]: payload.as }
  const whole = SETUP_STEPS.every((one) => steps[one] === 'done')
  await tx.patch('venue', venue.id, { setup: { stage: whole && setup.stage === 'list' ? 'over' : setup.stage, steps } })
  return { audit: { step: payload.step, as: payload.as } }
}

/** Whoever goes to the console leaves out what was not done; nothing is left to list: it is over. */
export const stage: Handler<'setup.stage'> = async ({ tx, payload }) => {
  const venue = await venueOf(tx)
  const before = venue.setup ?? AFRESH
  const left = SETUP_STEPS.filter((one) => before.steps[one] === undefined)
  const steps = payload.stage === 'steps' ? before.steps : { ...before.steps, ...skipped(left) }
  const whole = SETUP_STEPS.every((one) => steps[one] === 'done')
  const next = payload.stage === 'list' && whole ? 'over' : payload.stage
  await tx.patch('venue', venue.id, { setup: { stage: next, steps } })
  return { audit: { from: before.stage, to: next } }
}

const skipped = (steps: readonly (typeof SETUP_STEPS)[number][]): VenueSetup['steps'] =>
  Object.fromEntries(steps.map((one) => [one, 'skipped' as const]))

/** Leaves like any text of a person, but at once: whoever tries it out has nothing to undo. */
export const test: Handler<'setup.test'> = async ({ tx, session, payload, commandId }) => {
  const venue = await venueOf(tx)
  if (venue.number === '') throw new Refusal('number_missing')
  const number = phoneNumber(payload.number, venue.locale === 'en-AU' ? 'AU' : 'GB')
  if (number === null || number === venue.number) throw new Refusal('number_unreadable')
  const full = await takePlace(tx, TEST_TEXTS, commandId, venue.timeZone)
  if (full)
    throw new Refusal('too_many_tries', `That is as many as there may be in an hour. The next is free at ${full.when}.`)
  const idOf = (kind: string) => () => createdIdOf(kind, session.personId, commandId)
  const contact = await contactFor(tx, idOf('contact'), { from: number })
  await mayBeTexted(tx, { contactId: contact.id })
  const conversation = await conversationFor(tx, idOf('conversation'), contact, { channel: 'sms' })
  const messageId = messageIdOf(session.personId, commandId)
  const body = `This is a test text from ${venue.name}. Texts from your venue arrive.`
  await enqueue(tx, {
    id: messageId,
    conversation,
    body,
    author: 'staff',
    authorId: session.personId,
    draftId: null,
    auto: false,
    notBefore: tx.now,
    writtenBy: commandId,
    // Whoever asks for another one wants the same words again.
    override: true,
  })
  await tx.patch('conversations', conversation.id, {
    unread: false,
    lastMessageAt: tx.now,
    lastText: body,
    lastAuthor: 'staff',
  })
  return { result: { messageId, conversationId: conversation.id }, audit: { messageId } }
}
