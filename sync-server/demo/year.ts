/** The plan of the demo's past year: how many exchanges of which kind, when, and whose. */
import { DAY } from '#shared/clock.ts'
import { type Ending, type Exchange, tell } from './exchanges.ts'
import { NAMES, PHRASES, type Script, type Topic } from './phrases.ts'
import type { Random } from './random.ts'
import { type Person, Thread } from './thread.ts'
import { AUTO_SINCE, AUTO_UNTIL, PRO_SINCE, type World } from './world.ts'

type Plan = Omit<Exchange, 'confidence'> & { readonly sure: readonly [number, number] }

interface Reviewed {
  readonly topic: Topic
  readonly count: number
  /** Which reviews, counted from the oldest, were mistakes or answered otherwise. */
  readonly mistaken?: readonly number[]
  readonly rewritten?: readonly number[]
  /** So many of them lie before automatic sending began: they unlocked it. */
  readonly beforeAuto?: number
}

/** The training of each intent: all reviews of the PRO time. */
const REVIEWED: readonly Reviewed[] = [
  { topic: 'pricing', count: 34, mistaken: [21], beforeAuto: 31 },
  { topic: 'hours', count: 41, beforeAuto: 33 },
  { topic: 'booking_link', count: 27 },
  { topic: 'availability', count: 22, mistaken: [6, 13, 19], rewritten: [16] },
  { topic: 'booking_request', count: 12, mistaken: [4, 9], rewritten: [7] },
  { topic: 'quote_request', count: 5, mistaken: [2] },
  { topic: 'follow_up', count: 9, mistaken: [3], rewritten: [5, 8] },
  { topic: 'new_lead', count: 17, mistaken: [11] },
  { topic: 'enquiry', count: 33, mistaken: [8, 14, 20, 27] },
  { topic: 'complaint', count: 12, mistaken: [7] },
]
const SURE = [0.86, 0.98] as const
const UNSURE = [0.6, 0.83] as const

/** How often each topic came up before there was an AI. */
const BY_HAND: readonly (readonly [Topic, number])[] = [
  ['pricing', 62],
  ['hours', 48],
  ['availability', 66],
  ['booking_request', 44],
  ['booking_link', 20],
  ['enquiry', 48],
  ['follow_up', 12],
  ['quote_request', 6],
  ['new_lead', 14],
  ['general', 10],
  ['complaint', 8],
]

/** Plays the year. `regulars` are there already in the plan of today, and come up here too. */
export function tellYear(world: World, regulars: readonly Person[], others: readonly Person[]): Thread[] {
  const { random } = world
  const plans = [...reviewed(world), ...unreviewed(world), ...automatic(world), ...byHand(world)]
  const inOrder = plans.toSorted((a, b) => a.at - b.at)
  const threads = new Set<Thread>()
  const unseen = random.shuffle([...others, ...regulars])
  for (const [index, plan] of inOrder.entries()) {
    const fresh = plan.topic === 'new_lead' || random.chance(unseen.length / (inOrder.length - index))
    const join = () => newcomer(world, unseen, plan)
    const thread = (fresh ? join() : null) ?? whoIsFree(threads, plan, random) ?? join()
    if (thread === null) throw new Error('the demo has too few people for its exchanges')
    threads.add(thread)
    const { sure, ...exchange } = plan
    // What never arrived would stand above what they text today.
    const failed = exchange.failed === true && !regulars.includes(thread.person)
    tell(thread, { ...exchange, failed, confidence: share(random, sure) })
  }
  return [...threads]
}

const fits = (plan: Plan, agentId: string) => plan.script.bridal === (agentId === 'agent_bridal')
/** Only the front desk's agent has ever sent by itself. */
const mustFit = (plan: Plan) => plan.ending === 'auto'

/** Somebody who has not texted for some days, or null. */
function whoIsFree(threads: ReadonlySet<Thread>, plan: Plan, random: Random): Thread | null {
  const free = [...threads].filter((thread) => thread.lastAt < plan.at - 5 * DAY)
  const fitting = free.filter((thread) => fits(plan, thread.conversation.agentId))
  const from = fitting.length > 0 || mustFit(plan) ? fitting : free
  return from.length > 0 ? random.pick(from) : null
}

/** Takes one of those who have never texted, or nobody. */
function newcomer(world: World, unseen: Person[], plan: Plan): Thread | null {
  const index = unseen.findLastIndex((person) => fits(plan, person.agentId))
  if (unseen.length === 0 || (index < 0 && mustFit(plan))) return null
  const [person] = unseen.splice(index < 0 ? unseen.length - 1 : index, 1)
  return new Thread(world, person!, plan.at)
}

const share = (random: Random, [from, to]: readonly [number, number]) =>
  Math.round((from + random.next() * (to - from)) * 1_000) / 1_000

/** Every script of a topic in turn, in an order of its own. */
function deck(topic: Topic, random: Random): () => Script {
  let left: Script[] = []
  return () => {
    if (left.length === 0) left = random.shuffle(PHRASES[topic])
    return left.pop()!
  }
}

