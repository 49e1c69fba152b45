/** Several questions in one turn: each is read by itself, and what is left unanswered is said to be. */

import type { ComposeInput } from '../../engine.ts'
import { type Ask, readAsk } from '../mentions.ts'
import { aside, duration } from './chat.ts'
import { hours } from './hours.ts'
import { newLead, pricing } from './prices.ts'
import type { Answer } from './voice.ts'

const ASKING = '(?:how|hows|what|whats|when|whens|where|wheres|do|does|are|r|can|could|is|any|have|has|who|will)\\b'
const BETWEEN = new RegExp(
  `[.?!\\n]+|,?\\s+(?:and|also|plus|but|&|n)(?:\\s+(?:also|then))?,?\\s+(?=${ASKING})|,\\s+(?=${ASKING})`,
  'i',
)
const IS_QUESTION = new RegExp(`^\\W*(?:(?:hi|hey|hello|hiya|and|also|so|oh|ok|but|please|just)\\W+)*${ASKING}`, 'i')

export type Family = (ask: Ask) => Answer | null

/** What may stand beside the first question, and how that shows. */
const FAMILIES: readonly { readonly cue: RegExp; readonly answer: Family }[] = [
  { cue: /\bhow\s+long\b|\bhow\s+much\s+time\b/i, answer: duration },
  { cue: /\b(?:how\s+much|prices?|costs?|charge)\b/i, answer: pricing },
  { cue: /\b(?:open|opening|close|closes|closing|shut|hours)\b/i, answer: hours },
  { cue: /\b(?:do|can)\s+(?:you|u|ya)\s+(?:also\s+)?(?:do|offer)\b/i, answer: newLead },
  { cue: /./, answer: aside },
]

interface Parts {
  /** What answers the parts that the first answer does not rest on; each once. */
  readonly more: readonly Answer[]
  /** A part is a question that nothing here answers. */
  readonly open: boolean
}

/** @param first what the turn as a whole is answered with, by `family` */
export function answerParts(input: ComposeInput, ask: Ask, first: Answer, family: Family): Parts {
  const parts = ask.text
    .split(BETWEEN)
    .map((part) => part?.trim() ?? '')
    .filter((part) => part.split(/\s+/).length >= 2)
  if (parts.length < 2) return { more: [], open: false }
  const said = new Set(first.citations.map((one) => one.id))
  const more: Answer[] = []
  let open = false
  for (const part of parts) {
    const own = readAsk({ ...input, texts: [part] })
    // "How much is a trim and how long does it take?"
    const about = own.services.length > 0 ? own : { ...own, services: ask.services }
    const answers = FAMILIES.filter(({ cue }) => cue.test(part)).flatMap(({ answer }) => answer(about) ?? [])
    const answer = answers[0]
    if (!answer) open ||= IS_QUESTION.test(part) && !restsOn(first, part) && !isGround(first, family(own))
    else if (!saidAlready(answer, part, first, said)) {
      more.push(answer)
      for (const { id } of answer.citations) said.add(id)
    }
  }
  return { more, open }
}

/** The same ground, and not another question about it. */
function saidAlready(answer: Answer, part: string, first: Answer, said: ReadonlySet<string>): boolean {
  if (answer.citations.length === 0) return true
  if (!answer.citations.every(({ id }) => said.has(id))) return false
  const isTime = FAMILIES[0]!.cue.test(part)
  return !isTime || first.bodies.some((body) => body.includes(answer.bodies[0]!))
}

/** The part alone would be answered on the ground that the turn was. */
function isGround(first: Answer, again: Answer | null): boolean {
  const ids = new Set(first.citations.map(({ id }) => id))
  return again !== null && again.citations.length > 0 && again.citations.every(({ id }) => ids.has(id))
}

/** Without a reading of its own: the words of the part stand in the answer. */
function restsOn(first: Answer, part: string): boolean {
  const body = (first.bodies[0] ?? '').toLowerCase()
  const telling = part.toLowerCase().match(/\p{L}{4,}/gu) ?? []
  return telling.some((word) => !COMMON.has(word) && body.includes(word.replace(/(?:s|ing|ed)$/, '')))
}
const COMMON = new Set(
  'what when where does have your much there about also please this that with time them they will'.split(' '),
)
