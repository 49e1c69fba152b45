/** The list against a plain filter of all rows: the same conversations, the same counts, the same order. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { type Filter, filter, ORDERS, type Order } from '#shared/filters.ts'
import { GATE_CODES } from '#shared/gates.ts'
import { asOne, type Members } from '#shared/merged.ts'
import type { ConversationRow, DecisionRow, DraftRow } from '#shared/rows.ts'
import { deepRuns } from '#shared/testing.ts'
import { VIEWS, type View } from '#shared/views.ts'
import { members, SETS, setOf, size } from './bits.ts'
import { prepareList } from './inbox-queries.ts'
import { openMirrorWriter } from './mirror-writer.ts'
import { prepareScope } from './scope.ts'
import { conversationRow, decisionRow, draftRow } from './testing-rows.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-pool-'))
afterAll(() => rmSync(folder, { recursive: true }))

const AGENTS = ['a1', 'a2']
const PEOPLE = ['staff', 'owner']
const INTENTS = ['pricing', 'hours', 'risk'] as const
const GATES = GATE_CODES.slice(0, 4)
const ME = 'staff'

interface Given {
  readonly conversation: ConversationRow
  readonly draft: DraftRow | null
  readonly decision: DecisionRow | null
}

const time = fc.integer({ min: 1, max: 8 })
const intent = fc.constantFrom(...INTENTS)
const gates = fc.subarray(GATES)

/** A conversation of that number; few values, so that many are alike. */
const given = (n: number): fc.Arbitrary<Given> =>
  fc
    .record({
      agentId: fc.constantFrom(...AGENTS),
      channel: fc.constantFrom('sms', 'email'),
      contactId: fc.constantFrom('p1', 'p2', 'p3'),
      state: fc.constantFrom('open', 'open', 'snoozed', 'closed'),
      assigneeId: fc.constantFrom(null, ...PEOPLE),
      replyMode: fc.constantFrom(null, 'off', 'draft', 'auto'),
      lastAuthor: fc.constantFrom('customer', 'staff', 'ai'),
      waitingSince: fc.option(time),
      lastMessageAt: time,
      handedOff: fc.boolean(),
      flag: fc.constantFrom(null, null, 'risk', 'opt_out'),
      mergedInto: fc.constantFrom(null, null, null, 'c0'),
      draft: fc.option(fc.record({ intent, gates, escalation: fc.boolean() })),
      decision: fc.option(fc.record({ intent: fc.option(intent), gates })),
    })
    .map(({ handedOff, draft, decision, ...rest }) => {
      const id = `c${n}`
      const handoff = handedOff ? { route: 'call', by: 'staff', at: 1, note: null } : null
      const kind = draft?.escalation ? 'escalation' : 'reply'
      return {
        conversation: conversationRow(id, { ...rest, handoff } as Partial<ConversationRow>),
        draft: draft && draftRow(`d${n}`, id, { intent: draft.intent, reasons: draft.gates, kind }),
        decision: decision && decisionRow(`e${n}`, id, { intent: decision.intent, reasons: decision.gates }),
      }
    })

const someFilter: fc.Arbitrary<Filter> = fc
  .record({
    agent: fc.option(fc.subarray([...AGENTS, 'gone'], { minLength: 1 }), { freq: 3 }),
    channel: fc.option(fc.subarray(['sms', 'email'], { minLength: 1 }), { freq: 3 }),
    customer: fc.option(fc.subarray(['p1', 'p2', 'nobody'], { minLength: 1 }), { freq: 3 }),
    intent: fc.option(fc.subarray([...INTENTS], { minLength: 1 }), { freq: 3 }),
    gate: fc.option(fc.subarray([...GATES], { minLength: 1 }), { freq: 3 }),
    state: fc.option(fc.subarray(['open', 'snoozed', 'closed'] as const, { minLength: 1 }), { freq: 3 }),
    assignee: fc.option(fc.subarray(['me', 'nobody', 'owner'], { minLength: 1 }), { freq: 3 }),
    replyMode: fc.option(fc.subarray(['off', 'draft', 'auto', 'agent'] as const, { minLength: 1 }), { freq: 3 }),
  })
  .map((values) => filter.parse(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))))

