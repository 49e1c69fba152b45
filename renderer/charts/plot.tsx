/** The frame of a small chart: two scales in per cent, their labels, and what is drawn between them. */
import type { PointerEvent, ReactNode } from 'react'

/** From a share, 0 to 1, to a place in the drawing. */
export interface Scale {
  readonly x: (share: number) => number
  readonly y: (share: number) => number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const EDGE = { left: 40, right: 14, top: 10, bottom: 34 }

interface PlotProps {
  readonly width: number
  readonly height: number
  /** Shares at the ends of the horizontal scale. */
  readonly from: number
  readonly to: number
  readonly across: readonly number[]
  readonly up: readonly number[]
  readonly acrossLabel: string
  readonly upLabel: string
  readonly children: (scale: Scale) => ReactNode
  /** The share under the pointer while it is pressed. */
  readonly onPoint?: (share: number) => void
}

/** Told by its table to whoever cannot see it. */
export function Plot({ width, height, from, to, across, up, acrossLabel, upLabel, children, onPoint }: PlotProps) {
  const { left, top } = EDGE
  const right = width - EDGE.right
  const bottom = height - EDGE.bottom
  const x = (share: number) => left + ((share - from) / (to - from)) * (right - left)
  const y = (share: number) => bottom - share * (bottom - top)
  const point = (event: PointerEvent<SVGSVGElement>) => {
    if (event.buttons !== 1) return
    const box = event.currentTarget.getBoundingClientRect()
    const at = ((event.clientX - box.left) / box.width) * width
    onPoint?.(from + ((at - left) / (right - left)) * (to - from))
  }
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden="true"
      className="h-auto max-w-full select-none text-xs"
      {...(onPoint !== undefined && {
        style: { touchAction: 'none', cursor: 'ew-resize' },
        onPointerDown: (event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          point(event)
        },
        onPointerMove: point,
      })}
    >
      {up.map((share) => (
        <g key={share}>
          <line x1={left} x2={right} y1={y(share)} y2={y(share)} className="stroke-line" />
          <text x={left - 8} y={y(share)} dy="0.32em" textAnchor="end" className="fill-faint tabular-nums">
            {Math.round(share * 100)}
          </text>
        </g>
      ))}
      {across.map((share) => (
        <text key={share} x={x(share)} y={bottom + 15} textAnchor="middle" className="fill-faint tabular-nums">
          {Math.round(share * 100)}
        </text>
      ))}
      <text x={(left + right) / 2} y={height - 4} textAnchor="middle" className="fill-dim">
        {acrossLabel}
      </text>
      <text transform={`translate(10 ${(top + bottom) / 2}) rotate(-90)`} textAnchor="middle" className="fill-dim">
        {upLabel}
      </text>
      {children({ x, y, left, right, top, bottom })}
    </svg>
  )
}

/** Points as the path of a line; null: a gap. */
export function pathOf(points: readonly (readonly [number, number] | null)[]): string {
  let path = ''
  let pen = 'M'
  for (const point of points) {
    if (point === null) pen = 'M'
    else {
      path += `${pen}${point[0].toFixed(1)} ${point[1].toFixed(1)}`
      pen = 'L'
    }
  }
  return path
}
