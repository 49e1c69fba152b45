/** Five people on one pool, online and offline, in any order: everybody ends with the same, and nothing is done twice. */
import fc from 'fast-check'
import { afterAll, beforeAll, it } from 'vitest'
import { DEEP, deepRuns } from '#shared/testing.ts'
import { act, perform } from './acts.ts'
import {
  everyCommandIsAnsweredOnce,
  everyLoserIsTold,
  mirrorsConverge,
  nothingIsSentTwice,
  theBooksAreInOrder,
  unmergeUndoesMerge,
} from './proofs.ts'
import { venueFolder, World } from './world.ts'

const RUNS = deepRuns(3, 300)
const STEPS = deepRuns(40, 60)

let venue: Awaited<ReturnType<typeof venueFolder>>
beforeAll(async () => {
  venue = await venueFolder()
})
afterAll(() => venue.remove())

it(`${RUNS} times ${STEPS} acts of five people`, { timeout: 3_600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: STEPS / 2, maxLength: STEPS, size: 'max' }), async (acts) => {
      await using world = await World.start(venue.folder)
      for (const one of acts) await perform(world, one)
      await world.settle()
      await unmergeUndoesMerge(world)
      await mirrorsConverge(world)
      await everyLoserIsTold(world)
      await nothingIsSentTwice(world)
      await theBooksAreInOrder(world)
      await everyCommandIsAnsweredOnce(world)
    }),
    { numRuns: RUNS, endOnFailure: !DEEP },
  )
})
