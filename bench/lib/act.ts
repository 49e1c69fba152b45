/** What a benchmark is: an act of the product beside the least that the same work takes, at one or several sizes. */
import type { Scratch } from './scratch.ts'
import type { Summary } from './stats.ts'

/** One round of one side: a sample for each time that it did the work, in the case's unit. */
export type Round = () => Promise<readonly number[]> | readonly number[]

export type Stat = Exclude<keyof Summary, 'n'>

/** A goal: what a figure may be at most, or has to be at least. */
export interface Bound {
  readonly stat: Stat
  readonly atMost?: number
  readonly atLeast?: number
}

export interface Control {
  readonly name: string
  readonly round: Round
  /** What product / control is to be. Several figures may be bound; where none is, both are only shown. */
  readonly ratio: readonly Bound[]
}

/** One thing that is measured, at one size. */
export interface Case {
  readonly name: string
  /** Of every sample: `ms`, `/s`, `MB`, `%`. */
  readonly unit: string
  readonly product: Round
  readonly controls?: readonly Control[]
  /** Bounds on the product's own figures. */
  readonly bounds?: readonly Bound[]
  /** How the product's figure may grow from the first size to the last. */
  readonly growth?: Bound
}

/** Something that has to hold whatever the speed; a detail that can be counted. */
export interface Proof {
  readonly name: string
  run(): Promise<{ readonly holds: boolean; readonly detail: string }>
}

export interface Opened {
  readonly cases: readonly Case[]
  readonly proofs?: readonly Proof[]
  close(): Promise<void>
}

export interface Setting {
  /** Of whatever the act grows with. */
  readonly size: number
  readonly quick: boolean
  readonly scratch: Scratch
  say(line: string): void
}

export interface Act {
  /** One word or two: names the file, and the act on the command line. */
  readonly name: string
  readonly title: string
  readonly goal: string
  readonly control: string
  readonly product: string
  /** Sizes, smallest first, and what they count. */
  readonly sizes: { readonly of: string; readonly full: readonly number[]; readonly quick: readonly number[] }
  open(setting: Setting): Promise<Opened>
}
