/**
 * Values on their way over a DevTools binding, which carries text only. `undefined` survives, as it does in a structured
 * clone; whatever JSON would distort is refused. Both functions stand alone: they also run inside the page.
 */
export function encode(value: unknown): string {
  return JSON.stringify([value], function (this: Record<string, unknown>, key: string, item: unknown) {
    const raw = this[key]
    if (item === undefined) return { $undefined: true }
    if (typeof raw === 'function' || typeof raw === 'symbol' || typeof raw === 'bigint') {
      throw new TypeError(`The stand-in cannot carry a ${typeof raw}`)
    }
    if (raw !== null && typeof raw === 'object' && !Array.isArray(raw)) {
      const kind = Object.prototype.toString.call(raw)
      if (kind !== '[object Object]') throw new TypeError(`The stand-in cannot carry ${kind}`)
    }
    return item
  })
}

export function decode(text: string): unknown {
  const restore = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(restore)
    if (item === null || typeof item !== 'object') return item
    if ('$undefined' in item) return undefined
    return Object.fromEntries(Object.entries(item).map(([key, value]) => [key, restore(value)]))
  }
  const [value] = JSON.parse(text) as unknown[]
  return restore(value)
}
