/** What can become of one question in the demo's past: answered by hand, by an approved draft, by itself, or not at all. */
import { MINUTE, SECOND } from '#shared/clock.ts'
import type { IntentKey } from '#shared/intents.ts'
import { wasRight } from '../governance/evidence.ts'
import { warrant } from '../pipeline/warrant.ts'
import type { Fields } from '../storage/tx.ts'
import { type Filler, fillerFor, PHRASES, type Script, type Topic } from './phrases.ts'
import { type Composed, SOUND, type Thread } from './thread.ts'

export type Ending =
  /** On the FREE plan: no AI looks. */
  | 'by_hand'
  | 'approved'
  /** Edited, with nothing changed that counts. */
  | 'nudged'
  /** Edited into another answer. */
  | 'rewritten'
  /** Rejected: the AI had taken it for another intent. */
  | 'mistaken'
  | 'not_needed'
  | 'auto'
  /** An escalation whose class a person has confirmed. */
  | 'confirmed'
  | 'filed'

export interface Exchange {
  readonly at: number
  readonly topic: Topic
  readonly ending: Ending
  readonly script: Script
  /** What the AI took it for; the topic, unless it was mistaken. */
  readonly intent: IntentKey
  readonly confidence: number
  /** A question just before, whose draft the newer text supersedes. */
  readonly prelude?: Script | undefined
  /** Approved, taken back, approved again. */
  readonly undone?: boolean
  readonly failed?: boolean
}

/** What is going on while one exchange is told. */
interface Telling {
  readonly thread: Thread
  readonly exchange: Exchange
  readonly filler: Filler
  readonly turnId: string
  readonly inbound: readonly string[]
  /** When the AI has looked. */
  readonly at: number
}

export const ASKS = { reply: true, reason: 'Replies: the text asks for an answer' } as const
const NO_AI = { reply: false, reason: 'No AI on the FREE plan' } as const
const COMPLAINT = { reply: false, reason: 'A complaint goes to a person' } as const
const RISK = { reply: false, reason: 'A person must look at this' } as const
const FILED = 'Filed away: not a message for the venue'

/** Plays one exchange to its end, and often the thank-you after it. */
export function tell(thread: Thread, exchange: Exchange): void {
  const { venue, random } = thread.world
  const { at, script, ending } = exchange
  const filler = fillerFor({ venue, random, at, name: thread.contact.name, of: script.of })
  if (ending === 'by_hand') byHand(thread, exchange, filler)
  else PLAY[ending](begin(thread, exchange, filler))
  if (THANKED.has(ending) && random.chance(0.4)) thank(thread)
}

const PLAY: Record<Exclude<Ending, 'by_hand'>, (telling: Telling) => void> = {
  approved: triage,
  nudged: triage,
  rewritten: triage,
  mistaken: triage,
  not_needed: triage,
  auto: autoSend,
  confirmed: confirm,
  filed: file,
}
const THANKED: ReadonlySet<Ending> = new Set(['approved', 'nudged', 'rewritten', 'mistaken', 'auto'])

function begin(thread: Thread, exchange: Exchange, filler: Filler): Telling {
  const { world } = thread
  const before = exchange.prelude && prelude(thread, exchange, exchange.prelude)
  const { inbound, last } = ask(thread, exchange.at, exchange.script, filler)
  const at = last + world.random.int(9, 12) * SECOND
  if (before) Object.assign(before, { state: 'superseded', stale: true, settledAt: at })
  return { thread, exchange, filler, turnId: world.id('turn'), inbound, at }
}

function ask(thread: Thread, at: number, script: Script, filler: Filler): { inbound: string[]; last: number } {
  const inbound: string[] = []
  let last = at
  for (const [index, text] of script.ask.entries()) {
    if (index > 0) last += thread.world.random.int(3, 7) * SECOND
    inbound.push(thread.receive(last, filler.fill(text)))
  }
  return { inbound, last }
}

