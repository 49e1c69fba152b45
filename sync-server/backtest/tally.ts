/** What a replay counts as it goes. */
import {
  BACKTEST_MARKS,
  type BacktestMark,
  type BacktestReport,
  type BacktestText,
  type CurveBin,
  type IntentReport,
} from '#shared/backtest.ts'
import type { Outcome } from '#shared/decision.ts'
import type { GateCode } from '#shared/gates.ts'
import { INTENT_KEYS, type IntentKey } from '#shared/intents.ts'

/** Texts of each mark that are shown. */
const NEWEST = 60

/** A text judged again. */
export interface Counted {
  readonly intent: IntentKey
  readonly confidence: number
  readonly sends: boolean
  readonly reasons: readonly GateCode[]
  readonly mark: BacktestMark
  /** What staff said of the reply. */
  readonly right: number | null
  readonly changed: boolean
  readonly sentThen: boolean
  readonly onCurve: boolean
}

type Open<T> = { -readonly [K in keyof T]: T[K] }
interface Line {
  readonly counts: Open<Omit<IntentReport, 'intent' | 'held' | 'bins'>>
  readonly held: Map<GateCode, number>
  readonly bins: Map<number, Open<CurveBin>>
}

/** @param shown a text as it is shown: few are, of the many that are counted */
export function tally<C extends Counted>(shown: (one: C) => BacktestText) {
  let texts = 0
  let changed = 0
  const unjudged = new Map<Outcome, number>()
  const lines = new Map<IntentKey, Line>()
  const marks = new Map<BacktestMark, { count: number; newest: C[] }>(
    BACKTEST_MARKS.map((mark) => [mark, { count: 0, newest: [] }]),
  )

  const lineOf = (intent: IntentKey): Line => {
    const known = lines.get(intent)
    if (known) return known
    const counts = { texts: 0, sends: 0, reviewed: 0, right: 0, sentThen: 0 }
    const fresh = { counts, held: new Map<GateCode, number>(), bins: new Map<number, Open<CurveBin>>() }
    lines.set(intent, fresh)
    return fresh
  }

  return {
    unjudged(outcome: Outcome): void {
      texts += 1
      raise(unjudged, outcome)
    },
    add(one: C): void {
      const { intent, confidence, sends, reasons, mark, right } = one
      texts += 1
      if (one.changed) changed += 1
      const { counts, held, bins } = lineOf(intent)
      counts.texts += 1
      if (one.sentThen) counts.sentThen += 1
      if (sends) {
        counts.sends += 1
        if (right !== null) counts.reviewed += 1
        if (right === 1) counts.right += 1
      } else for (const code of reasons) raise(held, code)
      if (one.onCurve) {
        const percent = percentOf(confidence)
        const bin = bins.get(percent) ?? { percent, texts: 0, reviewed: 0, right: 0 }
        bins.set(percent, bin)
        bin.texts += 1
        if (right !== null) bin.reviewed += 1
        if (right === 1) bin.right += 1
      }
      const of = marks.get(mark)!
      of.count += 1
      of.newest.push(one)
      if (of.newest.length >= 2 * NEWEST) of.newest.splice(0, NEWEST)
    },
    result: (): Omit<BacktestReport, 'from' | 'to'> => ({
      texts,
      changed,
      unjudged: [...unjudged].map(([outcome, count]) => ({ outcome, texts: count })),
      intents: INTENT_KEYS.flatMap((intent) => {
        const line = lines.get(intent)
        return line === undefined ? [] : [reportOf(intent, line)]
      }),
      marks: [...marks].map(([mark, { count }]) => ({ mark, texts: count })),
      newest: [...marks.values()].flatMap(({ newest }) => newest.slice(-NEWEST).map(shown)).sort((a, b) => b.at - a.at),
    }),
  }
}

const reportOf = (intent: IntentKey, { counts, held, bins }: Line): IntentReport => ({
  intent,
  ...counts,
  held: [...held].map(([code, texts]) => ({ code, texts })).sort((a, b) => b.texts - a.texts),
  bins: [...bins.values()].sort((a, b) => a.percent - b.percent),
})

const raise = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1)

/** The highest threshold in whole per cent that this confidence reaches. */
export function percentOf(confidence: number): number {
  const percent = Math.floor(confidence * 100)
  return (percent + 1) / 100 <= confidence ? percent + 1 : percent / 100 <= confidence ? percent : percent - 1
}
