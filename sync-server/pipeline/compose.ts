/** Writes a reply, puts it right, validates it; one retry, then it stays a draft with its problems (product rule 7). */

import { withDisclosure } from '#shared/disclosure.ts'
import type { Citation } from '#shared/facts.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { DraftDiary, GuidanceRow } from '#shared/rows.ts'
import type { AgentBrief, Composition, Doubt, Engine } from '../engines/engine.ts'
import { write } from '../engines/local/compose/voice.ts'
import { readAsk } from '../engines/local/mentions.ts'
import { checkText, type Finding, type Findings } from './check.ts'
import { needsPerson, replyGuidance, withSaid } from './guidance.ts'
import { polish } from './polish.ts'
import { bookingNothing, scopesOf } from './request.ts'
import type { Subject } from './subject.ts'
import { MOST_READ } from './validate.ts'

export interface Reply extends Findings {
  readonly text: string
  readonly citations: readonly Citation[]
  /** What it says about the diary; absent: nothing. */
  readonly diary?: DraftDiary
  /** What it asks for a playbook: a field's key, or `route`; absent: nothing. */
  readonly asks?: string
}

/** Nothing in the venue's facts answers it: it says so, or asks back; it promises nothing, and a person goes on from there. */
function askBack(name: string | null, intent: IntentKey): string {
  const next = VAGUE.has(intent)
    ? 'Could you tell us a little more about what you need?'
    : "I can't answer that from here, so it needs one of the team to take a look."
  return `${hello(name)} ${next}`
}
/** Where it is open what they want at all. */
const VAGUE: ReadonlySet<IntentKey> = new Set([
  'unknown',
  'general',
  'availability',
  'booking_request',
  'quote_request',
])

const hello = (name: string | null) => `Hi${name ? ` ${name.split(' ')[0]}` : ''}, thanks for your message.`

const DOUBTS: Record<Doubt, Finding> = {
  part: { code: 'part_unanswered', text: 'It answers a part of what they ask.' },
  act: { code: 'needs_act', text: 'Somebody has to do what they ask for.' },
}
const STOOD_IN: Finding = {
  code: 'engine_failed',
  text: 'The model did not answer: the local engine wrote this.',
}
const NO_ANSWER: Finding = { code: 'no_answer', text: 'Nothing in the facts of the venue answers this.' }

/**
 * @param intent what they want; who wants to book is told that nothing is booked, and that is judged as an answer about times
 * @param more sentences that it has to hold besides those of the agent's cards
 */
export async function writeReply(
  engine: Engine,
  subject: Subject,
  intent: IntentKey,
  signal: AbortSignal,
  more: readonly string[] = [],
): Promise<Reply> {
  const { say, rules, brief } = replyGuidance(subject.agent, scopesOf(bookingNothing(intent), intent), subject.texts)
  const agent = { ...brief, say: [...say, ...more] }
  const write = (problems: readonly string[]) => attempt(engine, subject, intent, agent, signal, problems)
  const first = await write([])
  const reply = isFine(first) || first.problems.some(isFinal) ? first : await again(first, write)
  return engine.followsRules ? reply : withRules(reply, rules)
}

async function again(first: Reply, write: (problems: readonly string[]) => Promise<Reply>): Promise<Reply> {
  const found = ({ problems, guardrailProblems }: Reply) => [...problems, ...guardrailProblems].map((p) => p.code)
  const second = await write(found(first)).catch(() => first)
  return found(second).length <= found(first).length ? second : first
}

const isFine = ({ problems, guardrailProblems }: Reply) => problems.length + guardrailProblems.length === 0

/** A reply that no model wrote, under the agent's cards: what they say is in it already, their rules need a person. */
export function guided(reply: Reply, subject: Subject, about: readonly IntentKey[]): Reply {
  return withRules(reply, replyGuidance(subject.agent, about, subject.texts).rules)
}

function withRules(reply: Reply, rules: readonly GuidanceRow[]): Reply {
  return rules.length === 0 ? reply : { ...reply, problems: [...reply.problems, ...needsPerson(rules)] }
}

/** A playbook's question, in the agent's voice. */
export function putQuestion(
  subject: Subject,
  intent: IntentKey,
  { key, question }: { readonly key: string; readonly question: string },
  greets: boolean,
): Reply {
  const { texts, customerName, venue, now, agent } = subject
  const about = scopesOf(bookingNothing(intent), intent)
  const { say, brief } = replyGuidance(agent, about, texts)
  const ask = readAsk({ texts, intent, customerName, venue, now, agent: { ...brief, say } })
  const bodies = greets ? [question] : [`Thanks. ${question}`, `Thank you. ${question}`]
  const words = write(ask, { bodies, citations: [], greet: greets })?.text ?? question
  const reply = finished(subject, bookingNothing(intent), withSaid(words, say), { citations: [] })
  return { ...guided(reply, subject, about), asks: key }
}

/** No second try: nothing would be different, or (its instructions show) the text must be withheld. */
const isFinal = ({ code }: { code: string }) => FINAL.has(code) || isLeak({ code })
const FINAL = new Set([NO_ANSWER, STOOD_IN, DOUBTS.part, DOUBTS.act].map((one) => one.code))

const isLeak = ({ code }: { code: string }) => code === 'canary' || code === 'prompt_leak'

async function attempt(
  engine: Engine,
  subject: Subject,
  intent: IntentKey,
  agent: AgentBrief,
  signal: AbortSignal,
  problems: readonly string[],
): Promise<Reply> {
  const { texts, customerName, venue, now, stars } = subject
  const given = { texts, intent, customerName, venue, now, problems, agent, ...(stars != null && { stars }) }
  const composed = await engine.compose(given, signal)
  const unanswered = agent.say.length > 0 ? hello(customerName) : askBack(customerName, intent)
  const words = withSaid(composed?.text ?? unanswered, agent.say)
  const reply = finished(subject, bookingNothing(intent), words, composed ?? { citations: [] })
  if (composed?.insteadOf !== undefined) return { ...reply, problems: [STOOD_IN, ...reply.problems] }
  const doubts = (composed?.doubts ?? []).map((doubt) => DOUBTS[doubt])
  return { ...reply, problems: [...(composed === null ? [NO_ANSWER] : doubts), ...reply.problems] }
}

/** Words put right, disclosed and checked; withheld where they show what their writer was told. */
function finished(
  { texts, customerName, venue, now, stars }: Subject,
  intent: IntentKey,
  words: string,
  { citations, canary, instructions }: Omit<Composition, 'text'>,
): Reply {
  const keep = [venue.venueName, ...venue.services.map((s) => s.name)]
  const polished = words.length > MOST_READ ? words : polish(words, { locale: venue.locale, keep })
  const text = polished === '' ? '' : withDisclosure(polished, venue.disclosure)
  const found = checkText({ text, intent, texts, customerName, venue, now, citations, canary, instructions, stars })
  if (found.problems.some(isLeak)) return { ...found, text: '', citations: [], mustEdit: true }
  return { ...found, text, citations }
}