/** What is merged into one that stands for itself is one with it; a thread may be several customers. */
type Thread = Given & { readonly contactIds: readonly string[] }

function threadsOf(all: readonly Given[]): Thread[] {
  return all
    .filter(({ conversation: c }) => c.mergedInto === null)
    .map((root) => {
      const merged = all.filter(({ conversation: c }) => c.mergedInto === root.conversation.id)
      const parts = [root, ...merged.toSorted((a, b) => (a.conversation.id < b.conversation.id ? -1 : 1))]
      const rows = parts.map((part) => part.conversation)
      const drafts = parts.flatMap((part) => part.draft ?? [])
      return {
        conversation: asOne(rows as unknown as Members),
        draft: drafts.toSorted((a, b) => (a.id < b.id ? -1 : 1))[0] ?? null,
        decision: parts.flatMap((part) => part.decision ?? [])[0] ?? null,
        contactIds: rows.map((c) => c.contactId),
      }
    })
}

/** What a person would say of each view, in plain words and one by one. */
function isIn(view: View, { conversation: c, draft }: Given): boolean {
  const waits = c.waitingSince !== null && c.lastAuthor !== 'ai'
  const needs = draft !== null || (c.state === 'open' && (c.handoff !== null || waits))
  switch (view) {
    case 'everything':
      return true
    case 'snoozed':
      return c.state === 'snoozed'
    case 'needs_you':
      return c.state !== 'snoozed' && needs
    case 'handed_off':
      return c.state !== 'snoozed' && c.handoff !== null
    case 'done':
      return c.state === 'closed' && draft === null
    case 'ai_handled':
      return c.state === 'open' && !needs && c.lastAuthor === 'ai'
    case 'sending_soon':
      return false
  }
}

function passes(f: Filter, { conversation: c, draft, decision, contactIds }: Thread): boolean {
  const anyOf = (wanted: readonly string[] | undefined, ...values: (string | null | undefined)[]) =>
    wanted === undefined || values.some((value) => value != null && wanted.includes(value))
  const mine = c.assigneeId === ME ? 'me' : c.assigneeId === null ? 'nobody' : null
  return (
    anyOf(f.agent, c.agentId) &&
    anyOf(f.channel, c.channel) &&
    anyOf(f.customer, ...contactIds) &&
    anyOf(f.intent, draft ? draft.intent : decision?.intent) &&
    anyOf(f.gate, ...((draft ?? decision)?.reasons ?? [])) &&
    anyOf(f.state, c.state) &&
    anyOf(f.assignee, c.assigneeId, mine) &&
    anyOf(f.replyMode, c.replyMode ?? 'agent')
  )
}

function inOrder(order: Order, all: readonly Given[]): Given[] {
  const urgency = ({ conversation: c, draft }: Given) => {
    const escalated = draft?.kind === 'escalation'
    if (c.flag === 'risk' || (escalated && draft.intent === 'risk')) return 3
    return escalated ? 2 : c.handoff !== null ? 1 : 0
  }
  // Who waits longest first; behind them whom nobody waits for, the newest first.
  const waits = ({ conversation: { waitingSince, lastMessageAt } }: Given) => waitingSince ?? 1_000_000 - lastMessageAt
  const newest = (a: Given, b: Given) => b.conversation.lastMessageAt - a.conversation.lastMessageAt
  const longest = (a: Given, b: Given) => urgency(b) - urgency(a) || waits(a) - waits(b)
  const byId = (a: Given, b: Given) => (a.conversation.id < b.conversation.id ? -1 : 1)
  return all.toSorted((a, b) => (order === 'newest' ? newest(a, b) : longest(a, b)) || byId(a, b))
}

