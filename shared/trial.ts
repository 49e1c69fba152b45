/** Trying an agent's settings before they are saved: what a page sends of what is on screen, and a chat in the sandbox. */
import { z } from 'zod'
import { agentEdit, MOST_OF, newGuidance, newPlaybook } from './agents.ts'
import { outcome } from './decision.ts'
import { citation } from './facts.ts'
import { gateResult } from './gates.ts'
import { intentKey } from './intents.ts'
import { draftDiary } from './rows.ts'

const id = z.string().min(1).max(200)

/** Settings of one agent as they lie on somebody's screen, lists whole and in their order; what is absent is as saved. */
export const agentSettings = z.object({
  agent: agentEdit.omit({ agentId: true }).optional(),
  guidance: z.array(newGuidance.safeExtend({ id })).max(MOST_OF.guidance).optional(),
  playbooks: z.array(newPlaybook.safeExtend({ id })).max(MOST_OF.playbooks).optional(),
})
export type AgentSettings = z.infer<typeof agentSettings>

/** One text of a sandbox chat; `at` is the server's time, as it was told with the answer. */
const chatTurn = z.discriminatedUnion('from', [
  /** `outcome`: what became of it, as it was told. */
  z.object({
    from: z.literal('customer'),
    text: z.string().max(1_600),
    at: z.number().int(),
    outcome: outcome.optional(),
  }),
  z.object({
    from: z.literal('agent'),
    text: z.string().max(5_000),
    at: z.number().int(),
    diary: draftDiary.nullable().default(null),
  }),
])
export type ChatTurn = z.infer<typeof chatTurn>

export const sandboxText = z.object({
  agentId: id,
  text: z.string().trim().min(1, 'is empty').max(1_600, 'is longer than 1,600 characters'),
  /** What was said before, oldest first. */
  chat: z.array(chatTurn).max(60).default([]),
  settings: agentSettings.optional(),
})

/** What the chat is told of its last text. */
export const sandboxAnswer = z.object({
  text: z.string(),
  at: z.number().int(),
  warrant: z.object({ reply: z.boolean(), reason: z.string() }),
  intent: intentKey.nullable(),
  /** 0 to 1. */
  confidence: z.number(),
  outcome,
  gates: z.array(gateResult),
  /** null: none would be written. */
  reply: z.string().nullable(),
  citations: z.array(citation),
  problems: z.array(z.object({ code: z.string(), text: z.string() })),
  diary: draftDiary.nullable(),
})
export type SandboxAnswer = z.infer<typeof sandboxAnswer>
