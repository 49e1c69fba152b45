import type { ReliabilityBin } from '#shared/calibration.ts'
import { Plot, pathOf, type Scale } from './plot.tsx'

interface Props {
  /** As the classifier says it. */
  readonly before: readonly ReliabilityBin[]
  /** As it is calibrated; null: it is not. */
  readonly after: readonly ReliabilityBin[] | null
}

const SIZE = 340
const TICKS = [0, 0.25, 0.5, 0.75, 1]

/** How often replies were right against how sure the AI was: on the diagonal it means what it says. The larger a mark, the more reviews. */
export function ReliabilityChart({ before, after }: Props) {
  const most = Math.max(1, ...[...before, ...(after ?? [])].map((bin) => bin.reviews))
  const radius = (reviews: number) => 3 + 6 * Math.sqrt(reviews / most)
  return (
    <Plot
      width={SIZE + 40}
      height={SIZE}
      from={0}
      to={1}
      across={TICKS}
      up={TICKS}
      acrossLabel="How sure, in per cent"
      upLabel="Right, in per cent"
    >
      {(scale) => (
        <>
          <line
            x1={scale.x(0)}
            y1={scale.y(0)}
            x2={scale.x(1)}
            y2={scale.y(1)}
            strokeDasharray="3 4"
            className="stroke-faint"
          />
          <text x={scale.x(0.06)} y={scale.y(0.14)} className="fill-faint">
            means what it says
          </text>
          <path d={lineOf(before, scale)} fill="none" strokeWidth={1.5} strokeDasharray="5 4" className="stroke-need" />
          {before.map((bin) => (
            <Mark key={bin.from} bin={bin} scale={scale} radius={radius(bin.reviews)} look="fill-surface stroke-need" />
          ))}
          {after !== null && (
            <>
              <path d={lineOf(after, scale)} fill="none" strokeWidth={2} className="stroke-accent" />
              {after.map((bin) => (
                <Mark key={bin.from} bin={bin} scale={scale} radius={radius(bin.reviews)} look="fill-accent" />
              ))}
            </>
          )}
        </>
      )}
    </Plot>
  )
}

const lineOf = (bins: readonly ReliabilityBin[], { x, y }: Scale): string =>
  pathOf(
    bins.flatMap((bin) =>
      bin.confidence === null || bin.right === null ? [] : [[x(bin.confidence), y(bin.right)] as const],
    ),
  )

interface MarkProps {
  readonly bin: ReliabilityBin
  readonly scale: Scale
  readonly radius: number
  readonly look: string
}

function Mark({ bin, scale: { x, y }, radius, look }: MarkProps) {
  if (bin.confidence === null || bin.right === null) return null
  return <circle cx={x(bin.confidence)} cy={y(bin.right)} r={radius} strokeWidth={2} className={look} />
}