const COUNT = 24
const landing = fc
  .uniqueArray(fc.nat(COUNT - 1), { minLength: 1, maxLength: COUNT })
  .chain((numbers) =>
    fc.tuple(...numbers.map((n) => fc.tuple(fc.constant(`c${n}`), fc.option(given(n), { freq: 12 })))),
  )
const question = fc.record({
  view: fc.constantFrom(...VIEWS),
  order: fc.constantFrom(...ORDERS),
  filter: fc.oneof(fc.constant({} as Filter), someFilter),
  offset: fc.nat(12),
  limit: fc.integer({ min: 1, max: 30 }),
})

let files = 0

it('shows what a plain filter of all rows shows, whichever way it is found', () => {
  fc.assert(
    fc.property(
      fc.array(landing, { minLength: 1, maxLength: 4 }),
      fc.array(question, { minLength: 6, maxLength: 6 }),
      (landings, questions) => {
        const writer = openMirrorWriter(path.join(folder, `${++files}.db`))
        const db = new Database(path.join(folder, `${files}.db`), { readonly: true })
        const scopeOf = prepareScope(db, ME)
        // Few are sorted, many are walked, in pieces of some size: each way must say the same.
        const lists = [prepareList(db, 1_000), prepareList(db, 10, 4), prepareList(db, 0, 1)]
        const all = new Map<string, Given>()
        let seq = 0
        for (const changes of landings) {
          const rows = changes.flatMap(([id, now]) => {
            if (now === null) all.delete(id)
            else all.set(id, now)
            const put = (table: string, rowId: string, row: unknown) => ({ table, id: rowId, seq: ++seq, row })
            const n = id.slice(1)
            return [
              put('conversations', id, now?.conversation ?? null),
              put('drafts', `d${n}`, now?.draft ?? null),
              put('decisions', `e${n}`, now?.decision ?? null),
            ]
          })
          expect(writer.land(rows, { cursor: seq, feedId: 'f', loaded: true }).unreadable).toEqual([])
          for (const { view, order, filter: f, offset, limit } of questions) {
            const scope = scopeOf.of(view, f, { rows: new Map(), bulks: [] })
            const found = inOrder(
              order,
              threadsOf([...all.values()]).filter((one) => isIn(view, one) && passes(f, one)),
            ).map((one) => one.conversation.id)
            expect(scope.total).toBe(found.length)
            const page = { view, order, offset, limit }
            for (const list of lists) {
              const shown = list.page(page, scope).map((place) => ('row' in place ? place.key.id : place.id))
              expect(shown).toEqual(found.slice(offset, offset + limit))
              const plain = scope.plain ? list.plainPage(page) : null
              if (plain !== null) expect(plain.map((row) => row.conversation.id)).toEqual(shown)
              const walked = list.walkedPage(page, scope)
              if (walked !== null) expect(walked.map((row) => row.conversation.id)).toEqual(shown)
            }
          }
        }
        db.close()
        writer.close()
      },
    ),
    { numRuns: deepRuns(25, 2_000) },
  )
}, 3_600_000)

it('sets are sets', () => {
  const numbers = fc.uniqueArray(fc.nat(40_000), { maxLength: 60 })
  fc.assert(
    fc.property(numbers, numbers, (left, right) => {
      const sorted = (list: readonly number[]) => list.toSorted((a, b) => a - b)
      const [a, b] = [setOf(left), setOf(right)]
      expect([...members(a)]).toEqual(sorted(left))
      expect([...members(SETS.and(a, b))]).toEqual(sorted(left.filter((n) => right.includes(n))))
      expect([...members(SETS.or(a, b))]).toEqual(sorted([...new Set([...left, ...right])]))
      expect([...members(SETS.without(a, b))]).toEqual(sorted(left.filter((n) => !right.includes(n))))
      expect(size(SETS.or(a, b))).toBe(new Set([...left, ...right]).size)
    }),
    { numRuns: deepRuns(100, 5_000) },
  )
})
