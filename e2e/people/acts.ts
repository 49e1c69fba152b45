/**
 * What people, customers, time and the network do, each by a name and two numbers that choose among what there is: plain
 * data, so that a run that failed can be read, shortened and run again.
 */
import fc from 'fast-check'
import { DEEDS, type Do, pick, WAITS } from './deeds.ts'
import { CUSTOMERS, type World } from './world.ts'

export interface Act {
  readonly what: ActName
  /** Which of the five. */
  readonly who: number
  readonly n: number
  readonly m: number
  /** The next act does not wait until this one's effect has reached everybody. */
  readonly rush: boolean
}

/** The agent steps back at once, and drops its draft. */
export const WANTS_PERSON = 'Can I talk to a real person please'
const TEXTS = [
  'How much is a balayage?',
  'Are you open on Saturday?',
  'thanks!',
  'Book me a trim Friday 3pm, it is Sam',
  'My colour has gone green and I want my money back',
  WANTS_PERSON,
  'STOP',
  'START',
  'How much is a trim, and what time do you close today?',
  'Please stop texting me',
]

const ACTS = {
  ...DEEDS,
  /** The window gives an earlier command once more. */
  again: ({ person, world, n }) => {
    const mine = [...world.given.values()].filter((given) => given.person === person && given.said !== null)
    const given = pick(mine, n)
    return given && person.giveAgain(given)
  },
  /** Something on the way delivers an old request once more. */
  lateCopy: ({ person, world, n }) => {
    const old = pick(person.network.carried, n)
    return old && world.post(person, old.command)
  },

  text: ({ world, n, m }) => world.text(pick(CUSTOMERS, m)!, pick(TEXTS, n)!),
  textTwice: ({ world, n, m }) => world.text(pick(CUSTOMERS, m)!, pick(TEXTS, n)!, 2),
  pass: ({ world, n }) => world.pass(pick(WAITS, n)!),

  cut: async ({ person }) => person.network.cut(),
  heal: async ({ person }) => person.network.heal(),
  loseAnswers: async ({ person, n }) => person.network.loseAnswers(1 + (n % 3)),
  repeatCommands: async ({ person, n }) => person.network.repeatCommands(1 + (n % 3)),
  cutPushes: async ({ person }) => person.network.cutPushes(),
  restartDesk: ({ person }) => person.restart(),
  restartServer: ({ world }) => world.restartServer(),
  /** The provider refuses, or takes a text without saying so. */
  provider: async ({ world, n }) =>
    world.sandbox.faults(
      pick(
        [
          { fail: 429, failTimes: 1 },
          { fail: 'reset_before_accept', failTimes: 1 },
          { fail: 'reset_after_accept', failTimes: 1, dropStatus: true },
          {},
        ] as const,
        n,
      )!,
    ),
} as const satisfies Record<string, Do>
type ActName = keyof typeof ACTS

/** How often, where not once. */
const WEIGHTS: Partial<Record<ActName, number>> = {
  autoAgain: 5,
  merge: 2,
  unmerge: 2,

  race: 8,
  flicker: 4,
  approve: 8,
  edit: 5,
  reject: 4,
  confirm: 2,
  send: 5,
  undo: 7,
  undoAny: 2,
  resolve: 3,
  feedback: 2,
  assign: 2,
  replyMode: 3,
  handOff: 3,
  resume: 3,
  personal: 2,
  snooze: 2,
  close: 2,
  reopen: 2,
  markRead: 2,
  note: 2,
  optOut: 2,
  stop: 2,
  release: 2,
  intent: 3,
  fact: 2,
  book: 2,
  moveBooking: 2,
  again: 4,
  lateCopy: 4,
  text: 9,
  textTwice: 2,
  pass: 10,
  cut: 4,
  heal: 6,
  loseAnswers: 3,
  repeatCommands: 3,
  cutPushes: 2,
  restartDesk: 2,
  provider: 2,
}

export const act: fc.Arbitrary<Act> = fc.record({
  what: fc.oneof(
    ...(Object.keys(ACTS) as ActName[]).map((name) => ({ weight: WEIGHTS[name] ?? 1, arbitrary: fc.constant(name) })),
  ),
  who: fc.nat(4),
  n: fc.nat(999),
  m: fc.nat(999),
  rush: fc.boolean(),
})

export async function perform(world: World, { what, who, n, m, rush }: Act): Promise<void> {
  const person = world.people[who]!
  const rows = await person.sees()
  const row = pick(rows, n)
  const deed: Do = ACTS[what]
  if (row) await deed({ world, person, n, m, rows, row })
  if (!rush) await world.calm()
}
