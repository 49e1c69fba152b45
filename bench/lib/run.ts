/**
 * Runs an act: every size is open at once, and all sides take turns, pair by pair, so that whatever the machine does
 * meanwhile falls on all of them alike. Only ratios within a pair are compared.
 */
import type { Act, Bound, Case, Control, Opened, Stat } from './act.ts'
import { createScratch } from './scratch.ts'
import { type Spread, type Summary, spread, summary } from './stats.ts'

export interface RunOptions {
  readonly quick: boolean
  /** Pairs to run where time allows, and milliseconds after which no further one begins. */
  readonly pairs: number
  readonly within: number
  say(line: string): void
}

/** A goal, and what came of it. */
export interface Check {
  readonly what: string
  readonly value: number
  readonly spread?: Spread
  readonly bound: Bound
  readonly met: boolean
}

export interface CaseResult {
  readonly name: string
  readonly size: number
  readonly unit: string
  readonly product: Summary
  readonly controls: readonly {
    readonly name: string
    readonly figures: Summary
    readonly ratios: Readonly<Partial<Record<Stat, Spread>>>
  }[]
  readonly checks: readonly Check[]
}

export interface ActResult {
  readonly name: string
  readonly title: string
  readonly goal: string
  readonly control: string
  readonly product: string
  readonly of: string
  readonly cases: readonly CaseResult[]
  readonly proofs: readonly { readonly name: string; readonly holds: boolean; readonly detail: string }[]
  readonly pairs: number
  readonly seconds: number
}

/** Fewer pairs say nothing: so many run even where they take longer than they should. */
const LEAST_PAIRS = 5

interface Sampled {
  readonly of: Case
  readonly size: number
  /** A list for each pair. */
  readonly product: (readonly number[])[]
  readonly controls: (readonly number[])[][]
}

export async function runAct(act: Act, options: RunOptions): Promise<ActResult> {
  const begun = performance.now()
  const scratch = createScratch()
  const sizes = options.quick ? act.sizes.quick : act.sizes.full
  try {
    const opened: Opened[] = []
    const sampled: Sampled[] = []
    for (const size of sizes) {
      const one = await act.open({ size, quick: options.quick, scratch, say: options.say })
      scratch.onEnd(one.close)
      opened.push(one)
      for (const of of one.cases) {
        sampled.push({ of, size, product: [], controls: (of.controls ?? []).map(() => []) })
      }
    }
    const pairs = await takePairs(sampled, options)
    const proofs = []
    for (const proof of opened.flatMap((one) => one.proofs ?? [])) {
      options.say(proof.name)
      proofs.push({ name: proof.name, ...(await proof.run()) })
    }
    const { name, title, goal, control, product } = act
    return {
      name,
      title,
      goal,
      control,
      product,
      of: act.sizes.of,
      cases: sampled.map((one) => resultOf(one, sampled)),
      proofs,
      pairs,
      seconds: Math.round((performance.now() - begun) / 1_000),
    }
  } finally {
    await scratch.close()
  }
}

async function takePairs(sampled: readonly Sampled[], options: RunOptions): Promise<number> {
  const begun = performance.now()
  const late = () => performance.now() - begun > options.within
  for (const { of } of sampled) {
    options.say(`warming up: ${of.name}`)
    for (const control of of.controls ?? []) await control.round()
    await of.product()
  }
  let pair = 0
  for (; pair < options.pairs && (pair < LEAST_PAIRS || !late()); pair++) {
    options.say(`pair ${pair + 1} of ${options.pairs}`)
    for (const { of, product, controls } of sampled) {
      const takes = [
        ...(of.controls ?? []).map((control, i) => async () => void controls[i]!.push(await quiet(control.round))),
        async () => void product.push(await quiet(of.product)),
      ]
      // Who goes first changes from pair to pair.
      for (const take of pair % 2 === 0 ? takes : takes.reverse()) await take()
    }
  }
  return pair
}

/** What the side before has left behind is swept up at nobody's expense. */
async function quiet(round: Control['round']): Promise<readonly number[]> {
  globalThis.gc?.()
  return round()
}

function resultOf({ of, size, product, controls }: Sampled, all: readonly Sampled[]): CaseResult {
  const own = product.map(summary)
  const ours = summary(product.flat())
  const checks: Check[] = (of.bounds ?? []).map((bound) => check(bound.stat, ours[bound.stat], bound))
  const against = (of.controls ?? []).map((control, i) => {
    const theirs = controls[i]!.map(summary)
    const ratios: Partial<Record<Stat, Spread>> = {}
    for (const { stat } of control.ratio) {
      ratios[stat] = spread(own.map((figures, pair) => figures[stat] / theirs[pair]![stat]))
    }
    for (const bound of control.ratio) {
      const found = ratios[bound.stat]!
      checks.push({ ...check(`${bound.stat} / ${control.name}`, found.median, bound), spread: found })
    }
    return { name: control.name, figures: summary(controls[i]!.flat()), ratios }
  })
  const grown = growth(of, size, own, all)
  if (grown !== null) checks.push(grown)
  return { name: of.name, size, unit: of.unit, product: ours, controls: against, checks }
}

/** The last size against the first, pair by pair. */
function growth(of: Case, size: number, own: readonly Summary[], all: readonly Sampled[]): Check | null {
  const same = all.filter((one) => one.of.name === of.name)
  const [first, last] = [same[0]!, same.at(-1)!]
  if (of.growth === undefined || same.length < 2 || size !== last.size) return null
  const { stat } = of.growth
  const small = first.product.map(summary)
  const found = spread(own.map((figures, pair) => figures[stat] / small[pair]![stat]))
  const what = `growth of ${stat}, ${first.size.toLocaleString('en-GB')} to ${size.toLocaleString('en-GB')}`
  return { ...check(what, found.median, of.growth), spread: found }
}

function check(what: string, value: number, bound: Bound): Check {
  const met =
    value <= (bound.atMost ?? Number.POSITIVE_INFINITY) && value >= (bound.atLeast ?? Number.NEGATIVE_INFINITY)
  return { what, value, bound, met }
}
