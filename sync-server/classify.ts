/**
 * The local engine as a filter: what the whole pipeline would do with a text for the demo venue at a fixed Wednesday
 * 10:00, every intent trained and on auto, caps and wallet open.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { type IntentKey, mayAutoSend } from '#shared/intents.ts'
import { judge } from '#shared/outcome.ts'
import { demoGuidance, demoVenue } from './demo/venue.ts'
import { createLocalEngine } from './engines/local/engine.ts'
import { courseOf, gateInput, usedConfidence } from './pipeline/gate.ts'
import { think } from './pipeline/think.ts'
import { subjectFor } from './pipeline/turn.ts'
import { gateState } from './sending/gate-state.ts'
import { createVenue, newPolicies } from './storage/new-venue.ts'
import { openStorage } from './storage/storage.ts'

/** Wednesday 18 November 2026, 10:00 in London. */
const NOW = Date.parse('2026-11-18T10:00:00Z')

export const classifyInput = z.object({ text: z.string() })

export interface Classified {
  readonly text: string
  readonly intent: IntentKey
  readonly confidence: number
  readonly wouldSend: boolean
  /** What would be sent, or drafted; null: no reply is written. */
  readonly reply: string | null
}

export interface Filter extends AsyncDisposable {
  classify(text: string): Promise<Classified>
}

/** A venue of its own in a temporary folder, which is gone when the filter is disposed of. */
export async function openFilter(): Promise<Filter> {
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
  const engine = createLocalEngine()
  const agentId = demo.agents![0]!.id
  const stranger = { agentId, contactIds: [], replyMode: null, personal: false, handoff: null, humanUntil: null }

  return {
    async classify(text) {
      const asked = { texts: [text], customerName: null, agentId }
      const subject = await storage.read((db) => subjectFor(db, demo.id, asked, NOW))
      const thought = await think(engine, subject, AbortSignal.timeout(30_000))
      const intent = thought.intent ?? 'unknown'
      const state = await storage.write('bulk', demo.id, async (tx) =>
        gateState(tx, (await tx.find('venue', demo.id))!, stranger, intent),
      )
      const input = gateInput({ ...state, agentMode: 'auto' }, usedConfidence(state, thought), thought.reply)
      const { step, outcome } = judge({ course: courseOf(thought, false), input })
      const reply = step === 'reply' ? (thought.reply?.text ?? null) : null
      return {
        text,
        intent,
        confidence: thought.confidence,
        wouldSend: outcome === 'auto_queued',
        reply,
      }
    },
    [Symbol.asyncDispose]: async () => {
      await storage.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
