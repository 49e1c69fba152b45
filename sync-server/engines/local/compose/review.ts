/** Thanks for a public review: nothing is promised, and nothing said of the visit that the writer has not said. */
import type { Persona } from '#shared/facts.ts'
import type { Ask } from '../mentions.ts'
import type { Answer } from './voice.ts'

const THANKS = {
  HOST: 'Thank you',
  CONCIERGE: 'Thank you very much',
  CASUAL: 'Thanks',
  ENTHUSIAST: 'Thank you so much',
} as const satisfies Record<Persona, string>

export function reviewReply({ name, venue }: Ask, stars: number): Answer {
  const thanks = THANKS[venue.persona] + (name === null ? '' : `, ${name}`)
  return { bodies: bodiesFor(stars).map((body) => `${thanks}. ${body}`), citations: [], greet: false }
}

function bodiesFor(stars: number): readonly string[] {
  if (stars >= 4) {
    return [
      'We are so glad that you were happy with us, and we look forward to seeing you again.',
      'It is lovely to hear that, and we look forward to seeing you again.',
      'That is wonderful to hear. We hope to see you again soon.',
    ]
  }
  if (stars === 3) {
    return [
      'It is good to hear from you, and we hope to see you again.',
      'We are glad to hear from you, and we hope to see you again soon.',
    ]
  }
  return [
    'We are sorry that you were not happy with us. Please get in touch, so that we can hear more about it.',
    'We are sorry to hear this. Please get in touch, so that we can hear more about it.',
  ]
}
