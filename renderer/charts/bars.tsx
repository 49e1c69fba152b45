/** Bars of several parts, one beside the other. */

interface Bar {
  readonly name: string
  readonly parts: readonly { readonly key: string; readonly value: number; readonly look: string }[]
}

const WIDTH = 900
const HEIGHT = 220
const EDGE = { left: 36, right: 18, top: 8, bottom: 22 }
/** Names that fit below. */
const MOST_NAMES = 10

/** Told whole by its table to whoever cannot see it; `label` says what it comes to. */
export function BarsChart({ label, bars }: { readonly label: string; readonly bars: readonly Bar[] }) {
  const totals = bars.map((bar) => bar.parts.reduce((sum, part) => sum + part.value, 0))
  const top = niceTop(Math.max(1, ...totals))
  const height = HEIGHT - EDGE.top - EDGE.bottom
  const y = (value: number) => EDGE.top + height * (1 - value / top)
  const step = (WIDTH - EDGE.left - EDGE.right) / bars.length
  const every = Math.ceil(bars.length / MOST_NAMES)
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} className="w-full select-none text-xs">
      {[0, top / 2, top].map((value) => (
        <g key={value}>
          <line x1={EDGE.left} x2={WIDTH - EDGE.right} y1={y(value)} y2={y(value)} className="stroke-line" />
          <text x={EDGE.left - 8} y={y(value)} dy="0.32em" textAnchor="end" className="fill-faint tabular-nums">
            {value}
          </text>
        </g>
      ))}
      {bars.map((bar, n) => {
        let sum = 0
        const x = EDGE.left + n * step + step * 0.14
        return (
          <g key={bar.name}>
            <title>{`${bar.name}: ${bar.parts.map((part) => `${part.value} ${part.key}`).join(', ')}`}</title>
            {bar.parts.map((part) => {
              sum += part.value
              return (
                <rect
                  key={part.key}
                  x={x}
                  y={y(sum)}
                  width={step * 0.72}
                  height={(height * part.value) / top}
                  className={part.look}
                />
              )
            })}
            {(bars.length - 1 - n) % every === 0 && (
              <text x={x + step * 0.36} y={HEIGHT - 5} textAnchor="middle" className="fill-faint">
                {bar.name}
              </text>
            )}
          </g>
        )
      })}
    </svg>
  )
}

/** An even number of one or two digits and noughts, at or above. */
function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most))
  return [2, 4, 6, 8, 10].map((n) => n * power).find((n) => n >= most) ?? 20 * power
}
