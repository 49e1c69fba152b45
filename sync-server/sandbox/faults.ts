import { z } from 'zod'

/**
 * What the provider does wrong, until told otherwise. Everything is optional; `{}` is a provider in good health.
 * - `fail`: an HTTP status instead of accepting (true: 500); `reset_before_accept` cuts the connection and nothing is sent;
 *   `reset_after_accept` gives the text to the phone, then cuts the connection without an answer.
 * - `hang`: true gives the text to the phone and never answers; `before` does neither.
 * - `failTimes`: `fail` and `hang` strike this many requests, then stop by themselves.
 * - `delayMs`: the answer comes this much later; the text reaches the phone at once.
 * - `dropStatus`: no delivery reports are sent to the status callback.
 * - `number`: what is wrong with every number that the account holds: it is not there, cannot text, or its texts go elsewhere.
 * - `scope`: `send` (the default) strikes the sending of texts; `all` strikes listing and fetching too.
 */
export const faultsSchema = z.strictObject({
  fail: z
    .union([z.boolean(), z.int().min(400).max(599), z.enum(['reset_before_accept', 'reset_after_accept'])])
    .optional(),
  failTimes: z.int().min(1).max(1_000_000).optional(),
  delayMs: z.int().min(0).max(600_000).optional(),
  hang: z.union([z.boolean(), z.literal('before')]).optional(),
  dropStatus: z.boolean().optional(),
  number: z.enum(['not_held', 'no_sms', 'elsewhere']).optional(),
  scope: z.enum(['send', 'all']).optional(),
})

export type Faults = z.infer<typeof faultsSchema>

export type Trouble = 'hang' | 'reset'

/** What happens to one request: `instead` of doing its work, or `after` it, in place of the answer. */
interface FaultPlan {
  readonly delayMs: number
  readonly instead?: Trouble | number
  readonly after?: Trouble
}

export interface FaultSwitch {
  current(): Faults
  set(faults: Faults): void
  /** The fate of the next request; uses up one of `failTimes`. */
  next(kind: 'send' | 'read'): FaultPlan
}

function trouble({ fail, hang }: Faults): Omit<FaultPlan, 'delayMs'> | undefined {
  if (hang === 'before') return { instead: 'hang' }
  if (fail === 'reset_before_accept') return { instead: 'reset' }
  if (fail === true) return { instead: 500 }
  if (typeof fail === 'number') return { instead: fail }
  if (fail === 'reset_after_accept') return { after: 'reset' }
  if (hang) return { after: 'hang' }
  return undefined
}

export function faultSwitch(changed: (faults: Faults) => void): FaultSwitch {
  let faults: Faults = {}

  const set = (next: Faults) => {
    faults = next
    changed(faults)
  }

  const spendOne = () => {
    if (faults.failTimes === undefined) return
    const { fail, hang, failTimes, ...rest } = faults
    set(failTimes > 1 ? { ...faults, failTimes: failTimes - 1 } : rest)
  }

  return {
    current: () => faults,
    set,
    next(kind) {
      if (kind === 'read' && faults.scope !== 'all') return { delayMs: 0 }
      const delayMs = faults.delayMs ?? 0
      const struck = trouble(faults)
      if (!struck) return { delayMs }
      spendOne()
      return { delayMs, ...struck }
    },
  }
}
