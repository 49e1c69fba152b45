/**
 * The one intent table. Everything that depends on what a text is about derives from it: schemas, database
 * constraints, settings, gates, the classifier's labels. Source: product rule "Intents".
 */
import { z } from 'zod'

export const INTENT_KEYS = [
  'pricing',
  'hours',
  'availability',
  'booking_link',
  'booking_request',
  'quote_request',
  'follow_up',
  'new_lead',
  'enquiry',
  'review_reply',
  'general',
  'complaint',
  'risk',
  'noise',
  'unknown',
] as const
export type IntentKey = (typeof INTENT_KEYS)[number]
export const intentKey = z.enum(INTENT_KEYS)

export const INTENT_MODES = ['off', 'draft', 'auto', 'escalate', 'escalate_ack'] as const
export type IntentMode = (typeof INTENT_MODES)[number]
export const intentMode = z.enum(INTENT_MODES)

/** What the guardrail of an intent checks in a reply, besides the validation that every reply passes. */
export type GuardrailKey =
  | 'prices'
  | 'opening_times'
  | 'free_slots'
  | 'own_link_only'
  | 'booking'
  | 'quote'
  | 'nothing_new'
  | 'listed_services'
  | 'named_fact'
  | 'stars'
  | 'none'

export interface Intent {
  readonly key: IntentKey
  readonly label: string
  readonly example: string
  /** What an owner has to know besides; one sentence. */
  readonly note?: string
  /** Modes that an owner may choose; the first is what a new venue starts with. */
  readonly modes: readonly IntentMode[]
  /** Lowest confidence, 0 to 1, at which it may ever be auto-sent; null: never auto-sent. */
  readonly floor: number | null
  readonly guardrail: GuardrailKey
  /** Reviewed drafts before auto unlocks (product rule "training unlock of an intent"); null: does not unlock. */
  readonly reviewsNeeded: number | null
}

const replyable = ['draft', 'off', 'auto'] as const satisfies readonly IntentMode[]

const TABLE: Record<IntentKey, Omit<Intent, 'key'>> = {
  pricing: {
    label: 'Pricing',
    example: 'How much is a balayage?',
    modes: replyable,
    floor: 0.85,
    guardrail: 'prices',
    reviewsNeeded: 30,
  },
  hours: {
    label: 'Opening hours',
    example: 'Are you open Sunday?',
    modes: replyable,
    floor: 0.85,
    guardrail: 'opening_times',
    reviewsNeeded: 30,
  },
  availability: {
    label: 'Availability',
    example: 'Any time Thursday afternoon?',
    modes: replyable,
    floor: 0.85,
    guardrail: 'free_slots',
    reviewsNeeded: 30,
  },
  booking_link: {
    label: 'Booking link',
    example: 'Send me your booking link',
    modes: replyable,
    floor: 0.9,
    guardrail: 'own_link_only',
    reviewsNeeded: 30,
  },
  booking_request: {
    label: 'Booking request',
    example: "Book me a trim Fri 3pm, it's Sam",
    note: 'Only with service, day, time and name, and the time free. Until then it counts as availability.',
    modes: replyable,
    floor: 0.85,
    guardrail: 'booking',
    reviewsNeeded: 30,
  },
  quote_request: {
    label: 'Quote request',
    example: 'Quote for a bridal party of 5?',
    modes: replyable,
    floor: 0.85,
    guardrail: 'quote',
    reviewsNeeded: 30,
  },
  follow_up: {
    label: 'Follow-up',
    example: 'Did you hear back about my colour?',
    modes: replyable,
    floor: 0.85,
    guardrail: 'nothing_new',
    reviewsNeeded: 30,
  },
  new_lead: {
    label: 'New lead',
    example: "Hi, do you do extensions? I'm new",
    modes: replyable,
    floor: 0.85,
    guardrail: 'listed_services',
    reviewsNeeded: 30,
  },
  enquiry: {
    label: 'Enquiry',
    example: 'Is there parking?',
    modes: replyable,
    floor: 0.85,
    guardrail: 'named_fact',
    reviewsNeeded: 30,
  },
  review_reply: {
    label: 'Review reply',
    example: 'A public review',
    modes: replyable,
    floor: 0.85,
    guardrail: 'stars',
    reviewsNeeded: 30,
  },
  general: {
    label: 'General chat',
    example: 'Thanks! · Just checking',
    modes: ['draft', 'off'],
    floor: null,
    guardrail: 'none',
    reviewsNeeded: null,
  },
  complaint: {
    label: 'Complaint',
    example: 'My colour has gone green',
    modes: ['escalate', 'escalate_ack'],
    floor: null,
    guardrail: 'none',
    reviewsNeeded: 50,
  },
  risk: {
    label: 'Risk',
    example: 'A threat, a medical reaction, card details',
    modes: ['escalate'],
    floor: null,
    guardrail: 'none',
    reviewsNeeded: null,
  },
  noise: {
    label: 'Noise',
    example: 'Spam, one-time codes, wrong number',
    modes: ['off'],
    floor: null,
    guardrail: 'none',
    reviewsNeeded: null,
  },
  unknown: {
    label: 'Unclear',
    example: 'Anything else',
    modes: ['draft'],
    floor: null,
    guardrail: 'none',
    reviewsNeeded: null,
  },
}

export const INTENTS: readonly Intent[] = INTENT_KEYS.map((key) => ({ key, ...TABLE[key] }))
const BY_KEY = Object.fromEntries(INTENTS.map((intent) => [intent.key, intent])) as Record<IntentKey, Intent>

export function intentOf(key: IntentKey): Intent {
  return BY_KEY[key]
}

/** True where the product allows a reply of this intent to be sent by itself at all. */
export function mayAutoSend(key: IntentKey): boolean {
  return TABLE[key].modes.includes('auto')
}
