/** Trying an agent's settings before they are saved: what a page sends of what is on screen, and a chat in the sandbox. */
import { z } from 'zod'
import { agentEdit, MOST_OF, newGuidance, newPlaybook } from './agents.ts'
import { outcome } from './decision.ts'
import { citation } from './facts.ts'
import { gateResult } from './gates.ts'
import { intentKey } from './intents.ts'
import { draftDiary, playbookRunRow } from './rows.ts'

const id = z.string().min(1).max(200)

/** Settings of one agent as they lie on somebody's screen, lists whole and in their order; what is absent is as saved. */
export const agentSettings = z.object({
  agent: agentEdit.omit({ agentId: true }).optional(),
  guidance: z.array(newGuidance.safeExtend({ id })).max(MOST_OF.guidance).optional(),
  playbooks: z.array(newPlaybook.safeExtend({ id })).max(MOST_OF.playbooks).optional(),
})
export type AgentSettings = z.infer<typeof agentSettings>

/** How far a playbook has come in a chat. */
const runState = z.object({
  playbookId: id,
  state: playbookRunRow.shape.state,
  collected: playbookRunRow.shape.collected,
  route: z.string().nullable(),
})

/** One text of a sandbox chat with what came of it, as it was told. */
const exchange = z.object({
  text: z.string().max(1_600),
  /** The server's time. */
  at: z.number().int(),
  outcome,
  reply: z.string().max(5_000).nullable(),
  diary: draftDiary.nullable().default(null),
  run: runState.nullable().default(null),
  /** What the reply asks for a playbook: a field's key, or `route`. */
  asks: z.string().nullable().default(null),
})
export type Exchange = z.infer<typeof exchange>

/** Texts of a chat that the next one is read with. */
export const MOST_SAID = 40

export const sandboxText = z.object({
  agentId: id,
  text: z.string().trim().min(1, 'is empty').max(1_600, 'is longer than 1,600 characters'),
  /** What was said before, oldest first. */
  chat: z.array(exchange).max(MOST_SAID).default([]),
  settings: agentSettings.optional(),
})

/** What the chat is told of its last text. */
export const sandboxAnswer = exchange.extend({
  warrant: z.object({ reply: z.boolean(), reason: z.string() }),
  intent: intentKey.nullable(),
  /** 0 to 1. */
  confidence: z.number(),
  gates: z.array(gateResult),
  citations: z.array(citation),
  problems: z.array(z.object({ code: z.string(), text: z.string() })),
  /** Guidance cards that have had a say in it. */
  cards: z.array(id),
  /** Where a person would take over; null: the agent stays. */
  handsOffTo: z.string().nullable(),
})
export type SandboxAnswer = z.infer<typeof sandboxAnswer>
