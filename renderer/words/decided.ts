/** What became of a customer's text, in a word or two. */
import type { Outcome } from '#shared/decision.ts'

const SHORT: Record<Outcome, string> = {
  auto_queued: 'Answered by itself',
  drafted: 'Drafted',
  escalated: 'To a person',
  handed_off: 'Handed off',
  quiet: 'Stayed quiet',
  off: 'Left alone',
  merged: 'With the next text',
  keyword: 'A keyword',
  no_ai: 'No AI on this plan',
}

export const shortOutcome = (outcome: Outcome): string => SHORT[outcome]
