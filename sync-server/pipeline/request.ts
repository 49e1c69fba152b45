/** Requests to book: one is judged as such only when its reply books it. */
import type { IntentKey } from '#shared/intents.ts'

/**
 * What a reply that books nothing is judged as: somebody who asks to book gets an offer of times, or what else there is to
 * say about them. Only what is complete, free and confirmed by the reply is a booking request.
 */
export const bookingNothing = (intent: IntentKey): IntentKey => (intent === 'booking_request' ? 'availability' : intent)

/** Whose guidance cards apply: who asks to book is under the cards for that, whatever the reply is judged as. */
export const scopesOf = (judged: IntentKey | null, found: IntentKey | null): readonly IntentKey[] => [
  ...(judged === null ? [] : [judged]),
  ...(found === 'booking_request' ? [found] : []),
]
