/** A number with its name and what it is made of; stands in a `dl`. */
export function Figure({
  name,
  value,
  more,
}: {
  readonly name: string
  readonly value: string
  readonly more: string
}) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className="text-dim text-xs">{name}</dt>
      <dd className="font-strong text-xl tabular-nums">{value}</dd>
      <dd className="truncate text-faint text-xs" title={more}>
        {more}
      </dd>
    </div>
  )
}
