/** The demo venue's past year and its present, as rows. Pure: the same seed and time give the same history. */
import { REVIEWS_TO_CALIBRATE, REVIEWS_TO_REFIT } from '#shared/calibration.ts'
import { MINUTE } from '#shared/clock.ts'
import { INTENT_KEYS } from '#shared/intents.ts'
import type { PolicyRow, Row } from '#shared/rows.ts'
import { lowerBound } from '#shared/wilson.ts'
import { calibrated } from '../governance/calibration.ts'
import { newPolicies } from '../storage/new-venue.ts'
import { tell } from './exchanges.ts'
import { PHRASES } from './phrases.ts'
import { seeded } from './random.ts'
import { type Person, Thread } from './thread.ts'
import { personOf, TODAY, tellToday } from './today.ts'
import { DEMO, demoVenueFacts, SPARKS } from './venue.ts'
import { AUTO_UNTIL, type Book, World } from './world.ts'
import { peopleFor, tellYear } from './year.ts'

const REGULARS = 278
const STRANGERS = 11

/** @param now milliseconds since the epoch: nothing lies after it */
export function buildHistory(now: number, seed: number): Book {
  const random = seeded(seed)
  const world = new World(now, demoVenueFacts(now), random, SPARKS)
  const numbers = customerNumbers(random.shuffle(Array.from({ length: 800 }, (_, n) => 200 + n)))
  const today = TODAY.map((entry) => ({ entry, person: personOf(entry, numbers()) }))
  const taken = new Set(today.map(({ person }) => person.name ?? ''))
  const others = peopleFor(random, REGULARS, numbers, taken)
  const regulars = today.filter(({ entry }) => entry.known && random.chance(0.5))
  const people = regulars.map(({ person }) => person)
  const threads = tellYear(world, people, others)
  for (const thread of threads) settleOld(world, thread)
  for (let n = 0; n < STRANGERS; n++) stranger(world, numbers(), n)
  for (const { entry, person } of today.toSorted((a, b) => b.entry.ago - a.entry.ago)) {
    const known = threads.find((thread) => thread.person === person)
    tellToday(known ?? new Thread(world, person, now - entry.ago * MINUTE), entry)
  }
  for (const conversation of world.book.conversations) {
    if (conversation.humanUntil !== null && conversation.humanUntil <= now) conversation.humanUntil = null
  }
  return world.book
}

/** Numbers that belong to nobody, each once; those below 900200 stay free for whoever tries the demo. */
function customerNumbers(order: readonly number[]): () => string {
  const left = order.values()
  return () => `+447700900${left.next().value}`
}

/** What is over is closed; what was answered lately, or by itself not long ago, is still there. */
function settleOld(world: World, thread: Thread): void {
  const byItself = thread.conversation.lastAuthor === 'ai'
  if (thread.lastAt < world.daysAgo(byItself ? AUTO_UNTIL + 10 : 4)) thread.close()
  else if (!byItself && world.random.chance(0.3)) thread.conversation.assigneeId = world.desk()
}

/** Spam and wrong numbers. */
function stranger(world: World, number: string, n: number): void {
  const person: Person = { name: null, number, agentId: DEMO.agents[0]!.id }
  const at = world.moment(150, 2)
  const script = PHRASES.noise[n % PHRASES.noise.length]!
  const about = { topic: 'noise', intent: 'noise', ending: 'filed' } as const
  tell(new Thread(world, person, at), { at, script, confidence: 0.9 + world.random.int(0, 9) / 100, ...about })
}

/** Reviews that count, and the share that unlocks (product rule "training unlock of an intent"). */
const LATEST = 30
const UNLOCK_AT = 0.9

/** Each intent's training as its evidence has it. */
export function trainedPolicies(evidence: Book['evidence']): PolicyRow[] {
  return newPolicies().map((policy) => {
    const { needed } = policy.training
    const reviews = evidence.filter((one) => one.intent === policy.id).toSorted((a, b) => b.at - a.at)
    if (needed === 0 || reviews.length === 0) return policy
    const latest = reviews.slice(0, LATEST)
    const right = latest.filter((one) => one.right === 1).length
    const share = right / latest.length
    const training = { reviewed: reviews.length, needed, right: share, lowerBound: lowerBound(right, latest.length) }
    return { ...policy, unlocked: reviews.length >= needed && share >= UNLOCK_AT, training }
  })
}

/** Each intent's reliability as its evidence has it. */
export function calibrationsOf(evidence: Book['evidence']): Row<'calibrations'>[] {
  return INTENT_KEYS.flatMap((id) => {
    const reviews = evidence.filter((one) => one.intent === id)
    if (reviews.length < REVIEWS_TO_REFIT) return []
    const version = reviews.length < REVIEWS_TO_CALIBRATE ? 0 : 1
    const at = Math.max(...reviews.map((one) => one.at))
    const diagrams = calibrated(reviews.map((one) => ({ raw: one.rawConfidence, right: one.right === 1 })))
    return [{ id, version, reviews: reviews.length, ...diagrams, at }]
  })
}
