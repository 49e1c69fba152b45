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

interface Counted {
  readonly text: BacktestText
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

export function tally() {
  let texts = 0
  let changed = 0
  const unjudged = new Map<Outcome, number>()
  const lines = new Map<IntentKey, Line>()
  const marks = new Map<BacktestMark, { count: number; newest: BacktestText[] }>(
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
    add({ text, right, changed: differs, sentThen, onCurve }: Counted): void {
      texts += 1
      if (differs) changed += 1
      const { counts, held, bins } = lineOf(text.intent)
      counts.texts += 1
      if (sentThen) counts.sentThen += 1
      if (text.sends) {
        counts.sends += 1
        if (right !== null) counts.reviewed += 1
        if (right === 1) counts.right += 1
      } else for (const code of text.reasons) raise(held, code)
      if (onCurve) {
        const percent = percentOf(text.confidence)
        const bin = bins.get(percent) ?? { percent, texts: 0, reviewed: 0, right: 0 }
        bins.set(percent, bin)
        bin.texts += 1
        if (right !== null) bin.reviewed += 1
        if (right === 1) bin.right += 1
      }
      const of = marks.get(text.mark)!
      of.count += 1
      of.newest.push(text)
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
      newest: [...marks.values()].flatMap(({ newest }) => newest.slice(-NEWEST)).sort((a, b) => b.at - a.at),
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
