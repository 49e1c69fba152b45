/** One customer's thread: writes the rows of what happens in it, and keeps the conversation in step. */
import { DAY, HOUR, SECOND } from '#shared/clock.ts'
import type { Outcome } from '#shared/decision.ts'
import type { Citation } from '#shared/facts.ts'
import { evaluateGates, failedGates, type GateInput } from '#shared/gates.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { Course, Judged } from '#shared/outcome.ts'
import { localDate } from '#shared/quiet.ts'
import type { DraftDiary, MessageRow, Row } from '#shared/rows.ts'
import type { Findings } from '../pipeline/check.ts'
import type { Fields } from '../storage/tx.ts'
import { DEMO } from './venue.ts'
import type { World } from './world.ts'

const ENGINE = 'local'
const UNDO = 5 * SECOND
const HOLD = 20 * SECOND
/** 30003: the phone could not be reached. */
const REASONS = { delivered: null, failed: '30003', unknown: 'timeout', withdrawn: 'undone' } as const

export interface Person {
  readonly name: string | null
  readonly number: string
  readonly agentId: string
}

interface Sent {
  readonly body: string
  readonly author: 'staff' | 'ai'
  /** null: sent by itself. */
  readonly by: string | null
  readonly draftId?: string
  readonly turnId?: string
  readonly state?: 'delivered' | 'failed' | 'unknown' | 'withdrawn'
}

interface Verdict {
  readonly turnId: string
  readonly at: number
  readonly outcome: Outcome
  readonly warrant: { readonly reply: boolean; readonly reason: string }
  readonly intent: IntentKey | null
  readonly confidence: number
  readonly severity?: 'low' | 'high' | undefined
  /** What the gates read; null: it came to no judgement. */
  readonly input: GateInput | null
  readonly draftId?: string
  readonly messageId?: string
}

interface Drafted {
  readonly turnId: string
  readonly at: number
  readonly inbound: string
  readonly intent: IntentKey
  readonly confidence: number
  readonly input: GateInput | null
  readonly severity?: 'low' | 'high' | undefined
  /** null: an escalation. */
  readonly reply: Composed | null
}

/** A reply with what it rests on and what is wrong with it. */
export interface Composed extends Findings {
  readonly text: string
  readonly citations: readonly Citation[]
  /** What it confirms; absent: nothing. */
  readonly diary?: DraftDiary
}

/** Nothing is wrong with it. */
export const SOUND: Findings = { problems: [], guardrailProblems: [], disclosureMissing: false, mustEdit: false }

export class Thread {
  readonly world: World
  readonly person: Person
  readonly contact: Row<'contacts'>
  readonly conversation: Row<'conversations'>

  constructor(world: World, person: Person, at: number) {
    this.world = world
    this.person = person
    this.contact = {
      id: world.id('contact'),
      name: person.name,
      number: person.number,
      optedOut: false,
      consent: [],
      createdAt: at,
    }
    this.conversation = {
      id: world.id('conv'),
      channel: 'sms',
      contactId: this.contact.id,
      customerName: person.name,
      customerNumber: person.number,
      state: 'open',
      replyMode: null,
      agentId: person.agentId,
      assigneeId: null,
      handoff: null,
      personal: false,
      unread: false,
      waitingSince: null,
      lastMessageAt: at,
      lastText: '',
      lastAuthor: 'customer',
      lastInboundSeq: 0,
      humanUntil: null,
      snoozedUntil: null,
      mergedInto: null,
      flag: null,
      createdAt: at,
    }
    world.book.contacts.push(this.contact)
    world.book.conversations.push(this.conversation)
  }

  get lastAt(): number {
    return this.conversation.lastMessageAt
  }

  /** @returns the id of the text that came in. */
  receive(at: number, body: string, media = 0): string {
    const id = this.world.id('msg')
    const { lastAuthor, lastMessageAt, waitingSince } = this.conversation
    // What the AI had answered by itself was looked through and closed by the next day.
    const over = lastAuthor === 'ai' && at - lastMessageAt > DAY
    this.#message({ id, direction: 'in', body, media, state: 'received', author: 'customer', createdAt: at }, at)
    const waits = over ? at : (waitingSince ?? at)
    Object.assign(this.conversation, { waitingSince: waits, state: 'open', unread: true })
    return id
  }

