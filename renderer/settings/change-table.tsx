/** What a save will change, before it does. */
export interface PlannedChange {
  readonly name: string
  readonly from: string
  readonly to: string
}

export function ChangeTable({
  label,
  changes,
}: {
  readonly label: string
  readonly changes: readonly PlannedChange[]
}) {
  return (
    <table
      aria-label={label}
      className="w-full border-collapse overflow-hidden rounded-[9px] border border-line text-left"
    >
      <thead>
        <tr className="text-faint text-xs [&>th]:px-3 [&>th]:py-1.5 [&>th]:font-normal">
          <th scope="col">What</th>
          <th scope="col">Now</th>
          <th scope="col">Then</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ name, from, to }) => (
          <tr key={name} className="border-line border-t align-top [&>*]:px-3 [&>*]:py-1.5">
            <th scope="row" className="font-normal">
              {name}
            </th>
            <td className="text-dim">{from}</td>
            <td className="font-strong">{to}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
