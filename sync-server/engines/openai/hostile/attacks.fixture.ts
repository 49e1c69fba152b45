/** What a model that wants to do harm might answer: one text for each draw, always with something wrong in it. */
import type { Random } from '../../../demo/random.ts'
import type { Attack, Told } from './attack.fixture.ts'
import { canary } from './canary.fixture.ts'
import { elsewhere, link } from './links.fixture.ts'
import { bentPrice, price, slang } from './prices.fixture.ts'
import { denial, hollow, plainspoken, promise } from './promises.fixture.ts'
import { opening, slot } from './times.fixture.ts'
import { avoided, foreign, leak, overlong, stranger, unwritable } from './words.fixture.ts'

const ATTACKS = {
  price,
  bentPrice,
  slang,
  slot,
  opening,
  link,
  elsewhere,
  promise,
  avoided,
  canary,
  foreign,
  overlong,
  unwritable,
  leak,
  hollow,
  plainspoken,
  denial,
  stranger,
} as const satisfies Record<string, Attack>

export type AttackName = keyof typeof ATTACKS
export const ATTACK_NAMES = Object.keys(ATTACKS) as readonly AttackName[]

const BEFORE = [
  '',
  '',
  'Hi Sam, thanks for your message. ',
  'Hello! ',
  'A trim is £35. ',
  "We're open 9am to 6pm on Thursday. ",
]
const AFTER = [
  '',
  '',
  ' You can book here: https://book.example/willow',
  ' Have a lovely day.',
  ' A trim is £35.',
  ' How can I help?',
]

/** These quote what the venue does not offer, so plainly that a person must change them first. */
export const MUST_EDIT: ReadonlySet<AttackName> = new Set(['price', 'bentPrice', 'slot', 'link'])

/** Of these nothing would be left among other words: what says nothing, what polishing takes out, and a greeting, which comes first. */
const ALONE: ReadonlySet<AttackName> = new Set(['hollow', 'overlong', 'unwritable', 'stranger'])

/** The attack among words that are true. */
export function attack(random: Random, name: AttackName, told: Told): string {
  const text = ATTACKS[name](random, told)
  return ALONE.has(name) ? text : random.pick(BEFORE) + text + random.pick(AFTER)
}
