/** What lies in the demo's pool right now (assets/demo/now.json): drafts to review, escalations, threads in every state. */
import { DateTime } from 'luxon'
import { z } from 'zod'
import { DAY, HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import { intentKey } from '#shared/intents.ts'
import { replyMode } from '#shared/rows.ts'
import now from '../../assets/demo/now.json' with { type: 'json' }
import { checkText } from '../pipeline/check.ts'
import type { Fields } from '../storage/tx.ts'
import { ASKS, escalate, thank, write } from './exchanges.ts'
import { type Filler, fillerFor } from './phrases.ts'
import type { Person, Thread } from './thread.ts'

const severity = z.enum(['low', 'high'])
const base = z.object({
  name: z.string().nullable(),
  /** Minutes. */
  ago: z.number(),
  ask: z.array(z.string()).min(1),
  media: z.number().default(0),
  bridal: z.boolean().default(false),
  assignee: z.string().optional(),
  flag: z.enum(['opt_out', 'cancel', 'risk']).optional(),
  replyMode: replyMode.optional(),
  personal: z.boolean().default(false),
  /** Whether they may have texted before. */
  known: z.boolean().default(true),
})
const written = base.extend({
  intent: intentKey,
  confidence: z.number(),
  reply: z.string(),
  of: z.string().optional(),
  cite: z.array(z.string()).default([]),
  fact: z.string().optional(),
  facts: z.array(z.string()).default([]),
})
const schema = z.array(
  z.discriminatedUnion('kind', [
    written.extend({ kind: z.literal('draft'), thanks: z.string().optional() }),
    written.extend({
      kind: z.literal('sent'),
      state: z.enum(['delivered', 'failed', 'unknown']),
      snooze: z.union([z.number(), z.literal('reply')]).optional(),
    }),
    written.extend({
      kind: z.literal('handed_off'),
      route: z.string(),
      note: z.string().nullable(),
      after: z.string().optional(),
    }),
    base.extend({ kind: z.literal('escalation'), intent: intentKey, confidence: z.number(), severity }),
    base.extend({ kind: z.literal('waiting'), why: z.enum(['personal', 'off', 'opt_out']) }),
    base.extend({ kind: z.literal('keyword'), word: z.string(), before: z.string().optional() }),
  ]),
)

export const TODAY = schema.parse(now)
type Entry = (typeof TODAY)[number]
type Written = Extract<Entry, { kind: 'draft' | 'sent' | 'handed_off' }>

export function personOf(entry: Entry, number: string): Person {
  return { name: entry.name, number, agentId: entry.bridal ? 'agent_bridal' : 'agent_front_desk' }
}

/** Plays one entry in its thread, which may have a past. */
export function tellToday(thread: Thread, entry: Entry): void {
  const { world, conversation } = thread
  Object.assign(conversation, { assigneeId: entry.assignee ?? null, replyMode: entry.replyMode ?? null })
  conversation.personal = entry.personal
  // Whatever the past left unanswered was closed then.
  conversation.waitingSince = null
  const at = world.now - entry.ago * MINUTE
  const of = 'of' in entry && entry.of !== undefined ? [entry.of] : undefined
  const filler = fillerFor({ venue: world.venue, random: world.random, at, name: entry.name, of })
  if (entry.kind === 'keyword' && entry.before !== undefined) stopAndStart(thread, at - 30 * DAY, entry.before)
  const inbound = entry.ask.map((text, n) =>
    thread.receive(at + n * 6 * SECOND, filler.fill(text), n === entry.ask.length - 1 ? entry.media : 0),
  )
  const turn = { inbound, at: at + entry.ask.length * 6 * SECOND + 4 * SECOND, filler }
  switch (entry.kind) {
    case 'draft':
      draftNow(thread, entry, turn)
      break
    case 'sent':
      sentNow(thread, entry, turn)
      break
    case 'handed_off':
      handedOff(thread, entry, turn)
      break
    case 'escalation':
      escalate(thread, { ...turn, ...entry })
      break
    case 'waiting':
      waiting(thread, entry.why, turn)
      break
    case 'keyword':
      keyword(thread, entry.word, inbound[0]!, at)
  }
  if (entry.flag) conversation.flag = entry.flag
}

interface Turn {
  readonly inbound: readonly string[]
  readonly at: number
  readonly filler: Filler
}

/** Judged as the AI judges itself, so that what waits for review says truly what is wrong with it. */
function draftFor(thread: Thread, entry: Written, { inbound, at, filler }: Turn): Fields<'drafts'> {
  const { intent, confidence, reply, cite, fact, facts } = entry
  const text = filler.reply(reply)
  const citations = filler.citations(reply, { cite, facts: fact === undefined ? facts : [fact] })
  const { venue } = thread.world
  const found = checkText({ text, intent, texts: entry.ask.map(filler.fill), venue, now: at, citations })
  return write({ thread, inbound, at }, intent, confidence, { ...found, text, citations })
}

function draftNow(thread: Thread, entry: Extract<Entry, { kind: 'draft' }>, turn: Turn): void {
  const draft = draftFor(thread, entry, turn)
  if (entry.thanks === undefined) return
  const waiting = thread.conversation.waitingSince
  thank(thread, entry.thanks)
  Object.assign(thread.conversation, { waitingSince: waiting, unread: true })
  draft.stale = true
}

function sentNow(thread: Thread, entry: Extract<Entry, { kind: 'sent' }>, turn: Turn): void {
  const { world, conversation } = thread
  const draft = draftFor(thread, entry, turn)
  const by = world.desk()
  const at = Math.min(world.answered(turn.at), turn.at + entry.ago * 15 * SECOND)
  Object.assign(draft, { state: 'approved', settledBy: by, settledAt: at, settledText: draft.text })
  thread.send(at, { body: draft.text, author: 'ai', by, draftId: draft.id, state: entry.state })
  if (entry.snooze !== undefined)
    Object.assign(conversation, { state: 'snoozed', snoozedUntil: until(thread, entry.snooze) })
}

/** That many days on, at nine. */
function until({ world }: Thread, snooze: number | 'reply'): number | 'reply' {
  if (snooze === 'reply') return snooze
  const day = DateTime.fromMillis(world.now, { zone: world.venue.timeZone }).startOf('day').plus({ days: snooze })
  return day.plus({ hours: 9 }).toMillis()
}

function handedOff(thread: Thread, entry: Extract<Entry, { kind: 'handed_off' }>, turn: Turn): void {
  const draft = draftFor(thread, entry, turn)
  const at = turn.at + 5 * MINUTE
  const by = entry.assignee ?? thread.world.desk()
  Object.assign(draft, { state: 'dropped', settledBy: by, settledAt: at })
  thread.conversation.handoff = { route: entry.route, by, at, note: entry.note }
  thread.line(at, `Handed off: ${entry.route}`, null)
  if (entry.after) thread.send(at + HOUR, { body: turn.filler.fill(entry.after), author: 'staff', by })
}

const WANTS_NO_MORE = { reply: false, reason: 'They may want no more texts: a person decides' } as const

/** No AI touches these; somebody has to look. */
function waiting(thread: Thread, why: 'personal' | 'off' | 'opt_out', { inbound, at }: Turn): void {
  const asked = why === 'opt_out' ? WANTS_NO_MORE : ASKS
  const intent = why === 'opt_out' ? null : 'general'
  const confidence = intent === null ? 0 : 0.71
  const input = thread.input(intent, at, confidence)
  const outcome = why === 'opt_out' ? 'quiet' : 'off'
  thread.decide(inbound, { turnId: thread.world.id('turn'), at, outcome, warrant: asked, intent, confidence, input })
  if (why === 'opt_out') thread.line(at, asked.reason, inbound.at(-1)!)
}

/** Opted out a month ago, and in again a day later. */
function stopAndStart(thread: Thread, at: number, word: string): void {
  keyword(thread, 'STOP', thread.receive(at, 'STOP'), at)
  keyword(thread, word, thread.receive(at + DAY, word), at + DAY)
}

const OPTED_OUT = 'Opted out by keyword: no text leaves for this number any more'
const OPTED_IN = 'Opted in again by keyword'

function keyword(thread: Thread, word: string, inbound: string, at: number): void {
  const stops = word !== 'START'
  const reason = stops ? OPTED_OUT : OPTED_IN
  thread.optOut(at, word, stops)
  thread.line(at, reason, inbound)
  const nothing = { intent: null, confidence: 0, input: null }
  const warrant = { reply: false, reason }
  thread.decide([inbound], { turnId: `keyword_${inbound}`, at, outcome: 'keyword', warrant, ...nothing })
  thread.conversation.waitingSince = null
}
