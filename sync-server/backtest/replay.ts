/**
 * Judges recorded texts again, one after another in the order in which they came: the very evaluator that settles a turn,
 * over what was read then, with the settings put in its place. Pure but for its own tally.
 */
import type { BacktestBecame, BacktestMark, BacktestReport, BacktestSettings, BacktestText } from '#shared/backtest.ts'
import { HOUR } from '#shared/clock.ts'
import type { Outcome } from '#shared/decision.ts'
import { failedGates, type GateCode, type GateInput } from '#shared/gates.ts'
import type { IntentKey } from '#shared/intents.ts'
import { type Judged, judge, judgedAs } from '#shared/outcome.ts'
import { localDate, quietWindowAt } from '#shared/quiet.ts'
import type { PolicyRow } from '#shared/rows.ts'
import type { Calibration } from '../governance/calibration.ts'
import { usedConfidence } from '../pipeline/gate.ts'
import { tally } from './tally.ts'

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
  const found = tally()
  const under = settings && underSettings(settings, ground)
  return {
    take(row) {
      // An earlier text of a burst goes the way of the last.
      if (row.judged === null || row.outcome === 'merged') return found.unjudged(row.outcome)
      const then = JSON.parse(row.judged) as Judged
      const used = caps.used(then.input)
      const input = { ...(under ? under(then, row) : then.input), ...used }
      const { step, gates, outcome } = judge({ course: then.course, input })
      const failed = failedGates(gates)
      // Whatever is not answered at all is not held by a gate.
      const reasons = step === 'reply' ? failed : []
      const sends = outcome === 'auto_queued'
      const left = row.outcome === 'auto_queued' && row.messageState !== 'withdrawn'
      caps.note(input.now, sends, left)
      found.add({
        text: textOf(row, input, { sends, outcome, reasons }),
        right: row.right,
        changed: outcome !== row.outcome || JSON.stringify(failed) !== row.reasons,
        sentThen: left,
        onCurve: step === 'reply' && then.course.written && !then.course.overtaken && reasons.every(isSetting),
      })
    },
    report: (range) => ({ ...range, ...found.result() }),
  }
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
function underSettings(settings: BacktestSettings, { timeZone, policies, calibrations }: Ground) {
  const chosen = new Map(settings.policies.map((one) => [one.intent, one]))
  const quiet = settings.quiet
  const requests = (chosen.get('booking_request') ?? policies.get('booking_request'))?.mode ?? 'draft'
  return ({ input, course, doubtful }: Judged, { rawConfidence, calibration }: Recorded): GateInput => {
    const intent = course.asksToBook ? judgedAs({ intent: 'availability', asksToBook: true }, requests) : input.intent
    const saved = policies.get(intent)
    const { mode, threshold } = chosen.get(intent) ?? saved ?? { mode: input.intentMode, threshold: null }
    const window = quietWindowAt(quiet, timeZone, input.now)
    // Records of before did not keep the doubt: it shows where nothing else made the confidence smaller.
    const doubt = doubtful ?? (calibration === null && input.confidence < rawConfidence)
    return {
      ...input,
      intent,
      masterOn: settings.masterOn,
      acknowledged: settings.masterOn,
      intentMode: mode,
      threshold,
      unlocked: saved?.unlocked ?? false,
      reviewed: saved?.training.reviewed ?? 0,
      reviewsNeeded: saved?.training.needed ?? 0,
      quietUntil: window && `until ${window.to}`,
      capHour: settings.caps.hourly,
      capDay: settings.caps.daily,
      confidence: usedConfidence(
        { calibration: calibrations.get(intent) ?? null },
        { confidence: rawConfidence, doubtful: doubt },
      ),
    }
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
  let today = ''
  let inDay = 0
  return {
    used({ now, usedHour, usedDay }: GateInput): Pick<GateInput, 'usedHour' | 'usedDay'> {
      for (; oldest < hour.length && hour[oldest]!.at <= now - HOUR; oldest += 1) inHour -= hour[oldest]!.by
      const day = inDay === 0 ? today : localDate(timeZone, now)
      if (day !== today) inDay = 0
      return { usedHour: Math.max(0, usedHour + inHour), usedDay: Math.max(0, usedDay + inDay) }
    },
    note(now: number, sends: boolean, left: boolean): void {
      if (sends === left) return
      const by = sends ? 1 : -1
      hour.push({ at: now, by })
      inHour += by
      inDay += by
      today = localDate(timeZone, now)
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

function textOf(
  row: Recorded,
  input: GateInput,
  would: Pick<BacktestText, 'sends' | 'outcome'> & { readonly reasons: GateCode[] },
): BacktestText {
  const became = becameOf(row)
  return {
    inboundMessageId: row.id,
    conversationId: row.conversationId,
    draftId: row.draftId,
    at: row.at,
    intent: input.intent,
    confidence: input.confidence,
    ...would,
    outcomeThen: row.outcome,
    became,
    mark: markOf(became, would.sends, row.right),
  }
}
