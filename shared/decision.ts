/** The decision record: what became of one inbound message, and why (product rule 8). */
import { z } from 'zod'
import { gateResult } from './gates.ts'
import { intentKey } from './intents.ts'

export const OUTCOMES = [
  'auto_queued',
  'drafted',
  'escalated',
  'handed_off',
  'quiet',
  'off',
  'merged',
  'keyword',
  'no_ai',
] as const
export const outcome = z.enum(OUTCOMES)
export type Outcome = z.infer<typeof outcome>

export const decision = z.object({
  inboundMessageId: z.string(),
  turnId: z.string(),
  warrant: z.object({ reply: z.boolean(), reason: z.string() }),
  intent: intentKey.nullable(),
  /** The calibrated one, which the gates use; 0 to 1. */
  confidence: z.number(),
  rawConfidence: z.number(),
  /** Version of the intent's calibration; null: there were too few reviews for one. */
  calibration: z.number().int().nullish(),
  severity: z.enum(['low', 'high']).nullable().optional(),
  engine: z.string(),
  gates: z.array(gateResult),
  outcome,
  /** Codes of the gates that failed. */
  reasons: z.array(z.string()),
  /** Where a burst's later message was answered instead. */
  intoMessageId: z.string().nullable().optional(),
  draftId: z.string().nullable().optional(),
  messageId: z.string().nullable().optional(),
  at: z.number().int(),
})
