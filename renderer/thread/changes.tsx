import { useMemo } from 'react'
import { wordDiff } from '#shared/word-diff.ts'

/** What was changed in a text: what is gone is struck through, what is new is underlined; neither by colour alone. */
export function Changes({
  before,
  after,
  label,
}: {
  readonly before: string
  readonly after: string
  readonly label: string
}) {
  const pieces = useMemo(() => {
    let at = 0
    return wordDiff(before, after).map((piece) => {
      at += piece.text.length
      return { ...piece, at }
    })
  }, [before, after])
  if (before === after) return null
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
      className="max-h-28 shrink-0 overflow-y-auto text-dim"
    >
      <p dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
        {pieces.map(({ kind, text, at }) =>
          kind === 'same' ? (
            <span key={`${at}`}>{text}</span>
          ) : kind === 'out' ? (
            <del key={`${at}-`} className="rounded-sm bg-stop-soft text-stop decoration-1">
              <span className="sr-only"> removed: </span>
              {text}
            </del>
          ) : (
            <ins key={`${at}+`} className="rounded-sm bg-accent-soft text-accent decoration-1 underline-offset-2">
              <span className="sr-only"> added: </span>
              {text}
            </ins>
          ),
        )}
      </p>
    </section>
  )
}
