import { type ComponentType, type ReactNode, useEffect, useState } from 'react'

/** A part of the window in a file of its own. */
export interface PartOf<P extends object> {
  /** Null until it has been read. */
  readonly drawn: () => ComponentType<P> | null
  readonly read: () => Promise<void>
}

export function apart<P extends object>(load: () => Promise<{ readonly default: ComponentType<P> }>): PartOf<P> {
  let part: ComponentType<P> | null = null
  return {
    drawn: () => part,
    read: async () => {
      part ??= (await load()).default
    },
  }
}

interface ApartProps<P extends object> {
  readonly of: PartOf<P>
  readonly given: P
  /** What keeps its place until it has been read. */
  readonly place?: ReactNode
}

/** Draws it at once where it has been read: one that suspends waits for React's own patience, 0.3 s, the first time. */
export function Apart<P extends object>({ of, given, place = null }: ApartProps<P>) {
  const [, draw] = useState<object | null>(null)
  useEffect(() => {
    if (of.drawn() !== null) return
    of.read().then(
      () => draw({}),
      // For the boundary around it, which hears only what is thrown while it is drawn.
      (error: unknown) =>
        draw(() => {
          throw error
        }),
    )
  }, [of])
  const Part = of.drawn()
  return Part === null ? place : <Part {...given} />
}

/** Read once nobody waits for anything, for whoever opens them by a key and types on. */
export function readWhenIdle(...parts: readonly Pick<PartOf<object>, 'read'>[]): () => void {
  // Safari knows no idle time: there they are read when they are drawn.
  if (!('requestIdleCallback' in window)) return () => undefined
  const handle = requestIdleCallback(() => {
    // One that cannot be read now is read again, and told of, where it is drawn.
    for (const part of parts) part.read().catch(() => undefined)
  })
  return () => cancelIdleCallback(handle)
}
