/** Writes a reply, puts it right, validates it; one retry, then it stays a draft with its problems (product rule 7). */

import { withDisclosure } from '#shared/disclosure.ts'
import type { Citation } from '#shared/facts.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { DraftDiary } from '#shared/rows.ts'
import type { Engine } from '../engines/engine.ts'
import { checkText, type Findings } from './check.ts'
import { polish } from './polish.ts'
import type { Subject } from './think.ts'
import { MOST_READ } from './validate.ts'

export interface Reply extends Findings {
  readonly text: string
  readonly citations: readonly Citation[]
  /** What it says about the diary; absent: nothing. */
  readonly diary?: DraftDiary
}

/** Nothing in the venue's facts answers it: a question back, which promises nothing; a person goes on from there. */
function askBack(name: string | null): string {
  return `Hi${name ? ` ${name.split(' ')[0]}` : ''}, thanks for your message. Could you tell us a little more about what you need?`
}

const NO_ANSWER = { code: 'no_answer', text: 'Nothing in the facts of the venue answers this.' } as const

export async function writeReply(
  engine: Engine,
  subject: Subject,
  intent: IntentKey,
  signal: AbortSignal,
): Promise<Reply> {
  const first = await attempt(engine, subject, intent, signal, [])
  if (first.problems.length + first.guardrailProblems.length === 0 || first.problems.some(isFinal)) return first
  const problems = [...first.problems, ...first.guardrailProblems].map((p) => p.code)
  const second = await attempt(engine, subject, intent, signal, problems).catch(() => first)
  return second.problems.length + second.guardrailProblems.length <=
    first.problems.length + first.guardrailProblems.length
    ? second
    : first
}

/** No second try: nothing would be different, or (its instructions show) the text must be withheld. */
const isFinal = ({ code }: { code: string }) => code === NO_ANSWER.code || isLeak({ code })

const isLeak = ({ code }: { code: string }) => code === 'canary' || code === 'prompt_leak'

async function attempt(
  engine: Engine,
  subject: Subject,
  intent: IntentKey,
  signal: AbortSignal,
  problems: readonly string[],
): Promise<Reply> {
  const { texts, customerName, venue, now } = subject
  const composed = await engine.compose({ texts, intent, customerName, venue, now, problems }, signal)
  const keep = [venue.venueName, ...venue.services.map((s) => s.name)]
  const words = composed?.text ?? askBack(customerName)
  const polished = words.length > MOST_READ ? words : polish(words, { locale: venue.locale, keep })
  const text = polished === '' ? '' : withDisclosure(polished, venue.disclosure)
  const { citations = [], canary, instructions } = composed ?? {}
  const found = checkText({ text, intent, texts, venue, now, citations, canary, instructions })
  if (found.problems.some(isLeak)) return { ...found, text: '', citations: [], mustEdit: true }
  return { ...found, text, citations, problems: composed === null ? [NO_ANSWER, ...found.problems] : found.problems }
}
