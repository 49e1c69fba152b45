/**
 * The sandbox chat: what an agent would answer, under its settings as they are or as they lie on screen, with what was
 * said in the chat before. Nothing is stored and no Spark is spent (docs/decisions/evals.md); so many an hour.
 */
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import type { ChatTurn } from '#shared/trial.ts'
import type { OpenEnquiry } from '../../diary/enquiry.ts'
import { TRIES, takePlace } from '../../governance/hourly.ts'
import { concludeTrial, consider } from '../../pipeline/trial.ts'
import { WANTS_ANSWER } from '../../pipeline/turn.ts'
import type { OutsideHandler } from '../command.ts'
import { requirePro } from './common.ts'

export const run: OutsideHandler<'agent.try'> = {
  async reserve({ tx, session, payload, commandId }) {
    const venue = await requirePro(tx)
    if (!(await tx.find('agents', payload.agentId))) throw new Refusal('row_not_found')
    const full = await takePlace(tx, TRIES, createdIdOf('try', session.personId, commandId), venue.timeZone)
    if (!full) return
    const { most } = TRIES
    throw new Refusal('too_many_tries', `${most} texts an hour are the most: the next one at ${full.when}.`, {
      retryAt: full.retryAt,
    })
  },

  async act(deps, { venueId }, { agentId, text, chat, settings = null }) {
    const at = deps.clock()
    const enquiry = enquiryOf(chat)
    const asked = { texts: [...unanswered(chat), text], customerName: null, agentId, at, settings, enquiry, since: at }
    const thought = await consider(deps, venueId, asked)
    return async ({ tx }) => {
      const venue = await requirePro(tx)
      const trial = await concludeTrial(tx, venue, thought, asked)
      return { result: { text, at, ...trial } }
    }
  },
}

/** Texts that are read together at most, as in a turn. */
const TEXTS_READ = 6

/** What the customer has said since the agent's last word, and what still wants an answer. */
function unanswered(chat: readonly ChatTurn[]): string[] {
  const last = chat.findLastIndex((turn) => turn.from === 'agent')
  return chat
    .slice(last + 1)
    .filter((turn) => turn.from === 'customer' && WANTS_ANSWER.has(turn.outcome ?? 'off'))
    .map((turn) => turn.text)
    .slice(1 - TEXTS_READ)
}

/** A booking enquiry goes on, as long as the agent's last word was about the diary and booked nothing. */
function enquiryOf(chat: readonly ChatTurn[]): OpenEnquiry | null {
  const last = chat.findLast((turn) => turn.from === 'agent')
  if (!last?.diary || last.diary.book !== null) return null
  const { since } = last.diary.asked
  const present = chat.indexOf(last)
  const earlier = chat.filter((turn, i) => turn.from === 'customer' && i < present && turn.at >= since)
  return { diary: last.diary, earlier: earlier.map((turn) => turn.text) }
}
