/** What would become of a text, in a sentence: for previews, the sandbox chat and evals. */
import type { Outcome } from '#shared/decision.ts'
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

export const wouldBecome = (outcome: Outcome): string => BECAME[outcome]

export function outcomeTone(outcome: Outcome): Tone {
  if (outcome === 'auto_queued') return 'fine'
  return outcome === 'escalated' ? 'stop' : outcome === 'handed_off' ? 'wait' : 'quiet'
}