function reviewed(world: World): Plan[] {
  const { random } = world
  return REVIEWED.flatMap(({ topic, count, mistaken = [], rewritten = [], beforeAuto = 0 }) => {
    const next = deck(topic, random)
    const mistakes = PHRASES.mistakes.filter((one) => one.took === topic)
    return moments(world, count, beforeAuto).map((at, index): Plan => {
      const nth = index + 1
      const intent = topic
      const sure = world.isAuto(intent, at) ? UNSURE : SURE
      const wrong = mistaken.indexOf(nth)
      if (wrong >= 0) {
        const ending = topic === 'complaint' ? 'confirmed' : 'mistaken'
        const { script } = mistakes[wrong]!
        return { at, topic: 'general', ending, script, intent, sure: UNSURE }
      }
      const script = rewritten.includes(nth) ? rewritable(topic, random) : next()
      const ending = rewritten.includes(nth) ? 'rewritten' : usualEnding(topic, nth)
      return { at, topic, ending, script, intent, sure, ...incidents(topic, nth, random) }
    })
  })
}

const rewritable = (topic: Topic, random: Random) =>
  random.pick(PHRASES[topic].filter((script) => script.edited !== undefined && script.ask.length === 1))

function usualEnding(topic: Topic, nth: number): Ending {
  if (topic === 'complaint') return 'confirmed'
  return nth % 4 === 2 ? 'nudged' : 'approved'
}

/** A few things that go otherwise, so that every view has seen them. */
function incidents(topic: Topic, nth: number, random: Random): Partial<Plan> {
  if (topic === 'booking_link' && nth === 9) return { undone: true }
  if (topic === 'hours' && nth === 12) return { undone: true, ending: 'approved' }
  if (topic === 'booking_link' && nth % 12 === 5) return { failed: true }
  const superseding = topic === 'pricing' || topic === 'enquiry' || topic === 'availability'
  if (superseding && nth % 10 === 4) return { prelude: random.pick(PHRASES[topic]) }
  return {}
}

/** Times of reviews, oldest first. */
function moments(world: World, count: number, beforeAuto: number): number[] {
  const times = Array.from({ length: count }, (_, index) =>
    index < beforeAuto
      ? world.moment(PRO_SINCE - 2, AUTO_SINCE + 7)
      : world.moment(beforeAuto > 0 ? AUTO_SINCE - 1 : PRO_SINCE - 2, 2),
  )
  return times.sort((a, b) => a - b)
}

/** What counts for no training: pleasantries, riddles, drafts that nobody needed, risks, spam. */
function unreviewed(world: World): Plan[] {
  const { random } = world
  const some = (topic: Topic, ending: Ending, count: number): Plan[] => {
    const next = deck(topic, random)
    return Array.from({ length: count }, () => {
      const at = world.moment(PRO_SINCE - 2, 2)
      const sure = topic === 'unknown' ? ([0.3, 0.6] as const) : SURE
      return { at, topic, ending, script: next(), intent: topic, sure }
    })
  }
  return [
    ...some('general', 'approved', 12),
    ...some('general', 'not_needed', 5),
    ...some('enquiry', 'not_needed', 2),
    ...some('follow_up', 'not_needed', 2),
    ...some('unknown', 'approved', 4),
    ...some('unknown', 'not_needed', 2),
    ...some('risk', 'confirmed', 3),
  ]
}

function automatic(world: World): Plan[] {
  const topics = [...Array<'pricing'>(26).fill('pricing'), ...Array<'hours'>(24).fill('hours')]
  const decks = { pricing: deck('pricing', world.random), hours: deck('hours', world.random) }
  return topics.map((topic) => {
    let at = world.moment(AUTO_SINCE - 1, AUTO_UNTIL + 0.5)
    while (world.isClosedDay(at)) at = world.moment(AUTO_SINCE - 1, AUTO_UNTIL + 0.5)
    return { at, topic, ending: 'auto', script: decks[topic](), intent: topic, sure: SURE }
  })
}

function byHand(world: World): Plan[] {
  return BY_HAND.flatMap(([topic, count]) => {
    const next = deck(topic, world.random)
    return Array.from({ length: count }, (): Plan => {
      const at = world.moment(364, PRO_SINCE + 5)
      return { at, topic, ending: 'by_hand', script: next(), intent: topic, sure: SURE }
    })
  })
}

/** So many people, none of them named as one of `taken`. */
export function peopleFor(random: Random, count: number, numbers: () => string, taken: ReadonlySet<string>): Person[] {
  const full = NAMES.first.flatMap((first) => NAMES.last.map((last) => `${first} ${last}`))
  const names = random.shuffle(full.filter((name) => !taken.has(name)))
  const short = NAMES.firstOnly.filter((name) => !taken.has(name))
  return Array.from({ length: count }, (_, index) => {
    const chance = random.next()
    const name = chance < 0.12 ? null : chance < 0.18 ? random.pick(short) : names[index]!
    const agentId = index % 14 === 3 ? 'agent_bridal' : 'agent_front_desk'
    return { name, number: numbers(), agentId }
  })
}
