import { type ReactNode, useEffect, useState } from 'react'
import { afterPaint } from '../state/after-paint.ts'

let drawn = false

interface LaterProps {
  readonly children: ReactNode
  /** What keeps its place until then. */
  readonly place?: ReactNode
}

/** What the window's first frame goes without, so that the list is there sooner: it comes right after that. */
export function Later({ children, place = null }: LaterProps) {
  const [there, setThere] = useState(drawn)
  useEffect(() => {
    if (there) return
    return afterPaint(() => {
      drawn = true
      setThere(true)
    })
  }, [there])
  return there ? children : place
}
