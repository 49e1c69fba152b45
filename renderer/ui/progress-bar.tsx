import { Progress } from '@base-ui/react/progress'

/** So many of so many; `of` null: not known yet. */
export function ProgressBar({
  label,
  value,
  of,
}: {
  readonly label: string
  readonly value: number
  readonly of: number | null
}) {
  return (
    <Progress.Root
      value={of === null ? null : value}
      max={of ?? 1}
      getAriaValueText={() => (of === null ? 'Starting' : `${value} of ${of}`)}
      className="flex flex-col gap-1.5"
    >
      <div className="flex justify-between text-dim text-xs">
        <Progress.Label>{label}</Progress.Label>
        <span className="tabular-nums">{of === null ? 'Starting…' : `${value} of ${of}`}</span>
      </div>
      <Progress.Track className="h-1.5 overflow-hidden rounded-full bg-sunk">
        <Progress.Indicator className="h-full rounded-full bg-accent transition-[width]" />
      </Progress.Track>
    </Progress.Root>
  )
}
