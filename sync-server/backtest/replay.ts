/**
 * Judges recorded texts again, one after another in the order in which they came: the very evaluator that settles a turn,
 * over what was read then, with the settings put in its place. Pure but for its own tally.
 */
import type { BacktestBecame, BacktestMark, BacktestReport, BacktestSettings, BacktestText } from '#shared/backtest.ts'
import { HOUR } from '#shared/clock.ts'
import type { Outcome } from '#shared/decision.ts'
import type { GateCode, GateInput } from '#shared/gates.ts'
import { INTENT_KEYS, type IntentKey } from '#shared/intents.ts'
import { type Judged, judgedAs, verdictOn } from '#shared/outcome.ts'
import { localDay, quietHours } from '#shared/quiet.ts'
import type { PolicyRow } from '#shared/rows.ts'
import type { Calibration } from '../governance/calibration.ts'
import { usedConfidence } from '../pipeline/gate.ts'
import { type Counted, tally } from './tally.ts'

/** A decision with what became of its reply, as the database has them. */
export interface Recorded {
  readonly id: string
  readonly conversationId: string
  readonly at: number
  readonly outcome: Outcome
  /** Codes of the gates that failed, as JSON. */
  readonly reasons: string
  readonly rawConfidence: number
  /** Version of the calibration then; null: the classifier was believed. */
  readonly calibration: number | null
  readonly draftId: string | null
  /** {@link Judged} as JSON; null: it came to no judgement. */
  readonly judged: string | null
  /** Of its draft. */
  readonly draftState: string | null
  /** 1 right, 0 wrong; null: nobody has said. */
  readonly right: number | null
  /** Of its automatic reply; null: there was none. */
  readonly messageState: string | null
}

/** What the replay stands on besides the settings: the venue as it is now. */
export interface Ground {
  readonly timeZone: string
  readonly policies: ReadonlyMap<IntentKey, Pick<PolicyRow, 'mode' | 'threshold' | 'unlocked' | 'training'>>
  readonly calibrations: ReadonlyMap<IntentKey, Calibration>
}

export interface Replay {
  /** Judges the next text. Texts come by time. */
  take(row: Recorded): void
  report(range: { from: number; to: number }): BacktestReport
}

/** @param settings null: each text is judged under the settings that were in force when it came */
export function createReplay(settings: BacktestSettings | null, ground: Ground): Replay {
  const caps = capsReplayed(ground.timeZone)
  const found = tally(textOf)
  const under = settings && underSettings(settings, ground)
  return {
    take(row) {
      // An earlier text of a burst goes the way of the last.
      if (row.judged === null || row.outcome === 'merged') return found.unjudged(row.outcome)
      const kept = JSON.parse(row.judged) as Kept
      const { course, input } = kept
      under?.(kept, row)
      caps.correct(input)
      const { step, failing, outcome } = verdictOn(kept)
      // Whatever is not answered at all is not held by a gate.
      const reasons = step === 'reply' ? failing : NONE
      const sends = outcome === 'auto_queued'
      const left = row.outcome === 'auto_queued' && row.messageState !== 'withdrawn'
      caps.note(input.now, sends, left)
      const became = becameOf(row)
      found.add({
        row,
        intent: input.intent,
        confidence: input.confidence,
        sends,
        outcome,
        reasons,
        became,
        mark: markOf(became, sends, row.right),
        right: row.right,
        changed: outcome !== row.outcome || asJson(failing) !== row.reasons,
        sentThen: left,
        onCurve: step === 'reply' && course.written && !course.overtaken && reasons.every(isSetting),
      })
    },
    report: (range) => ({ ...range, ...found.result() }),
  }
}

const NONE: GateCode[] = []

/** As `JSON.stringify` has it: nothing in a code needs an escape. */
const asJson = (codes: readonly GateCode[]) => (codes.length === 0 ? '[]' : `["${codes.join('","')}"]`)

/** A judgement as it was read: the replay's own, to be changed in place. */
interface Kept extends Judged {
  readonly input: { -readonly [K in keyof GateInput]: GateInput[K] }
}

/** Gates that an owner opens and closes; what else fails would have held the reply under any threshold. */
const SETTINGS: ReadonlySet<GateCode> = new Set<GateCode>([
  'master',
  'intent_mode',
  'training',
  'confidence',
  'cap_hour',
  'cap_day',
])
const isSetting = (code: GateCode) => SETTINGS.has(code)

