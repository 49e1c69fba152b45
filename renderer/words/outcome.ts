/** What would become of a text, in a sentence: for previews, the sandbox chat and evals. */
import type { Outcome } from '#shared/decision.ts'
import { type IntentKey, intentOf } from '#shared/intents.ts'
import { percent } from '#shared/percent.ts'
import type { Tone } from './pill.ts'

const BECAME: Record<Outcome, string> = {
  auto_queued: 'It would leave by itself.',
  drafted: 'It would wait as a draft.',
  escalated: 'It would go to a person: no reply is written.',
  handed_off: 'It would be handed to a person: no reply is written.',
  quiet: 'No reply is needed.',
  off: 'The AI does not answer this kind of text.',
  merged: 'It would be answered with the text that follows.',
  keyword: 'A keyword such as STOP is recorded, and never answered.',
  no_ai: 'No AI runs on the Free plan.',
}

/** "It would wait as a draft. Read as Pricing, 93 % sure. Replies: the text asks for an answer." */
export function becameText({
  outcome,
  intent,
  confidence,
  warrant,
}: {
  readonly outcome: Outcome
  readonly intent: IntentKey | null
  readonly confidence: number
  readonly warrant: { readonly reply: boolean; readonly reason: string }
}): string {
  const read =
    intent === null || confidence === 0 ? '' : ` Read as ${intentOf(intent).label}, ${percent(confidence)} sure.`
  const why = warrant.reason === '' ? '' : ` ${warrant.reason}.`
  return `${BECAME[outcome]}${read}${why}`
}

export function outcomeTone(outcome: Outcome): Tone {
  if (outcome === 'auto_queued') return 'fine'
  return outcome === 'escalated' ? 'stop' : outcome === 'handed_off' ? 'wait' : 'quiet'
}
