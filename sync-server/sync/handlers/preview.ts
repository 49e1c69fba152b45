/**
 * What the AI would make of a text, under the settings as they are: the whole pipeline, and every gate. The Spark is paid
 * with the answer and by the command's id; the place among the three an hour is taken before the AI is asked.
 */
import type { Kysely } from 'kysely'
import { DateTime } from 'luxon'
import { HOUR } from '#shared/clock.ts'
import type { Outcome } from '#shared/decision.ts'
import { Refusal } from '#shared/errors.ts'
import { failedGates } from '#shared/gates.ts'
import { createdIdOf } from '#shared/ids.ts'
import type { Row } from '#shared/rows.ts'
import { faultOf } from '../../fault.ts'
import { spend } from '../../governance/wallet.ts'
import { agentFor } from '../../pipeline/agents.ts'
import { gatesFor } from '../../pipeline/gate.ts'
import { nextStep, type Step } from '../../pipeline/settle.ts'
import { type Thought, think } from '../../pipeline/think.ts'
import { subjectFor, THINK_WITHIN } from '../../pipeline/turn.ts'
import { gateState } from '../../sending/gate-state.ts'
import type { Tables } from '../../storage/tables.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Context, OutsideHandler } from '../command.ts'
import { requirePro } from './common.ts'

const MOST_AN_HOUR = 3

type Run = Context<'preview.run'>

export const run: OutsideHandler<'preview.run'> = {
  async reserve({ tx, session, commandId }) {
    const venue = await requirePro(tx)
    if ((venue.sparks ?? 0) <= 0) throw new Refusal('out_of_sparks')
    await takePlace(tx, venue, createdIdOf('preview', session.personId, commandId))
  },

  async act(deps, { venueId }, payload) {
    const { agentId, subject } = await deps.storage.read(async (db) => {
      const { id: agentId } = await agentFor(db, venueId, 'sms')
      const text = 'text' in payload ? payload.text : SCENARIOS[payload.scenario](await firstService(db, venueId))
      const subject = await subjectFor(db, venueId, { texts: [text], customerName: null, agentId }, deps.clock())
      return { agentId, subject: { ...subject, sparks: true } }
    })
    const thought = await think(deps.engine, subject, AbortSignal.timeout(THINK_WITHIN)).catch((error: unknown) => {
      deps.logger.error({ fault: faultOf(error) }, 'the engine failed a preview')
      throw new Refusal('engine_unavailable')
    })
    return (context) => record(context, subject.texts[0]!, agentId, thought)
  },
}

async function firstService(db: Kysely<Tables>, venueId: string): Promise<string | undefined> {
  const service = await db
    .selectFrom('services')
    .select('name')
    .where('venueId', '=', venueId)
    .where('active', '=', 1)
    .orderBy('seq')
    .executeTakeFirst()
  return service?.name
}

/** Three an hour a venue, counted when they begin. */
async function takePlace(tx: Tx, venue: Row<'venue'>, id: string): Promise<void> {
  const recent = await tx.db
    .selectFrom('previews')
    .select('at')
    .where('venueId', '=', tx.venueId)
    .where('at', '>', tx.now - HOUR)
    .orderBy('at', 'desc')
    .limit(MOST_AN_HOUR)
    .execute()
  if (recent.length >= MOST_AN_HOUR) {
    const retryAt = recent.at(-1)!.at + HOUR
    const when = DateTime.fromMillis(retryAt, { zone: venue.timeZone }).toFormat('HH:mm')
    throw new Refusal('too_many_previews', `Three previews an hour are the most: the next one at ${when}.`, { retryAt })
  }
  await tx.db
    .deleteFrom('previews')
    .where('venueId', '=', tx.venueId)
    .where('at', '<=', tx.now - HOUR)
    .execute()
  await tx.db.insertInto('previews').values({ id, venueId: tx.venueId, at: tx.now }).execute()
}

async function record({ tx, session, commandId }: Run, text: string, agentId: string, thought: Thought) {
  const venue = await requirePro(tx)
  const state = { ...(await gateState(tx, venue, stranger(agentId), thought.intent ?? 'unknown')), optedOut: false }
  const id = createdIdOf('preview', session.personId, commandId)
  if (!(await spend(tx, { id, reason: 'preview', by: session.personId }))) throw new Refusal('out_of_sparks')
  const { reply, intent, confidence, severity, warrant } = thought
  const gates = gatesFor(state, confidence, reply)
  const reasons = failedGates(gates)
  const step = nextStep(thought, { mode: state.agentMode, untouchable: false, intentMode: state.intentMode })
  const outcome = step === 'reply' ? (reply && reasons.length === 0 ? 'auto_queued' : 'drafted') : OUTCOMES[step]
  const written = step === 'reply' ? reply : null
  return {
    result: {
      ...{ text, warrant, intent, confidence, severity, outcome, gates, reasons },
      reply: written?.text ?? null,
      citations: written?.citations ?? [],
      problems: [...(written?.problems ?? []), ...(written?.guardrailProblems ?? [])],
      sparks: (state.sparks ?? 0) - 1,
    },
    audit: { intent, outcome },
  }
}

const OUTCOMES: Record<Exclude<Step, 'reply'>, Outcome> = {
  off: 'off',
  opt_out: 'quiet',
  escalate: 'escalated',
  quiet: 'quiet',
  file_away: 'off',
}

/** A customer who writes for the first time. */
const stranger = (agentId: string) => ({
  agentId,
  contactId: '',
  replyMode: null,
  personal: false,
  handoff: null,
  humanUntil: null,
})

const SCENARIOS = {
  pricing: (service = 'a haircut') => `Hi, how much do you charge for ${service.toLowerCase()}?`,
  hours: () => 'Hi, what time are you open on Saturday?',
  greeting: () => 'Hi there, hope you are all well!',
}