/** What an owner sets is replaced; what held of the customer, the conversation and the reply stays as it was. */
function underSettings({ masterOn, policies, caps, quiet }: BacktestSettings, ground: Ground) {
  const chosen = new Map(policies.map((one) => [one.intent, one]))
  const requests = (chosen.get('booking_request') ?? ground.policies.get('booking_request'))?.mode ?? 'draft'
  const quietAt = quietHours(quiet, ground.timeZone)
  const of = new Map(
    INTENT_KEYS.map((intent) => {
      const saved = ground.policies.get(intent)
      return [
        intent,
        {
          set: chosen.get(intent) ?? saved,
          unlocked: saved?.unlocked ?? false,
          reviewed: saved?.training.reviewed ?? 0,
          needed: saved?.training.needed ?? 0,
          calibration: ground.calibrations.get(intent) ?? null,
        },
      ]
    }),
  )
  return ({ input, course, doubtful }: Kept, { rawConfidence, calibration }: Recorded): void => {
    const intent = course.asksToBook ? judgedAs({ intent: 'availability', asksToBook: true }, requests) : input.intent
    const { set, unlocked, reviewed, needed, calibration: fit } = of.get(intent)!
    const window = quietAt(input.now)
    // Records of before did not keep the doubt: it shows where nothing else made the confidence smaller.
    const doubt = doubtful ?? (calibration === null && input.confidence < rawConfidence)
    input.intent = intent
    input.masterOn = masterOn
    input.acknowledged = masterOn
    if (set) input.intentMode = set.mode
    input.threshold = set?.threshold ?? null
    input.unlocked = unlocked
    input.reviewed = reviewed
    input.reviewsNeeded = needed
    input.quietUntil = window && `until ${window.to}`
    input.capHour = caps.hourly
    input.capDay = caps.daily
    input.confidence = usedConfidence({ calibration: fit }, { confidence: rawConfidence, doubtful: doubt })
  }
}

/**
 * The caps along the replay. What a text found used is kept with it; only what would have left and did not, or left and
 * would not have, moves that count.
 */
function capsReplayed(timeZone: string) {
  const hour: { readonly at: number; readonly by: number }[] = []
  let oldest = 0
  let inHour = 0
  let today = 0
  let inDay = 0
  return {
    /** Sets what the text would have found used. */
    correct(input: Kept['input']): void {
      const { now, usedHour, usedDay } = input
      for (; oldest < hour.length && hour[oldest]!.at <= now - HOUR; oldest += 1) inHour -= hour[oldest]!.by
      if (inDay !== 0 && localDay(timeZone, now) !== today) inDay = 0
      input.usedHour = Math.max(0, usedHour + inHour)
      input.usedDay = Math.max(0, usedDay + inDay)
    },
    note(now: number, sends: boolean, left: boolean): void {
      if (sends === left) return
      const by = sends ? 1 : -1
      hour.push({ at: now, by })
      inHour += by
      inDay += by
      today = localDay(timeZone, now)
    },
  }
}

const DRAFT_STATES: ReadonlySet<string> = new Set([
  'pending',
  'approved',
  'edited',
  'rejected',
  'superseded',
  'dropped',
])

function becameOf({ outcome, draftState, messageState }: Recorded): BacktestBecame {
  if (outcome === 'auto_queued' && messageState === 'withdrawn' && draftState === 'auto') return 'withdrawn'
  if (outcome === 'auto_queued' && draftState === 'auto') return 'itself'
  return draftState !== null && DRAFT_STATES.has(draftState) ? (draftState as BacktestBecame) : 'none'
}

function markOf(became: BacktestBecame, sends: boolean, right: number | null): BacktestMark {
  if (!sends) return became === 'itself' ? 'held_now' : 'held'
  if (right === null) return became === 'itself' ? 'as_then' : 'unproved'
  return right === 1 ? 'right' : 'wrong'
}

interface Replayed extends Counted {
  readonly row: Recorded
  readonly outcome: Outcome
  readonly reasons: GateCode[]
  readonly became: BacktestBecame
}

const textOf = ({ row, intent, confidence, sends, reasons, outcome, became, mark }: Replayed): BacktestText => ({
  inboundMessageId: row.id,
  conversationId: row.conversationId,
  draftId: row.draftId,
  at: row.at,
  ...{ intent, confidence, sends, reasons, outcome, became, mark },
  outcomeThen: row.outcome,
})
