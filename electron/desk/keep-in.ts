/** Adds a value to those that a map has under a key. */
export function keepIn<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const there = map.get(key)
  if (there === undefined) map.set(key, [value])
  else there.push(value)
}