function byHand(thread: Thread, { at, script }: Exchange, filler: Filler): void {
  const { world } = thread
  const write = (when: number, text: string) =>
    thread.send(when, { body: filler.fill(text), author: 'staff', by: world.desk() })
  for (const [index, text] of script.ask.entries()) receiveWithoutAi(thread, at + index * 5 * SECOND, filler.fill(text))
  write(world.answered(thread.lastAt), script.staff ?? script.reply)
  const after = world.random.next()
  const later = thread.lastAt + world.random.int(2, 15) * MINUTE
  if (after < 0.15) {
    const aside = world.random.pick(PHRASES.staffAsks)
    receiveWithoutAi(thread, later, aside.ask)
    write(later + world.random.int(1, 9) * MINUTE, aside.reply)
  } else if (after < 0.55) receiveWithoutAi(thread, later, world.random.pick(PHRASES.thanks))
}

function receiveWithoutAi(thread: Thread, at: number, text: string): void {
  const id = thread.receive(at, text)
  const nothing = { intent: null, confidence: 0, input: null }
  thread.decide([id], { turnId: `plan_${id}`, at, outcome: 'no_ai', warrant: NO_AI, ...nothing })
}

function prelude(thread: Thread, { at, intent, confidence }: Exchange, script: Script): Fields<'drafts'> {
  const { world } = thread
  const earlier = at - world.random.int(2, 6) * MINUTE
  const about = { venue: world.venue, random: world.random, at: earlier, name: thread.contact.name, of: script.of }
  const filler = fillerFor(about)
  const { inbound, last } = ask(thread, earlier, script, filler)
  return write({ thread, inbound, at: last + 10 * SECOND }, intent, confidence, compose(filler, script, intent))
}

type Answered = Pick<Telling, 'thread' | 'inbound' | 'at'>

/** The AI's words in the past: every script is sound, which the tests hold them to. */
function compose(filler: Filler, script: Script, intent: IntentKey): Composed {
  const said = { ...SOUND, text: filler.reply(script.reply), citations: filler.citations(script.reply, script) }
  return intent === 'booking_request' ? { ...said, diary: filler.booking() } : said
}

/** Writes the draft and the decision for it. */
export function write(
  { thread, inbound, at }: Answered,
  intent: IntentKey,
  confidence: number,
  reply: Composed,
): Fields<'drafts'> {
  const input = thread.input(intent, at, confidence, reply)
  const rest = { turnId: thread.world.id('turn'), at, intent, confidence, input }
  const draft = thread.draft({ ...rest, inbound: inbound.at(-1)!, reply })
  thread.decide(inbound, { ...rest, outcome: 'drafted', warrant: ASKS, draftId: draft.id })
  return draft
}

function triage(telling: Telling): void {
  const { thread, exchange, filler } = telling
  const { world } = thread
  const draft = write(telling, exchange.intent, exchange.confidence, compose(filler, exchange.script, exchange.intent))
  const by = world.desk()
  const at = Math.max(world.answered(telling.at), telling.at + 30 * SECOND)
  const { ending, script } = exchange
  if (ending === 'mistaken' || ending === 'not_needed') {
    Object.assign(draft, { state: 'rejected', settledBy: by, settledAt: at })
    Object.assign(thread.conversation, { waitingSince: null, unread: false })
    if (ending === 'not_needed') return
    thread.review(draft, 'wrong_intent', false, at)
    thread.send(at + 40 * SECOND, { body: filler.fill(script.staff ?? ''), author: 'staff', by })
    return
  }
  const text = settledText(telling, draft.text)
  const edited = text !== draft.text
  const author = edited ? 'staff' : 'ai'
  const reply = { body: text, author, by, draftId: draft.id } as const
  if (exchange.undone) thread.send(at - 20 * SECOND, { ...reply, state: 'withdrawn' })
  thread.send(at, { ...reply, ...(exchange.failed && { state: 'failed' as const }) })
  const settled = { state: edited ? 'edited' : 'approved', settledBy: by, settledAt: at, settledText: text }
  Object.assign(draft, settled)
  thread.review(draft, edited ? 'edited' : 'approved', wasRight(draft.text, text), at + 6 * SECOND)
}

