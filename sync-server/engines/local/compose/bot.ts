/** "Is this a bot?", and the honest answer to it. */
import { toGsm7 } from '#shared/segments.ts'
import { plain } from '../../../pipeline/plain.ts'
import type { Ask } from '../mentions.ts'
import type { Answer } from './voice.ts'

const MACHINE =
  '(?:an? )?(?:chat ?bot|bot|robot|a\\.?i\\.?|artificial intelligence|machine|computer|automated(?: (?:service|system|reply|message))?|auto ?reply|automatic reply|chat ?gpt)'
const BOT = [
  new RegExp(
    `\\b(?:are you|is this|is that|is it|(?:talking|speaking|texting|chatting) (?:to|with)|who am i (?:talking|speaking) to|(?:if|whether|that) (?:you are|you're|this is|i'm (?:talking|speaking) to)|you're|you are|were you)(?: (?:really|actually|just|even|like|maybe|all|either|some))? ${MACHINE}\\b`,
  ),
  /\b(?:are you|is this|(?:talking|speaking|texting) (?:to|with))(?: (?:really|actually|even|like))? (?:a |an )?(?:(?:(?:real|actual|live|genuine|proper) ?)+(?:(?:person|human|woman|man|lady|one))?|human(?: being)?|person)(?! (?:hair|treatment|cut))\s*(?:\?|$|or\b|please\b|there\b|lol\b|haha\b|,)/,
  /\b(?:bot|robot|computer|machine|ai) or (?:a |an )?(?:real |actual |live )?(?:human|person|someone)\b|\b(?:human|person|real) or (?:a |an )?(?:bot|robot|computer|machine|ai|automated)\b/,
  /^(?:(?:hi|hey)\W+)?(?:bot|robot|human|real person) ?\?+\W*$/,
]

/** True where the customer asks whether a machine is answering: the pipeline never sends the answer by itself where disclosure is off. */
export function asksWhetherBot(text: string): boolean {
  const lines = [text, ...text.split('\n')].map(plain)
  return BOT.some((pattern) => lines.some((line) => pattern.test(line)))
}

export function botAnswer(ask: Ask): Answer {
  if (ask.venue.disclosure === null)
    return { bodies: ["I'm here to help with bookings. How can I help?"], citations: [], greet: false }
  const venue = toGsm7(ask.venue.venueName)
  return {
    bodies: [
      `I'm an automated assistant for ${venue}, and the team here can read your messages too. How can I help?`,
      `You're texting with ${venue}'s automated assistant, and the team can read this too. How can I help?`,
      `I'm an automated assistant. How can I help?`,
    ],
    citations: [],
  }
}
