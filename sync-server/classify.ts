/**
 * The local engine as a filter: what the whole pipeline would do with a text for the demo venue at a fixed Wednesday
 * 10:00, every intent trained and on auto, caps and wallet open.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import type { Outcome } from '#shared/decision.ts'
import { failedGates } from '#shared/gates.ts'
import { type IntentKey, mayAutoSend } from '#shared/intents.ts'
import { judge } from '#shared/outcome.ts'
import { demoGuidance, demoVenue } from './demo/venue.ts'
import type { Engine } from './engines/engine.ts'
import { createLocalEngine } from './engines/local/engine.ts'
import { courseOf, gateInput, usedConfidence } from './pipeline/gate.ts'
import { think } from './pipeline/think.ts'
import { subjectFor } from './pipeline/turn.ts'
import { gateState } from './sending/gate-state.ts'
import { createVenue, newPolicies } from './storage/new-venue.ts'
import { openStorage } from './storage/storage.ts'

/** Wednesday 18 November 2026, 10:00 in London. */
const NOW = Date.parse('2026-11-18T10:00:00Z')

/** No text is longer: the webhook takes no more. */
const MOST_CHARACTERS = 10_000

export const classifyInput = z.object({ text: z.string() })

export interface Classified {
  readonly text: string
  readonly intent: IntentKey
  readonly confidence: number
  readonly wouldSend: boolean
  /** What would be sent, or drafted; null: no reply is written. */
  readonly reply: string | null
}

/** What stood in the way of an automatic reply, besides. */
export interface Examined extends Classified {
  readonly outcome: Outcome
  /** Codes: of the gates that failed, of what was wrong with the reply, or why there is none. Empty: it would be sent. */
  readonly held: readonly string[]
}

export interface Filter extends AsyncDisposable {
  classify(text: string): Promise<Classified>
  examine(text: string): Promise<Examined>
}

/** A venue of its own in a temporary folder, which is gone when the filter is disposed of. */
export async function openFilter(engine: Engine = createLocalEngine()): Promise<Filter> {
  const folder = await mkdtemp(path.join(tmpdir(), 'greenlight-classify-'))
  const clock = () => NOW
  const storage = await openStorage({ folder, clock })
  const demo = demoVenue(NOW)
  const policies = newPolicies().map((p) => ({
    ...p,
    unlocked: true,
    mode: mayAutoSend(p.id) ? ('auto' as const) : p.mode,
  }))
  const masterSwitch = { on: true, acknowledgedAt: NOW, by: null }
  await createVenue(storage, { ...demo, ...demoGuidance(), policies, masterSwitch, sparks: 1_000_000 }, { clock })
  const agentId = demo.agents![0]!.id
  const stranger = { agentId, contactIds: [], replyMode: null, personal: false, handoff: null, humanUntil: null }
  const stateOf = (intent: IntentKey) =>
    storage.write('bulk', demo.id, async (tx) => gateState(tx, (await tx.find('venue', demo.id))!, stranger, intent))
  /** Nothing is ever sent here and the clock stands still, so what held of an intent goes on holding. */
  const states = new Map<IntentKey, Awaited<ReturnType<typeof stateOf>>>()

  async function examine(text: string): Promise<Examined> {
    const asked = { texts: [text], customerName: null, agentId }
    const subject = await storage.read((db) => subjectFor(db, demo.id, asked, NOW))
    const thought = await think(engine, subject, AbortSignal.timeout(30_000))
    const intent = thought.intent ?? 'unknown'
    const state = states.get(intent) ?? (await stateOf(intent))
    states.set(intent, state)
    const input = gateInput({ ...state, agentMode: 'auto' }, usedConfidence(state, thought), thought.reply)
    const { step, gates, outcome } = judge({ course: courseOf(thought, false), input })
    const wouldSend = outcome === 'auto_queued'
    const reply = step === 'reply' ? (thought.reply?.text ?? null) : null
    const failed = failedGates(gates)
    const words = [...input.problems, ...input.guardrailProblems]
    const held = wouldSend ? [] : step === 'reply' ? [...failed, ...words] : [step]
    return { text, intent, confidence: thought.confidence, wouldSend, reply, outcome, held }
  }

  return {
    examine,
    async classify(text) {
      if (text.length > MOST_CHARACTERS)
        return { text, intent: 'unknown', confidence: 0, wouldSend: false, reply: null }
      const { outcome: _, held: __, ...classified } = await examine(text)
      return classified
    },
    [Symbol.asyncDispose]: async () => {
      await storage.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
