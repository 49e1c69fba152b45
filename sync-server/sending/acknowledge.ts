/**
 * The one text that a complaint may get by itself: a fixed sentence, where the owner has allowed it, the complaint is minor
 * and no gate stands in the way. A person answers it all the same (product rule "complaint", mode escalate_ack).
 */
import { SECOND } from '#shared/clock.ts'
import { withDisclosure } from '#shared/disclosure.ts'
import { evaluateGates, type GateCode, NOTICE_GATES } from '#shared/gates.ts'
import type { Row } from '#shared/rows.ts'
import { gateInput } from '../pipeline/gate.ts'
import type { Thread } from '../storage/threads.ts'
import type { Tx } from '../storage/tx.ts'
import { gateState } from './gate-state.ts'
import { isHandedOff, noticeFindings } from './handoff.ts'
import { enqueue } from './outbox.ts'

const WORDS = 'We are sorry to hear that. One of our team will be in touch.'
/** As for everything that leaves by itself: under it nothing is sure enough. */
const SURE = 0.85

/** The gates of a notice, and those that let the AI answer here at all. */
const GATES: ReadonlySet<GateCode> = new Set([
  ...NOTICE_GATES,
  'agent_mode',
  'conversation_mode',
  'training',
  'handoff',
] as const)

interface Complaint {
  readonly severity: string | null
  readonly confidence: number
}

/** The first reason why it may not leave; null: it may. @param messageId its own place under the caps */
export async function whyNotAcknowledged(
  tx: Tx,
  thread: Thread,
  venue: Row<'venue'>,
  { severity, confidence }: Complaint,
  body: string,
  messageId: string | null = null,
): Promise<GateCode | null> {
  if ((await tx.find('policies', 'complaint'))?.mode !== 'escalate_ack') return 'intent_mode'
  if (severity !== 'low') return 'guardrail'
  if (confidence < SURE) return 'confidence'
  const state = await gateState(tx, venue, { ...thread.conversation, ...thread }, 'complaint', messageId)
  const handedOff = await isHandedOff(tx, thread)
  const gates = evaluateGates(gateInput({ ...state, handedOff }, confidence, await noticeFindings(tx, body)))
  return gates.find((gate) => !gate.pass && GATES.has(gate.code))?.code ?? null
}

/** @returns the text's id; null: nothing is sent, as in most cases */
export async function acknowledge(
  tx: Tx,
  thread: Thread,
  venue: Row<'venue'>,
  complaint: Complaint,
  { id, turnId }: { readonly id: string; readonly turnId: string },
): Promise<string | null> {
  // Below a public review it would be read by everybody.
  if (thread.home.channel === 'reviews') return null
  const body = withDisclosure(WORDS, venue.disclosure.on ? venue.disclosure.text : null)
  if ((await whyNotAcknowledged(tx, thread, venue, complaint, body)) !== null) return null
  const notBefore = tx.now + venue.timing.holdSeconds * SECOND
  const text = { body, author: 'system', authorId: null, draftId: null, auto: true, notBefore, turnId } as const
  await enqueue(tx, { id, conversation: thread.home, ...text })
  return id
}
