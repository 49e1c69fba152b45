import { type KeyboardEvent, useState } from 'react'
import { type BacktestReport, type BacktestSettings, HIGHEST_THRESHOLD, type IntentReport } from '#shared/backtest.ts'
import { type IntentKey, intentOf } from '#shared/intents.ts'
import type { VenueView } from '#shared/rpc.ts'
import { wilson } from '#shared/wilson.ts'
import { Plot, pathOf } from '../../charts/plot.tsx'
import { tryPolicy } from '../../state/backtest.ts'
import { Choose } from '../../ui/choose.tsx'
import { shareText } from '../../words/backtest.ts'
import { Box, BoxHead } from '../parts.tsx'

const FROM = 70
const TO = Math.round(HIGHEST_THRESHOLD * 100)

interface Props {
  readonly view: VenueView
  readonly report: BacktestReport
  readonly settings: BacktestSettings
}

interface Point {
  /** In per cent. */
  readonly threshold: number
  readonly texts: number
  readonly reviewed: number
  readonly right: number
}

/** What each threshold would let through. */
function pointsOf({ bins }: IntentReport): readonly Point[] {
  return Array.from({ length: TO - FROM + 1 }, (_, i) => {
    const threshold = FROM + i
    const above = bins.filter((bin) => bin.percent >= threshold)
    const sum = (of: 'texts' | 'reviewed' | 'right') => above.reduce((n, bin) => n + bin[of], 0)
    return { threshold, texts: sum('texts'), reviewed: sum('reviewed'), right: sum('right') }
  })
}

/** How right and how many, by the threshold; choosing a point puts it into the settings that are tried. */
export function Curve({ view, report, settings }: Props) {
  const able = report.intents.filter((one) => one.bins.length > 0 && intentOf(one.intent).floor !== null)
  const [chosen, setChosen] = useState<IntentKey | null>(null)
  const line =
    able.find((one) => one.intent === chosen) ??
    able.toSorted((a, b) => b.reviewed - a.reviewed || b.texts - a.texts)[0]
  if (line === undefined) return null
  const policy = view.policies.find((p) => p.id === line.intent)
  const tried = settings.policies.find((p) => p.intent === line.intent)
  const floor = Math.round((policy?.floor ?? 0.85) * 100)
  const threshold = Math.round((tried?.threshold ?? policy?.floor ?? 0.85) * 100)
  return (
    <Box label="Threshold">
      <BoxHead
        title="Choose a threshold"
        text="The surer the AI has to be, the fewer replies leave, and the more of them are right. Drag the line, or use the arrow keys; it goes into the settings above."
      >
        <Choose<IntentKey>
          label="Intent of the curve"
          value={line.intent}
          choices={able.map(({ intent }) => ({ value: intent, label: intentOf(intent).label }))}
          onChange={setChosen}
        />
      </BoxHead>
      <Chart
        line={line}
        threshold={threshold}
        floor={floor}
        onChoose={(next) => tryPolicy(line.intent, { threshold: next / 100 })}
      />
    </Box>
  )
}

interface ChartProps {
  readonly line: IntentReport
  readonly threshold: number
  readonly floor: number
  readonly onChoose: (threshold: number) => void
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 5,
  PageDown: -5,
  Home: -100,
  End: 100,
}

