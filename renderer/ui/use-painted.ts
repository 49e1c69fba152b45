import { startTransition, useEffect, useState } from 'react'
import { afterPaint } from '../state/after-paint.ts'

/**
 * The value as it was when the last frame was drawn: what goes by it is drawn when what cannot wait is on the screen.
 * @param follows false: it stays as it is
 */
export function usePainted<T>(value: T, follows = true): T {
  const [painted, setPainted] = useState(() => value)
  useEffect(() => {
    if (follows && painted !== value) return afterPaint(() => startTransition(() => setPainted(() => value)))
  }, [painted, value, follows])
  return painted
}
