/**
 * A big venue as one stream of rows, in the order of its feed: the same size gives the same rows on every machine. The
 * demo venue's settings come first (`base`), then customers with their conversations, ten messages each.
 */
import { DAY, MINUTE } from '#shared/clock.ts'
import type { Change } from '#shared/feed.ts'
import type { Row, TableName } from '#shared/rows.ts'
import { conversationRow, draftRow, messageRow } from '../../electron/desk/testing-rows.ts'
import { type Random, seeded } from '../../sync-server/demo/random.ts'
import { DEMO } from '../../sync-server/demo/venue.ts'
import { readCorpus } from '../../sync-server/engines/local/corpus-files.ts'

/** Nothing in it is younger: Wednesday 18 November 2026, 10:00 in London. */
export const NOW = Date.parse('2026-11-18T10:00:00Z')
export const MESSAGES_EACH = 10
/** Conversations that go on at the same time: their messages lie interleaved, as they do in life. */
const AT_ONCE = 2_000
const LAST_YEARS = 2 * 365 * DAY

/** What stands in a view: the newest conversations need somebody, those before were handled, the oldest are done. */
const needsYou = (conversations: number): number => Math.max(conversations * 0.1, Math.min(300, conversations * 0.3))
const AI_HANDLED = 0.1
const HANDED_OFF = 20

export type BigRow = { [T in TableName]: { table: T; id: string; seq: number; row: Row<T> } }[TableName]

interface Shape {
  readonly conversations: number
  /** Rows of the feed that are there already. */
  readonly base: readonly Change[]
}

/** Replies that hold in the demo venue, so that whatever is approved can leave. */
const REPLIES = [
  ['pricing', 'A trim is £35. Would you like me to find you a time?'],
  ['pricing', 'Gel nails are £32. Would you like me to find you a time?'],
  ['general', 'Thank you, that is kind of you. See you soon!'],
  ['general', 'Thanks for letting us know. See you soon!'],
] as const

/** Rows in the order of their sequence numbers, which go on from those of the base. */
export function* bigVenue({ conversations, base }: Shape): Generator<BigRow> {
  const random = seeded(conversations)
  const texts = readCorpus().samples.map((sample) => sample.text)
  let seq = base.at(-1)?.seq ?? 0
  const row = <T extends TableName>(table: T, content: Row<T>) => {
    seq += 1
    return { table, id: content.id, seq, row: content } as BigRow
  }
  for (let from = 0; from < conversations; from += AT_ONCE) {
    const group = Array.from({ length: Math.min(AT_ONCE, conversations - from) }, (_, i) =>
      begin(from + i, conversations, random),
    )
    for (const one of group) yield row('contacts', contactOf(one))
    for (let round = 0; round < MESSAGES_EACH; round++) {
      for (const one of group) {
        const message = messageOf(one, round, random.pick(texts), random)
        const made = row('messages', message)
        if (message.direction === 'in') {
          one.lastInboundSeq = made.seq
          one.lastInboundId = message.id
        }
        one.last = message
        yield made
      }
    }
    for (const one of group) {
      if (one.kind === 'needs_you') yield row('drafts', draftOf(one, random))
      yield row('conversations', conversationOf(one))
    }
  }
}

/** Nobody's: British numbers that begin with 4 have never been given out. As spread as real ones, no two alike. */
export const customerNumber = (n: number): string => `+444${String((n * 387_420_489) % 1e9).padStart(9, '0')}`

interface Person {
  readonly id: string
  readonly contactId: string
  readonly name: string | null
  readonly number: string
  readonly kind: 'needs_you' | 'ai_handled' | 'handed_off' | 'snoozed' | 'done'
  /** When its last message came. */
  readonly at: number
  readonly agentId: string
  lastInboundSeq: number
  lastInboundId: string
  last: Row<'messages'> | null
}

