import { TERMS } from '#shared/terms.ts'

interface Props {
  readonly of: keyof typeof TERMS
  readonly read: boolean
  /** What the box says. */
  readonly box?: string
  readonly onRead: (read: boolean) => void
}

/** The terms, with the box that says that they were read. */
export function Terms({ of, read, box = 'I have read this and agree for the venue', onRead }: Props) {
  return (
    <div>
      <ul className="flex list-disc flex-col gap-1.5 pl-4">
        {TERMS[of].words.map((term) => (
          <li key={term}>{term}</li>
        ))}
      </ul>
      <label className="mt-4 flex items-center gap-2.5 font-strong">
        <input
          type="checkbox"
          checked={read}
          onChange={(event) => onRead(event.target.checked)}
          className="size-4 accent-accent"
        />
        {box}
      </label>
    </div>
  )
}