function Chart({ line, threshold, floor, onChoose }: ChartProps) {
  const points = pointsOf(line)
  const here = points.find((p) => p.threshold === threshold) ?? points[0]!
  const choose = (next: number) => {
    const within = Math.min(TO, Math.max(floor, Math.round(next)))
    if (within !== threshold) onChoose(within)
  }
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    choose(threshold + step)
  }
  const words = `From ${threshold} % sure: ${here.texts} of ${line.texts} texts would leave, ${shareText(here.texts, line.texts)}; ${
    here.reviewed === 0
      ? 'none of them reviewed'
      : `${here.right} of ${here.reviewed} reviewed were right, ${shareText(here.right, here.reviewed)}`
  }`
  return (
    <div className="flex flex-col gap-3 px-4.5 pb-4">
      <div
        role="slider"
        tabIndex={0}
        aria-label={`Threshold for ${intentOf(line.intent).label}, in per cent`}
        aria-valuemin={floor}
        aria-valuemax={TO}
        aria-valuenow={threshold}
        aria-valuetext={words}
        onKeyDown={press}
        className="w-fit rounded-lg"
      >
        <Plot
          width={900}
          height={280}
          from={FROM / 100}
          to={1}
          across={[0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1]}
          up={[0, 0.25, 0.5, 0.75, 1]}
          acrossLabel="How sure the AI has to be, in per cent"
          upLabel="Per cent"
          onPoint={(share) => choose(share * 100)}
        >
          {({ x, y, left, right, top, bottom }) => {
            const place = (share: (p: Point) => number | null) =>
              points.map((p) => {
                const at = share(p)
                return at === null ? null : ([x(p.threshold / 100), y(at)] as const)
              })
            const coverage = place((p) => (line.texts === 0 ? null : p.texts / line.texts))
            const precision = place((p) => (p.reviewed === 0 ? null : p.right / p.reviewed))
            const seen = points.filter((p) => p.reviewed > 0)
            const band = [
              ...seen.map((p) => [x(p.threshold / 100), y(wilson(p.right, p.reviewed).high)] as const),
              ...seen.toReversed().map((p) => [x(p.threshold / 100), y(wilson(p.right, p.reviewed).low)] as const),
            ]
            const lastRight = precision.filter((at) => at !== null).at(-1)
            return (
              <>
                <rect x={left} y={top} width={x(floor / 100) - left} height={bottom - top} className="fill-sunk" />
                <text x={left + 8} y={bottom - 8} className="fill-faint">
                  never: under {floor} %
                </text>
                {band.length > 0 && <path d={`${pathOf(band)}Z`} className="fill-accent opacity-15" />}
                <path d={pathOf(coverage)} fill="none" strokeWidth={2} strokeDasharray="5 4" className="stroke-need" />
                <path d={pathOf(precision)} fill="none" strokeWidth={2} className="stroke-accent" />
                <text x={left + 8} y={(coverage[0]?.[1] ?? top) + 16} className="fill-need font-strong">
                  of all texts
                </text>
                {lastRight != null && (
                  <text
                    x={Math.min(lastRight[0], right - 4)}
                    y={lastRight[1] + 16}
                    textAnchor="end"
                    className="fill-accent font-strong"
                  >
                    right, of those reviewed
                  </text>
                )}
                <line x1={x(threshold / 100)} x2={x(threshold / 100)} y1={top} y2={bottom} className="stroke-text" />
                <circle cx={x(threshold / 100)} cy={top + 4} r={6} className="fill-text" />
              </>
            )
          }}
        </Plot>
      </div>
      <p role="status" className="tabular-nums">
        {words}.
      </p>
      <details>
        <summary className="w-fit text-dim">As a table</summary>
        <table aria-label="By threshold" className="mt-2 border-collapse text-left tabular-nums">
          <thead>
            <tr className="text-faint text-xs [&>th]:pr-6 [&>th]:pb-1 [&>th]:font-normal">
              <th scope="col">From</th>
              <th scope="col">Texts</th>
              <th scope="col">Coverage (95 %)</th>
              <th scope="col">Reviewed</th>
              <th scope="col">Right (95 %)</th>
            </tr>
          </thead>
          <tbody>
            {points
              .filter((p) => p.threshold >= floor)
              .map((p) => (
                <tr
                  key={p.threshold}
                  aria-current={p.threshold === threshold}
                  className="[&>*]:pr-6 aria-[current=true]:font-strong"
                >
                  <th scope="row" className="font-normal">
                    {p.threshold} %
                  </th>
                  <td>{p.texts}</td>
                  <td>{shareText(p.texts, line.texts)}</td>
                  <td>{p.reviewed}</td>
                  <td>{shareText(p.right, p.reviewed)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
      {here.reviewed > 0 && here.reviewed < 30 && (
        <p className="text-dim text-xs">
          Only {here.reviewed} of these have been reviewed: {Math.floor(wilson(here.right, here.reviewed).low * 100)} %
          is all that is certain.
        </p>
      )}
    </div>
  )
}
