/** Saved cases and their runs. Owners only. */
import { z } from 'zod'
import { EVAL_ORIGINS, evalExpect, evalGot, evalReason } from '#shared/evals.ts'
import { id, time } from './base.ts'
import { draftDiary } from './conversations.ts'

/** A saved case: what a customer wrote, and what must hold of the answer. Owners only. */
export const evalRow = z.object({
  id,
  name: z.string(),
  origin: z.enum(EVAL_ORIGINS),
  agentId: id,
  /** Where it was taken from, and whose words these are: it goes with the customer. null: nobody's. */
  conversationId: id.nullable(),
  messageId: id.nullable(),
  contactId: id.nullable(),
  /** Its own copy of the texts of one turn, oldest first. */
  texts: z.array(z.string()).min(1),
  customerName: z.string().nullable(),
  /** The customer's texts of a playbook that was under way, oldest first: said over again before these. */
  earlier: z.array(z.string()),
  /** What the last reply before it had asked or offered of the diary, and the texts before; null: nothing was open. */
  enquiry: z.object({ diary: draftDiary, earlier: z.array(z.string()) }).nullable(),
  /** When the texts came in: what "tomorrow" in them means, whenever it is run. */
  at: time,
  expect: evalExpect,
  on: z.boolean(),
  createdAt: time,
  /** null: it was made by itself. */
  by: id.nullable(),
})
export type EvalRow = z.infer<typeof evalRow>

export const EVAL_RUN_STATES = ['running', 'done', 'cancelled'] as const
/** saved: under the settings as they are. change: under settings that are on somebody's screen. */
const evalRunKind = z.enum(['saved', 'change'])
/** One run over cases, in pieces. Owners only. */
export const evalRunRow = z.object({
  id,
  state: z.enum(EVAL_RUN_STATES),
  kind: evalRunKind,
  total: z.number().int(),
  done: z.number().int(),
  failed: z.number().int(),
  by: id,
  startedAt: time,
  endedAt: time.nullable(),
})
export type EvalRunRow = z.infer<typeof evalRunRow>

const evalVerdict = z.object({ pass: z.boolean(), reasons: z.array(evalReason), got: evalGot.nullable() })
/** The last result of a case: one for each kind of run. Owners only. */
export const evalResultRow = evalVerdict.extend({
  id,
  runId: id,
  /** Of that run. */
  kind: evalRunKind,
  evalId: id,
  at: time,
  /** Of a change: the same case under the settings as they are. */
  before: evalVerdict.nullable(),
})
export type EvalResultRow = z.infer<typeof evalResultRow>
