/** Counts failures within a minute. What succeeds is not counted, so that nobody is shut out by signing in often. */
import { type Clock, MINUTE, SECOND } from '#shared/clock.ts'
import { Refusal } from '#shared/errors.ts'

/** More keys than this are never remembered: the oldest go first. */
const KEYS_KEPT = 50_000

export class Attempts {
  readonly #clock: Clock
  readonly #limit: number
  readonly #failures = new Map<string, number[]>()

  constructor(limit: number, clock: Clock) {
    this.#limit = limit
    this.#clock = clock
  }

  /**
   * Takes one attempt, as if it were to fail: attempts that run side by side count too.
   * @returns null, or the seconds after which the next one is allowed.
   */
  take(key: string): number | null {
    const now = this.#clock()
    const recent = (this.#failures.get(key) ?? []).filter((at) => at > now - MINUTE && at <= now)
    const wait = recent.length < this.#limit ? null : recent[0]! + MINUTE - now
    if (wait === null) recent.push(now)
    this.#failures.delete(key)
    this.#failures.set(key, recent)
    if (this.#failures.size > KEYS_KEPT) this.#failures.delete(this.#failures.keys().next().value!)
    return wait === null ? null : Math.max(1, Math.ceil(wait / SECOND))
  }

  /** The attempt succeeded after all. */
  giveBack(key: string): void {
    this.#failures.get(key)?.pop()
  }
}

/** Too many failures: `retryAfter` seconds belong in the answer's header. */
export class TooManyAttempts extends Refusal {
  readonly retryAfter: number

  constructor(retryAfter: number) {
    super('too_many_attempts')
    this.retryAfter = retryAfter
  }
}

/** For codes that nobody can guess: trying is not to be cheap either. @throws TooManyAttempts */
export function guarded(limit: number, clock: Clock): <R>(address: string, look: () => Promise<R>) => Promise<R> {
  const byAddress = new Attempts(limit, clock)
  return async (address, look) => {
    const wait = byAddress.take(address)
    if (wait !== null) throw new TooManyAttempts(wait)
    const found = await look()
    byAddress.giveBack(address)
    return found
  }
}
