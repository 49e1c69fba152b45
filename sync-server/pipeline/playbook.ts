/**
 * Playbooks: an agent asks for one missing thing after the other, in the playbook's own words, and hands the conversation
 * over when it has them all. Pure: how far it has come is given, and handed back for settle to keep.
 */
import { ROUTE_KEY } from '#shared/agents.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { PlaybookRow, PlaybookRunRow } from '#shared/rows.ts'
import { applies } from './guidance.ts'
import { answersIn, chosen } from './playbook-answers.ts'
import type { OpenRun, Subject } from './subject.ts'

/** A playbook under way in a conversation. */
/** What settle keeps. */
export interface RunChange {
  /** null: it begins now. */
  readonly runId: string | null
  readonly playbookId: string
  readonly agentId: string
  readonly state: PlaybookRunRow['state']
  readonly collected: PlaybookRunRow['collected']
  readonly route: string | null
}

export interface Handover {
  readonly route: string
  readonly note: string | null
  /** What the customer is told, in place of the venue's own words; null: those. */
  readonly text: string | null
  /** Why, as the thread tells it. */
  readonly reason: string
}

export interface PlaybookStep {
  readonly run: RunChange
  /** What to ask next; null: nothing, as it is complete or was left. */
  readonly ask: { readonly key: string; readonly question: string } | null
  readonly handover: Handover | null
  /** The texts answered or began it; false: they are about something else, and it waits. */
  readonly answered: boolean
  readonly begins: boolean
}

/** "Forget it", to a playbook that is under way. */
const LEAVES =
  /\b(?:never\s*mind|forget\s+(?:it|about\s+it)|don'?t\s+worry|leave\s+it|no\s+longer|changed\s+my\s+mind|not\s+interested)\b/i

/** The first playbook of the agent whose scope and condition these texts meet; null: none does. */
export function beginPlaybook(subject: Subject, intent: IntentKey): PlaybookStep | null {
  const { agent, texts, finished = [] } = subject
  const begun = agent.playbooks.find((one) => !finished.includes(one.id) && applies(one, [intent], texts) === true)
  return begun ? step(subject, begun, null) : null
}

/** null: none is under way, or its playbook has been switched off or belongs to another agent by now. */
export function continuePlaybook(subject: Subject): PlaybookStep | null {
  const { run: open = null, agent } = subject
  const playbook = agent.playbooks.find((one) => one.id === open?.run.playbookId)
  if (!open || !playbook) return null
  const { run } = open
  if (LEAVES.test(subject.texts.join('\n'))) {
    const left = { ...changeOf(playbook, run.id, run.collected, run.route), state: 'left' as const }
    return { run: left, ask: null, handover: null, answered: false, begins: false }
  }
  return step(subject, playbook, open)
}

/** @param under null: it begins */
function step(subject: Subject, playbook: PlaybookRow, under: OpenRun | null): PlaybookStep {
  const { run = null, asked = null } = under ?? {}
  const begins = run === null
  const known = new Map(run?.collected.map(({ key, value }) => [key, value]))
  const open = playbook.collect.filter((field) => !known.has(field.key))
  const { texts, venue, now, customerNumber = null } = subject
  const found = answersIn(open, { texts, venue, now, customerNumber }, asked)
  if (subject.customerName !== null && begins) {
    const named = open.find((field) => field.kind === 'name')
    if (named) known.set(named.key, subject.customerName)
  }
  for (const [key, value] of found) known.set(key, value)
  const collected = playbook.collect.flatMap(({ key, label }) => {
    const value = known.get(key)
    return value === undefined ? [] : [{ key, label, value }]
  })
  const { kinds, ask: asksRoute, question } = playbook.route
  const picked = asked === ROUTE_KEY ? chosen(kinds, subject.texts) : null
  const route = run?.route ?? picked ?? (asksRoute ? null : kinds[0]!)
  const next = playbook.collect.find((field) => !known.has(field.key))
  const change = changeOf(playbook, run?.id ?? null, collected, route)
  const answered = begins || found.size > 0 || picked !== null
  const came = { run: change, handover: null, answered, begins }
  if (next) return { ...came, ask: { key: next.key, question: questionOf(next) } }
  if (route === null) return { ...came, ask: { key: ROUTE_KEY, question } }
  return { ...came, run: { ...change, state: 'done' }, ask: null, handover: handoverOf(playbook, change, route) }
}

/** As it is put to the customer. */
export const questionOf = ({ question, options }: PlaybookRow['collect'][number]) =>
  options.length === 0 || options.every((one) => question.toLowerCase().includes(one.toLowerCase()))
    ? question
    : `${question} (${options.join(', ')})`

function changeOf(
  playbook: PlaybookRow,
  runId: string | null,
  collected: PlaybookRunRow['collected'],
  route: string | null,
): RunChange {
  return { runId, playbookId: playbook.id, agentId: playbook.agentId, state: 'open', collected, route }
}

function handoverOf({ name, text }: PlaybookRow, { collected }: RunChange, route: string): Handover {
  const lines = collected.map(({ label, value }) => `${label}: ${value}`)
  return {
    route,
    note: `${name}. ${lines.join('; ')}`.slice(0, 1_000),
    text: text === '' ? null : text,
    reason: `the playbook "${name}" has what it needs`,
  }
}
