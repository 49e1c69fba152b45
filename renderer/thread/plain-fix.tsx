import type { KeyboardEvent } from 'react'
import { Keys } from '../ui/button.tsx'
import { useSegmentCounter } from './use-segments.ts'

export const PLAIN_KEY = 'Mod+.'

/** The same text in plain characters, where that makes it cheaper; null: it is plain, or cannot be. */
export function usePlain(text: string): string | null {
  const counter = useSegmentCounter()
  if (text === '' || counter === null) return null
  const { segmentsOf, toGsm7 } = counter
  const { encoding, segments } = segmentsOf(text)
  if (encoding === 'GSM-7') return null
  const plain = toGsm7(text)
  return plain !== text && segmentsOf(plain).segments < segments ? plain : null
}

/** Whether a key press asks for the plain text. */
export const isPlainKey = (event: KeyboardEvent): boolean => event.key === '.' && (event.ctrlKey || event.metaKey)

interface PlainFixProps {
  /** Null: there is nothing to fix. */
  readonly plain: string | null
  readonly onFix: (plain: string) => void
}

/** One press makes a text plain that curly quotes or an emoji have made dear. */
export function PlainFix({ plain, onFix }: PlainFixProps) {
  if (plain === null) return null
  return (
    <button
      type="button"
      aria-keyshortcuts="Control+. Meta+."
      title="Straight quotes, hyphens, no emoji: the same words in fewer segments"
      className="flex items-center gap-1.5 whitespace-nowrap rounded text-need text-xs"
      onClick={() => onFix(plain)}
    >
      <span className="underline underline-offset-2">Make plain</span>
      <Keys chord={PLAIN_KEY} />
    </button>
  )
}
