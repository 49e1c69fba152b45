/**
 * What would become of a text, under the settings as they are or as they lie on somebody's screen: the whole pipeline and
 * every gate, and nothing stored or sent. The one evaluator of previews, the sandbox chat and evals.
 */
import type { Outcome } from '#shared/decision.ts'
import { Refusal } from '#shared/errors.ts'
import type { Citation } from '#shared/facts.ts'
import { failedGates, type GateResult } from '#shared/gates.ts'
import type { IntentKey } from '#shared/intents.ts'
import { judge } from '#shared/outcome.ts'
import type { DraftDiary, Row } from '#shared/rows.ts'
import type { AgentSettings } from '#shared/trial.ts'
import type { Deps } from '../deps.ts'
import type { Severity } from '../engines/engine.ts'
import { engineSettingOf, noteEngine } from '../engines/log.ts'
import { sitDown } from '../engines/models.ts'
import { faultOf } from '../fault.ts'
import { type GateState, gateState } from '../sending/gate-state.ts'
import type { Tx } from '../storage/tx.ts'
import type { Agent } from './agents.ts'
import { allFound } from './check.ts'
import { asJudged, courseOf, gateInput, usedConfidence } from './gate.ts'
import { applies } from './guidance.ts'
import { scopesOf } from './request.ts'
import type { Subject } from './subject.ts'
import { think } from './think.ts'
import { type Thought, warrantOf } from './thought.ts'
import { subjectFor, THINK_WITHIN } from './turn.ts'
import { because } from './warrant.ts'

export interface Asked
  extends Pick<Subject, 'texts' | 'fresh' | 'customerName' | 'enquiry' | 'since' | 'run' | 'finished'> {
  readonly agentId: string
  /** What "today" and "tomorrow" mean; the facts are those of now. */
  readonly at: number
  /** The agent's settings as somebody has them on screen; null: as they are saved. */
  readonly settings: AgentSettings | null
}

export interface Trial {
  readonly warrant: Thought['warrant']
  readonly intent: IntentKey | null
  readonly confidence: number
  readonly severity: Severity | null
  readonly outcome: Outcome
  readonly gates: readonly GateResult[]
  /** Codes of the gates that failed. */
  readonly reasons: readonly string[]
  /** null: none would be written. */
  readonly reply: string | null
  readonly citations: readonly Citation[]
  readonly problems: readonly { readonly code: string; readonly text: string }[]
  readonly diary: DraftDiary | null
  /** How far a playbook would have come; null: none is under way. */
  readonly run: Thought['run']
  /** What the reply asks for it. */
  readonly asks: string | null
  /** Guidance cards that have had a say in it. */
  readonly cards: readonly string[]
  /** The route by which a person would take over; null: the agent stays. */
  readonly handsOffTo: string | null
}

/** What was thought of a text, and what it was thought about. */
export interface Considered {
  readonly subject: Subject
  readonly thought: Thought
}

/** Thinks as a turn would. @throws Refusal engine_unavailable */
export async function consider(deps: Deps, venueId: string, asked: Asked): Promise<Considered> {
  const subject = await deps.storage.read(async (db) => {
    const found = await subjectFor(db, venueId, asked, asked.at)
    const now = deps.clock()
    const facts = found.venue.facts.filter((f) => f.expiresAt === null || f.expiresAt > now)
    return withSettings({ ...found, venue: { ...found.venue, facts }, sparks: true }, asked.settings)
  })
  const seat = sitDown(deps, await deps.storage.read((db) => engineSettingOf(db, venueId)), 'alone')
  const began = deps.monotonic()
  const noted = async () => {
    if (seat.spent().requests === 0) return
    const line = { id: deps.ids(), kind: 'trial', ms: deps.monotonic() - began } as const
    await deps.storage.write('bulk', venueId, (tx) => noteEngine(tx, seat, line))
  }
  const thought = await think(seat.engine, subject, AbortSignal.timeout(THINK_WITHIN)).catch(async (error: unknown) => {
    await noted()
    deps.logger.error({ fault: faultOf(error) }, 'the engine failed a trial')
    throw new Refusal('engine_unavailable')
  })
  await noted()
  return { subject, thought }
}

/** What the engine is told, as it would be with these settings saved. */
function withSettings(subject: Subject, settings: AgentSettings | null): Subject {
  if (!settings) return subject
  const { agent, guidance, playbooks } = settings
  const inOrder = <T extends { on: boolean }>(list: readonly T[]) =>
    list.map((one, order) => ({ ...one, order })).filter((one) => one.on)
  return {
    ...subject,
    agent: {
      ...subject.agent,
      ...(Object.fromEntries(Object.entries(agent ?? {}).filter(([, value]) => value !== undefined)) as Partial<Agent>),
      ...(guidance && { guidance: inOrder(guidance) }),
      ...(playbooks && { playbooks: inOrder(playbooks) }),
    },
  }
}

interface Circumstances extends Pick<Asked, 'agentId'> {
  /** Nothing momentary stands in the way: no stop, no quiet hours, no cap reached, Sparks enough. */
  readonly calm?: boolean
  /** It was handed to a person before. */
  readonly handedOff?: boolean
}

/** What a thought comes to. */
export async function concludeTrial(
  tx: Tx,
  venue: Row<'venue'>,
  { subject, thought: found }: Considered,
  { agentId, calm = false, handedOff = false }: Circumstances,
): Promise<Trial> {
  const thought = await asJudged(tx, found)
  const state: GateState = {
    ...(await gateState(tx, venue, stranger(agentId), thought.intent ?? 'unknown')),
    agentMode: subject.agent.active ? subject.agent.replyMode : 'off',
    handedOff,
    ...(calm && CALM),
  }
  const { reply, intent, severity } = thought
  const confidence = usedConfidence(state, thought)
  const course = courseOf(thought, false)
  const { step, gates, outcome } = judge({ course, input: gateInput(state, confidence, reply) })
  const reasons = failedGates(gates)
  const written = step === 'reply' ? reply : null
  return {
    ...{ warrant: warrantOf(thought), intent, confidence, severity, outcome, gates, reasons },
    reply: written?.text ?? null,
    citations: written?.citations ?? [],
    problems: written ? allFound(written) : [],
    diary: written?.diary ?? null,
    run: step === 'off' ? null : thought.run,
    asks: written?.asks ?? null,
    cards: step === 'off' ? [] : cardsOf(subject, thought, written !== null),
    handsOffTo: step === 'hand_off' ? (thought.handover?.route ?? null) : null,
  }
}

/** Cards whose word was heard: the one that decided on a reply, and those that the reply goes by. */
function cardsOf({ agent, texts }: Subject, { intent, asksToBook, warrant }: Thought, written: boolean): string[] {
  const about = scopesOf(intent, asksToBook ? 'booking_request' : null)
  const decided = agent.guidance.find(
    (card) => card.surface === 'classifier' && warrant.reason === because(card.effect === 'always_reply', card.text),
  )
  const heeded = agent.guidance.filter(
    (card) => written && card.surface === 'reply' && applies(card, about, texts) === true,
  )
  return [...(decided ? [decided] : []), ...heeded].map((card) => card.id)
}

/** A customer who writes for the first time. */
const stranger = (agentId: string) => ({
  agentId,
  contactIds: [],
  replyMode: null,
  personal: false,
  handoff: null,
  humanUntil: null,
})

const CALM = {
  killed: false,
  quietUntil: null,
  closure: null,
  usedHour: 0,
  usedDay: 0,
  sparks: 1,
  credentialsHealthy: true,
} satisfies Partial<GateState>
