/**
 * Loaded into the product's processes by a test that takes pictures: their clock stands still at the instant that
 * `STILL_CLOCK` names, so that every time and countdown on the screen is always the same. Timers run on.
 */
const at = Date.parse(process.env.STILL_CLOCK ?? '')
if (Number.isNaN(at)) throw new Error('STILL_CLOCK is no instant')

const Moving = Date
globalThis.Date = new Proxy(Moving, {
  construct: (target, given, self) => Reflect.construct(target, given.length === 0 ? [at] : given, self),
  apply: () => new Moving(at).toString(),
  get: (target, name) => (name === 'now' ? () => at : Reflect.get(target, name)),
})
