import { percent } from '#shared/percent.ts'

interface ConfidenceProps {
  /** 0 to 1 */
  readonly value: number
  /** What auto-send would need, 0 to 1; null: it is never sent by itself. */
  readonly needs: number | null
}

/** How sure the AI is, in words and as a thin bar with the mark that it must reach. */
export function Confidence({ value, needs }: ConfidenceProps) {
  const enough = needs !== null && value >= needs
  return (
    <span className="flex items-center gap-2.5">
      <span aria-hidden="true" className="relative h-1 w-16 shrink-0 rounded-full bg-line">
        <span
          className={`absolute inset-y-0 left-0 rounded-full ${enough || needs === null ? 'bg-need' : 'bg-wait'}`}
          style={{ width: `${value * 100}%` }}
        />
        {needs !== null && (
          <span className="absolute -inset-y-[3px] w-[1.5px] bg-dim" style={{ left: `${needs * 100}%` }} />
        )}
      </span>
      <span className="truncate">
        {percent(value)}
        {needs === null ? ' sure' : `, needs ${percent(needs)}`}
      </span>
    </span>
  )
}