function begin(n: number, of: number, random: Random): Person {
  const fromEnd = of - n
  const kind =
    fromEnd <= needsYou(of)
      ? 'needs_you'
      : fromEnd <= needsYou(of) + of * AI_HANDLED
        ? 'ai_handled'
        : n < HANDED_OFF
          ? 'handed_off'
          : random.chance(0.03)
            ? 'snoozed'
            : 'done'
  return {
    id: uuid(random),
    contactId: uuid(random),
    name: random.chance(0.12) ? null : `${name(random)} ${name(random)}`,
    number: customerNumber(n),
    kind,
    at: NOW - Math.floor((1 - (n + 1) / of) * LAST_YEARS) - 5 * MINUTE,
    agentId: DEMO.agents[n % 14 === 3 ? 1 : 0]!.id,
    lastInboundSeq: 0,
    lastInboundId: '',
    last: null,
  }
}

function contactOf({ contactId, name, number, at }: Person): Row<'contacts'> {
  return { id: contactId, name, number, optedOut: false, consent: [], createdAt: at - MESSAGES_EACH * DAY }
}

/** Who writes which of the ten; the last one is what the list shows. */
const inbound = (kind: Person['kind'], round: number): boolean =>
  round === MESSAGES_EACH - 1 ? kind === 'needs_you' || kind === 'handed_off' : round % 2 === 0 || round === 7

function messageOf(one: Person, round: number, text: string, random: Random): Row<'messages'> {
  const incoming = inbound(one.kind, round)
  const at = one.at - (MESSAGES_EACH - 1 - round) * (DAY + 7 * MINUTE)
  // Some words are rare in life, too: names, numbers, references.
  const body = random.chance(0.25) ? `${text} ${name(random)} ${random.int(1, 99_999)}` : text
  return messageRow({
    id: uuid(random),
    conversationId: one.id,
    direction: incoming ? 'in' : 'out',
    body,
    state: incoming ? 'received' : 'delivered',
    providerId: `SM${uuid(random).replaceAll('-', '')}`,
    author: incoming ? 'customer' : one.kind === 'ai_handled' && round === MESSAGES_EACH - 1 ? 'ai' : 'staff',
    authorId: incoming ? null : DEMO.people[1]!.id,
    createdAt: at,
    sentAt: incoming ? null : at + 1_500,
  })
}

function draftOf(one: Person, random: Random): Row<'drafts'> {
  const [intent, text] = random.pick(REPLIES)
  return draftRow(uuid(random), one.id, {
    inboundMessageId: one.lastInboundId,
    turnId: uuid(random),
    intent,
    confidence: 0.7 + random.int(0, 29) / 100,
    text,
    createdAt: one.at + 9_000,
  })
}

function conversationOf(one: Person): Row<'conversations'> {
  const { id, kind, at, agentId, last, lastInboundSeq } = one
  const waits = kind === 'needs_you' || kind === 'handed_off'
  return conversationRow(id, {
    contactId: one.contactId,
    customerName: one.name,
    customerNumber: one.number,
    agentId,
    state: kind === 'done' ? 'closed' : kind === 'snoozed' ? 'snoozed' : 'open',
    snoozedUntil: kind === 'snoozed' ? 'reply' : null,
    handoff: kind === 'handed_off' ? { route: 'Front desk', by: DEMO.people[1]!.id, at, note: null } : null,
    unread: kind === 'needs_you',
    waitingSince: waits ? at : null,
    lastMessageAt: at,
    lastText: last?.body.slice(0, 160) ?? '',
    lastAuthor: last?.author ?? 'customer',
    lastInboundSeq,
    createdAt: at - MESSAGES_EACH * DAY,
  })
}

/** As spread as a real one: an index meets it in no order. */
function uuid(random: Random): string {
  const hex = () => random.int(0, 0xff_ff_ff_ff).toString(16).padStart(8, '0')
  const [a, b, c, d] = [hex(), hex(), hex(), hex()]
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`
}

const ONSETS = ['b', 'br', 'c', 'ch', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'r', 's', 'sh', 't', 'v', 'w']
const NUCLEI = ['a', 'e', 'i', 'o', 'u', 'ai', 'ee', 'ou']
const CODAS = ['', 'n', 'l', 'r', 's', 'th', 'x', 'm']

function name(random: Random): string {
  const syllables = Array.from(
    { length: random.int(2, 3) },
    () => random.pick(ONSETS) + random.pick(NUCLEI) + random.pick(CODAS),
  ).join('')
  return syllables[0]!.toUpperCase() + syllables.slice(1)
}
