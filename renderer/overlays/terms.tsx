const TERMS = {
  master: [
    'Replies of the intents that you set to auto reach customers without a person reading them first.',
    'Customers are told that an AI may answer, with the disclosure that you have set.',
    'Every automatic reply, and why it was sent, can be seen by the whole team.',
    'Anybody on the team whom you allow can stop all of it at once with the kill switch.',
  ],
  complaint: [
    'A complaint that staff would call minor gets one fixed sentence at once: sorry to hear that, a person will be in touch.',
    'A person still reads every complaint and answers it. Serious ones never get an automatic text.',
    'Nothing else about a complaint is ever written by the AI.',
  ],
} as const

interface Props {
  readonly of: keyof typeof TERMS
  readonly read: boolean
  readonly onRead: (read: boolean) => void
}

/** The terms, with the box that says that they were read. */
export function Terms({ of, read, onRead }: Props) {
  return (
    <div>
      <ul className="flex list-disc flex-col gap-1.5 pl-4">
        {TERMS[of].map((term) => (
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
        I have read this and agree for the venue
      </label>
    </div>
  )
}
