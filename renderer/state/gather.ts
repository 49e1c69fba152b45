/** One act is told in several pieces, shortly after one another: what is read because of them is read once for all. */
const PIECES_MS = 80

/** @returns a function that has `run` run once, with everything that was given until then */
export function gather<T>(run: (given: ReadonlySet<T>) => void): (...given: readonly T[]) => void {
  let gathered: Set<T> | null = null
  const end = () => {
    const given = gathered ?? new Set<T>()
    gathered = null
    run(given)
  }
  return (...given) => {
    if (gathered === null) setTimeout(end, PIECES_MS)
    gathered ??= new Set()
    for (const one of given) gathered.add(one)
  }
}
