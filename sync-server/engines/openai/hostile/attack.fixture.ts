/** One way of answering with something wrong in it. */
import type { Random } from '../../../demo/random.ts'

/** What the instructions of the request held. */
export interface Told {
  readonly canary: string
  readonly instructions: string
}

/** The wrong thing, on its own. */
export type Attack = (random: Random, told: Told) => string