  /** A text to the customer. @returns its id. */
  send(at: number, sent: Sent): string {
    const id = this.world.id('msg')
    const { state = 'delivered', by, author } = sent
    const auto = by === null
    const notBefore = at + (auto ? HOLD : UNDO)
    const left = state !== 'withdrawn'
    const accepted = state === 'delivered' || state === 'failed'
    this.#message(
      {
        id,
        direction: 'out',
        body: sent.body,
        state,
        author,
        authorId: by,
        draftId: sent.draftId ?? null,
        auto,
        turnId: auto ? (sent.turnId ?? null) : null,
        providerId: accepted ? this.world.providerId(id) : null,
        reason: REASONS[state],
        notBefore: left ? notBefore : null,
        sentAt: accepted ? notBefore + SECOND : null,
        attempts: left ? 1 : 0,
        claimId: left ? `claim_${id}` : null,
        sendBefore: left ? notBefore + 2 * SECOND : null,
        toNumber: this.contact.number,
        epoch: 0,
        createdAt: at,
      },
      at,
    )
    if (left) this.#noteSent(at, auto, sent.draftId === undefined)
    if (auto && left) this.#charge(id, notBefore + SECOND)
    return id
  }

  #noteSent(at: number, auto: boolean, byHand: boolean): void {
    const c = this.conversation
    c.unread = false
    if (!auto) c.waitingSince = null
    if (byHand) c.humanUntil = at + HOUR
  }

  #charge(messageId: string, at: number): void {
    this.world.book.capLog.push({ messageId, at, day: localDate(this.world.venue.timeZone, at) })
  }

  /** A quiet line. */
  line(at: number, body: string, inboundMessageId: string | null): void {
    const id = this.world.id('msg')
    const row = { id, direction: 'system', body, state: 'received', author: 'system', inboundMessageId } as const
    this.#message({ ...row, createdAt: at }, null)
  }

  #message(
    row: Pick<MessageRow, 'id' | 'direction' | 'body' | 'state' | 'author' | 'createdAt'> & Partial<Fields<'messages'>>,
    newest: number | null,
  ): void {
    const inbound = row.direction === 'in'
    this.world.book.messages.push({
      conversationId: this.conversation.id,
      media: 0,
      providerId: inbound ? this.world.providerId(row.id) : null,
      authorId: null,
      draftId: null,
      auto: false,
      notBefore: null,
      reason: null,
      inboundMessageId: null,
      sentAt: null,
      decided: inbound ? 1 : 0,
      attempts: 0,
      override: 0,
      ...row,
    } as Fields<'messages'>)
    if (newest === null || row.state === 'withdrawn') return
    const lastText = row.body.trim() === '' ? 'Sent a picture' : row.body.slice(0, 160)
    const lastAuthor = inbound ? 'customer' : row.auto ? 'ai' : 'staff'
    Object.assign(this.conversation, { lastMessageAt: newest, lastText, lastAuthor })
  }

  /** What the gates read of a reply that would answer now. */
  input(intent: IntentKey | null, at: number, confidence: number, found: Findings = SOUND): GateInput {
    const { agentId, replyMode, personal, handoff, humanUntil } = this.conversation
    return {
      ...this.world.gates(intent ?? 'unknown', at),
      agentMode: DEMO.agents.find((agent) => agent.id === agentId)!.replyMode,
      conversationMode: replyMode,
      confidence,
      optedOut: this.contact.optedOut,
      personal,
      handedOff: handoff !== null,
      humanUntil,
      problems: found.problems.map((one) => one.code),
      guardrailProblems: found.guardrailProblems.map((one) => one.code),
      disclosureMissing: found.disclosureMissing,
    }
  }

  /** The decision on a turn's texts: the last carries it, the earlier ones are merged into it. */
  decide(inbound: readonly string[], verdict: Verdict): void {
    const { turnId, at, outcome, intent, confidence, severity = null, input } = verdict
    const last = inbound.at(-1)!
    const gates = input ? evaluateGates(input) : []
    const judged = input && JSON.stringify({ course: courseOf(verdict), input } satisfies Judged)
    for (const id of inbound) {
      this.world.book.decisions.push({
        id,
        inboundMessageId: id,
        conversationId: this.conversation.id,
        turnId,
        warrant: verdict.warrant,
        intent,
        confidence,
        rawConfidence: confidence,
        severity,
        engine: outcome === 'no_ai' || outcome === 'keyword' ? 'none' : ENGINE,
        gates,
        outcome: id === last ? outcome : 'merged',
        reasons: failedGates(gates),
        intoMessageId: id === last ? null : last,
        draftId: verdict.draftId ?? null,
        messageId: verdict.messageId ?? null,
        judged: id === last ? judged : null,
        at,
      })
    }
  }

  /** A pending draft or escalation; costs a Spark where text was written. */
  draft(drafted: Drafted): Fields<'drafts'> {
    const { turnId, at, intent, confidence, reply, severity = null } = drafted
    const draft: Fields<'drafts'> = {
      id: this.world.id('draft'),
      conversationId: this.conversation.id,
      inboundMessageId: drafted.inbound,
      turnId,
      kind: reply === null ? 'escalation' : 'reply',
      intent,
      severity,
      confidence,
      rawConfidence: confidence,
      text: reply?.text ?? '',
      citations: [...(reply?.citations ?? [])],
      diary: reply?.diary ?? null,
      state: 'pending',
      stale: false,
      reasons: reply === null ? [] : drafted.input ? failedGates(evaluateGates(drafted.input)) : [],
      problems: reply === null ? [] : [...reply.problems, ...reply.guardrailProblems],
      mustEdit: reply?.mustEdit ?? false,
      returned: null,
      createdAt: at,
      settledBy: null,
      settledAt: null,
      settledText: null,
    }
    this.world.book.drafts.push(draft)
    if (reply !== null) {
      this.world.book.wallet.push({ id: `spark_${turnId}`, turnId, delta: -1, at, reason: 'reply', by: null })
    }
    return draft
  }

  review(draft: Fields<'drafts'>, kind: string, right: boolean, at: number): void {
    const { id, intent, confidence } = draft
    const review = { draftId: id, intent, right: right ? 1 : 0, kind, at, confidence }
    this.world.book.evidence.push({ ...review, rawConfidence: confidence, counts: 1 })
  }

  optOut(at: number, word: string, on: boolean): void {
    this.contact.optedOut = on
    this.contact.consent.push({ at, on: !on, by: 'customer', how: word })
  }

  close(): void {
    Object.assign(this.conversation, {
      state: 'closed',
      waitingSince: null,
      unread: false,
      humanUntil: null,
      flag: null,
      snoozedUntil: null,
    })
  }
}

/** What must have been thought of a text for that to have come of it. */
const courseOf = ({ intent, warrant, outcome }: Verdict): Course => ({
  intent,
  warranted: warrant.reply,
  optOut: intent === null && outcome === 'quiet',
  handover: outcome === 'handed_off',
  written: outcome === 'drafted' || outcome === 'auto_queued',
  overtaken: false,
})
