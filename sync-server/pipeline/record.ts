/** Writes the one decision record of an inbound message, and marks the message as decided. */
import type { Outcome } from '#shared/decision.ts'
import { failedGates, type GateResult } from '#shared/gates.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { Judged } from '#shared/outcome.ts'
import type { Tx } from '../storage/tx.ts'

export interface Verdict {
  readonly messageId: string
  readonly conversationId: string
  readonly turnId: string
  readonly outcome: Outcome
  readonly warrant: { readonly reply: boolean; readonly reason: string }
  readonly intent?: IntentKey | null
  readonly confidence?: number
  readonly rawConfidence?: number
  readonly calibration?: number | null
  readonly severity?: 'low' | 'high' | null
  readonly engine?: string
  readonly gates?: readonly GateResult[]
  readonly judged?: Judged
  readonly intoMessageId?: string | null
  readonly draftId?: string | null
  readonly replyId?: string | null
}

export async function recordDecision(tx: Tx, v: Verdict): Promise<void> {
  const gates = [...(v.gates ?? [])]
  await tx.insert('decisions', {
    id: v.messageId,
    inboundMessageId: v.messageId,
    conversationId: v.conversationId,
    turnId: v.turnId,
    warrant: v.warrant,
    intent: v.intent ?? null,
    confidence: v.confidence ?? 0,
    rawConfidence: v.rawConfidence ?? v.confidence ?? 0,
    calibration: v.calibration ?? null,
    severity: v.severity ?? null,
    engine: v.engine ?? 'none',
    gates,
    outcome: v.outcome,
    reasons: failedGates(gates),
    intoMessageId: v.intoMessageId ?? null,
    draftId: v.draftId ?? null,
    messageId: v.replyId ?? null,
    judged: v.judged ? JSON.stringify(v.judged) : null,
    at: tx.now,
  })
  await tx.db.updateTable('messages').set({ decided: 1 }).where('id', '=', v.messageId).execute()
}
