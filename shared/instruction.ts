/**
 * What the local engine can follow of an owner's free words. Of an instruction on which texts get a reply: lines that begin
 * with "always reply" or "stay quiet" (or words to that effect) and name a condition. Of a behaviour: whether to greet, and
 * how to sign off. Everything else is left to a model.
 */
import { type Condition, readCondition } from './condition.ts'

export interface Directive {
  readonly reply: boolean
  readonly condition: Condition
  /** The line as it was written. */
  readonly line: string
}

export interface Instruction {
  readonly directives: readonly Directive[]
  /** Lines that only a model can follow. */
  readonly unread: readonly string[]
}

const QUIET =
  /^(?:please\s+)?(?:(?:do\s+not|don['’]?t|never)\s+(?:reply|respond|answer)|stay\s+(?:quiet|silent)|(?:ignore|skip)|no\s+reply|keep\s+quiet|say\s+nothing)\b(?:\s+(?:to|when|if|for|on|at|where|about))?(?:\s+(?:texts?|messages?|anyone|anybody|people|customers?|those))?/i
const REPLY =
  /^(?:please\s+)?(?:always\s+(?:reply|respond|answer)|(?:reply|respond|answer)(?:\s+always)?)\b(?:\s+(?:to|when|if|for|on|where|about))?(?:\s+(?:texts?|messages?|anyone|anybody|people|customers?|those))?/i
/** A bare "always reply": every text. */
const EVERY = /^(?:\W*|\W*(?:every|all|any|each)(?:thing|\s+(?:texts?|messages?))?\W*)$/i

const linesOf = (text: string) =>
  text
    .split(/\n|(?<=[.!;])\s+/)
    .map((line) => line.trim().replace(/^[-*•]\s*/, ''))
    .filter((line) => line !== '')

export function readInstruction(text: string): Instruction {
  const lines = linesOf(text)
  const directives: Directive[] = []
  const unread: string[] = []
  for (const line of lines) {
    const found = read(line)
    if (found === null) unread.push(line)
    else directives.push(found)
  }
  return { directives, unread }
}

function read(line: string): Directive | null {
  for (const [pattern, reply] of [
    [QUIET, false],
    [REPLY, true],
  ] as const) {
    const head = pattern.exec(line)?.[0]
    if (head === undefined) continue
    const rest = line.slice(head.length).replace(/[.!]+$/, '')
    const condition = readCondition(EVERY.test(rest) ? '' : rest)
    return condition.kind === 'unclear' ? null : { reply, condition, line: line.replace(/[.!;]+$/, '') }
  }
  return null
}

export interface Manner {
  readonly greets: boolean
  /** The words that a reply ends with, where there is room; null: none. */
  readonly signOff: string | null
  /** Lines that only a model can follow. */
  readonly unread: readonly string[]
}

const NO_GREETING =
  /^(?:please\s+)?(?:(?:do\s+not|don['’]?t|never)\s+(?:greet|say\s+(?:hi|hello)|use\s+(?:a\s+)?greetings?)|no\s+greetings?|(?:skip|leave\s+out)\s+(?:the\s+)?greetings?)\b/i
const SIGN_OFF =
  /^(?:please\s+)?(?:always\s+)?(?:sign\s+off|sign|end|finish)(?:\s+(?:it|(?:each|every|all)\s+(?:reply|replies|texts?|messages?)))?\s+(?:with|as|by\s+saying)\s+["“]?(?<words>.{1,40}?)["”]?[.!]?$/i

export function readBehaviour(text: string): Manner {
  const lines = linesOf(text)
  const signed = lines.flatMap((line) => SIGN_OFF.exec(line)?.groups?.words ?? [])
  return {
    greets: !lines.some((line) => NO_GREETING.test(line)),
    signOff: signed.at(-1) ?? null,
    unread: lines.filter((line) => !NO_GREETING.test(line) && !SIGN_OFF.test(line)),
  }
}
