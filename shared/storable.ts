/** What comes from outside, as both storage engines can keep it. Pure. */

/** Deeper than anything that a request may hold. */
const DEEPEST = 20

/** No U+0000 and no half of a surrogate pair. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** The same of every text in a body; what lies too deep to be of any use becomes null. */
export function storable(value: unknown, deepest = DEEPEST): unknown {
  if (typeof value === 'string') return storableText(value)
  if (typeof value !== 'object' || value === null) return value
  if (deepest === 0) return null
  if (Array.isArray(value)) return value.map((one) => storable(one, deepest - 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [storableText(key), storable(one, deepest - 1)] as const),
  )
}