function settledText({ exchange, filler }: Telling, drafted: string): string {
  if (exchange.ending === 'rewritten') return filler.fill(exchange.script.edited ?? exchange.script.reply)
  if (exchange.ending !== 'nudged') return drafted
  const nudges = [
    drafted.replace(/^Hi ([^,]+),/, 'Hello $1,'),
    drafted.replace(/\.( \([^)]*\))$/, '!$1'),
    drafted.replace(/( \([^)]*\))$/, ' x$1'),
  ]
  return nudges.find((text) => text !== drafted && wasRight(drafted, text)) ?? drafted
}

function autoSend(telling: Telling): void {
  const { thread, exchange, filler, turnId, inbound, at } = telling
  const { intent, confidence, script } = exchange
  const reply = compose(filler, script, intent)
  const rest = { turnId, at, intent, confidence, input: thread.input(intent, at, confidence, reply) }
  const draft = thread.draft({ ...rest, inbound: inbound.at(-1)!, reply })
  Object.assign(draft, { state: 'auto', settledAt: at })
  const messageId = thread.send(at, { body: reply.text, author: 'ai', by: null, draftId: draft.id, turnId })
  thread.decide(inbound, { ...rest, outcome: 'auto_queued', warrant: ASKS, draftId: draft.id, messageId })
}

/** An escalation, not yet looked at. */
export function escalate(
  thread: Thread,
  about: { inbound: readonly string[]; at: number; intent: IntentKey; confidence: number; severity: 'low' | 'high' },
): Fields<'drafts'> {
  const { inbound, at, intent, confidence, severity } = about
  const turnId = thread.world.id('turn')
  const input = thread.input(intent, at, confidence)
  const rest = { turnId, at, intent, confidence, severity, input }
  const draft = thread.draft({ ...rest, inbound: inbound.at(-1)!, reply: null })
  const warranted = intent === 'risk' ? RISK : COMPLAINT
  thread.decide(inbound, { ...rest, outcome: 'escalated', warrant: warranted, draftId: draft.id })
  return draft
}

function confirm({ thread, exchange, filler, inbound, at }: Telling): void {
  const { intent, topic, confidence, script } = exchange
  const draft = escalate(thread, { inbound, at, intent, confidence, severity: script.severity ?? 'high' })
  const by = thread.world.desk()
  const settledAt = thread.world.answered(at)
  Object.assign(draft, { state: 'approved', settledBy: by, settledAt })
  thread.review(draft, 'confirmed', topic === intent, settledAt)
  thread.send(settledAt + MINUTE, { body: filler.fill(script.staff ?? ''), author: 'staff', by })
}

function file({ thread, exchange, turnId, inbound, at }: Telling): void {
  const { intent, confidence } = exchange
  const input = thread.input(intent, at, confidence)
  thread.decide(inbound, { turnId, at, outcome: 'off', warrant: ASKS, intent, confidence, input })
  thread.line(at, FILED, inbound.at(-1)!)
  thread.close()
}

/** A thank-you that needs no reply. */
export function thank(thread: Thread, text = thread.world.random.pick(PHRASES.thanks)): void {
  const { world, conversation } = thread
  const at = Math.min(thread.lastAt + world.random.int(60, 900) * SECOND, world.now - MINUTE)
  if (at <= thread.lastAt) return
  const inbound = thread.receive(at, text)
  const decidedAt = at + 9 * SECOND
  const asked = warrant([text])
  const input = thread.input('general', decidedAt, 0)
  const verdict = { turnId: world.id('turn'), at: decidedAt, outcome: 'quiet', warrant: asked } as const
  thread.decide([inbound], { ...verdict, intent: 'general', confidence: 0, input })
  thread.line(decidedAt, asked.reason, inbound)
  Object.assign(conversation, { waitingSince: null, unread: false })
}
