import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { verify } from '@node-rs/argon2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY } from '#shared/clock.ts'
import { freeSlots, overlap } from '#shared/diary.ts'
import type { Change } from '#shared/feed.ts'
import { failedGates, GATE_CODES } from '#shared/gates.ts'
import { inboxRowOf } from '#shared/inbox-row.ts'
import { INTENTS } from '#shared/intents.ts'
import { type Judged, judge } from '#shared/outcome.ts'
import { ROWS, type Row, type TableName } from '#shared/rows.ts'
import { VIEWS, viewsOf } from '#shared/views.ts'
import { keyed, sha256 } from '../hash.ts'
import { openStorage, type Storage } from '../storage/storage.ts'
import { readChanges, readRecent } from '../sync/feed.ts'
import { readLines, readRecentLines } from '../sync/feed-lines.ts'
import { bothOf, linesOf } from '../sync/testing-lines.ts'
import { seedDemo } from './seed.ts'
import { demoVenueFacts } from './venue.ts'

const NOW = Date.UTC(2026, 10, 18, 10, 0)
const clock = () => NOW

let folder: string
let storage: Storage
let changes: Change[]

const rowsOf = <T extends TableName>(table: T) =>
  changes.filter((one) => one.table === table).map((one) => ({ ...(one.row as Row<T>), seq: one.seq }))

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'greenlight-demo-'))
  storage = await openStorage({ folder, clock })
  await seedDemo(storage, { clock })
  changes = await wholeFeed()
})
afterAll(async () => {
  await storage.close()
  await rm(folder, { recursive: true })
})

async function wholeFeed(): Promise<Change[]> {
  const rows: Change[] = []
  for (let since = 0, more = true; more; ) {
    const q = { venueId: 'willow', role: 'owner', since, limit: 700 } as const
    const page = await storage.read((db) => readChanges(db, q))
    if ('reset' in page) throw new Error('reset')
    rows.push(...page.rows)
    since = page.to
    more = page.more
  }
  return rows
}

describe('the feed of the demo venue', () => {
  test('carries every row in the shape that desks expect, each with its own number', () => {
    for (const { table, row } of changes) {
      const parsed = ROWS[table as TableName].safeParse(row)
      expect(parsed.error, table).toBeUndefined()
    }
    expect(new Set(changes.map((one) => one.seq)).size).toBe(changes.length)
  })

  test.each(['owner', 'staff'] as const)('is the same in lines, for %s', async (role) => {
    const q = { venueId: 'willow', role, since: 0, limit: 100_000 }
    const page = await storage.read((db) => readChanges(db, q))
    const [head, rows] = linesOf(await storage.read((db) => readLines(db, q)))
    if ('reset' in page) throw new Error('reset')
    const { rows: wanted, ...bounds } = page
    expect(head).toEqual({ ...bounds, count: wanted.length })
    expect(rows).toEqual(JSON.parse(JSON.stringify(wanted)))
  })

  test.each(['owner', 'staff'] as const)('has its newest the same in lines, for %s', async (role) => {
    const q = { venueId: 'willow', role, limit: 20 }
    const wanted = await storage.read((db) => readRecent(db, q.venueId, role, q.limit))
    expect(new Set(wanted.map(({ table }) => table))).toContain('drafts')
    const [head, rows] = bothOf(await storage.read((db) => readRecentLines(db, q)))
    expect(head).toEqual({ count: wanted.length })
    expect(rows).toEqual(JSON.parse(JSON.stringify(wanted.toSorted((a, b) => a.seq - b.seq))))
  })

  test('ends with the newest conversations, so that a first page shows them', () => {
    const newest = rowsOf('conversations').map((one) => one.lastMessageAt)
    expect(newest).toEqual(newest.toSorted((a, b) => a - b))
  })

  test('holds nothing from the future and reaches back most of a year', () => {
    const times = rowsOf('messages').map((one) => one.createdAt)
    expect(Math.max(...times)).toBeLessThan(NOW)
    expect(Math.min(...times)).toBeGreaterThan(NOW - 366 * DAY)
    expect(Math.min(...times)).toBeLessThan(NOW - 330 * DAY)
    expect(Math.max(...rowsOf('messages').map((one) => one.sentAt ?? 0))).toBeLessThan(NOW)
    expect(rowsOf('drafts').every((one) => (one.settledAt ?? one.createdAt) >= one.createdAt)).toBe(true)
  })
})

describe('the venue', () => {
  test('sends nothing by itself before an owner says so', () => {
    const [venue] = rowsOf('venue')
    expect(venue?.masterSwitch).toMatchObject({ on: false, acknowledgedAt: null })
    expect(venue?.killSwitch).toMatchObject({ engaged: false, epoch: 0, staffMay: true })
    expect(rowsOf('policies').map((one) => one.mode)).not.toContain('auto')
    expect(rowsOf('messages').filter((one) => one.state === 'queued' || one.state === 'claimed')).toEqual([])
  })

  test('lets its two people in', async () => {
    const people = await storage.read((db) => db.selectFrom('people').selectAll().orderBy('email').execute())
    expect(people.map(({ email, role }) => [email, role])).toEqual([
      ['owner@demo.test', 'owner'],
      ['staff@demo.test', 'staff'],
    ])
    for (const { passwordHash } of people) expect(await verify(passwordHash, 'greenlight')).toBe(true)
  })

  test('has training figures that its evidence bears out', async () => {
    const evidence = await storage.read((db) => db.selectFrom('evidence').selectAll().orderBy('at', 'desc').execute())
    for (const policy of rowsOf('policies').filter((one) => one.training.needed > 0)) {
      const mine = evidence.filter((one) => one.intent === policy.id)
      const latest = mine.slice(0, 30)
      expect(policy.training.reviewed).toBe(mine.length)
      const right = latest.filter((one) => one.right === 1).length / Math.max(1, latest.length)
      expect(policy.training.right).toBeCloseTo(right)
      expect(policy.unlocked).toBe(mine.length >= policy.training.needed && right >= 0.9)
    }
    const trained = rowsOf('policies').filter((one) => one.unlocked)
    expect(trained.map(({ id, training }) => [id, training.reviewed, Math.round(training.right * 100)])).toEqual([
      ['pricing', 34, 97],
      ['hours', 41, 100],
    ])
  })

  test('has reliability diagrams of all its reviews, and calibrates nothing before there are enough', async () => {
    const evidence = await storage.read((db) => db.selectFrom('evidence').select(['intent', 'right']).execute())
    const diagrams = rowsOf('calibrations')
    expect(diagrams.length).toBeGreaterThan(5)
    for (const { id, version, reviews, before, after, errorBefore } of diagrams) {
      const mine = evidence.filter((one) => one.intent === id)
      expect([version, reviews]).toEqual([0, mine.length])
      expect(before.reduce((sum, bin) => sum + bin.reviews, 0)).toBe(mine.length)
      const right = before.reduce((sum, bin) => sum + bin.reviews * (bin.right ?? 0), 0)
      expect(right).toBeCloseTo(mine.filter((one) => one.right === 1).length)
      expect(after).toEqual(before)
      expect(errorBefore).toBeGreaterThan(0)
    }
  })

  test('has a wallet that its ledger bears out', async () => {
    const ledger = await storage.read((db) => db.selectFrom('wallet').select('delta').execute())
    expect(rowsOf('venue')[0]?.sparks).toBe(5_000)
    expect(ledger.reduce((sum, one) => sum + one.delta, 0)).toBe(5_000)
  })
})

describe('its history', () => {
  test('decides every inbound text once, with the whole gate table where the AI has looked', () => {
    const inbound = rowsOf('messages').filter((one) => one.direction === 'in')
    const decisions = rowsOf('decisions')
    expect(decisions.map((one) => one.inboundMessageId).toSorted()).toEqual(inbound.map((one) => one.id).toSorted())
    for (const one of decisions) {
      expect(one.reasons).toEqual(failedGates(one.gates))
      if (one.outcome !== 'no_ai' && one.outcome !== 'keyword' && one.intoMessageId === null) {
        expect(one.gates.map((gate) => gate.code)).toEqual([...GATE_CODES])
      }
      if (one.outcome === 'drafted') expect(one.reasons.length).toBeGreaterThan(0)
      if (one.outcome === 'auto_queued') expect(one.reasons).toEqual([])
    }
  })

  test('judged again by what was judged then, each decision comes out the same', async () => {
    const rows = await storage.read((db) =>
      db.selectFrom('decisions').select(['outcome', 'reasons', 'judged', 'intoMessageId']).execute(),
    )
    for (const row of rows) {
      if (row.intoMessageId !== null || row.outcome === 'no_ai' || row.outcome === 'keyword') continue
      const again = judge(JSON.parse(row.judged!) as Judged)
      expect(again.outcome).toBe(row.outcome)
      expect(failedGates(again.gates)).toEqual(JSON.parse(row.reasons))
    }
  })

  test('marks each as decided, numbers it as it came in, and remembers its provider id by hash alone', async () => {
    const stored = await storage.read((db) => db.selectFrom('messages').selectAll().orderBy('seq').execute())
    const hashes = await storage.read((db) => db.selectFrom('provider_ids').selectAll().execute())
    const known = new Map(hashes.map((one) => [one.messageId, one.hash]))
    const newest = new Map<string, number>()
    for (const one of stored.filter((m) => m.direction === 'in')) {
      expect([one.decided, one.inSeq]).toEqual([1, one.seq])
      expect(one.providerId).toMatch(/^SM[0-9a-f]{32}$/)
      expect(known.get(one.id)).toBe(sha256(one.providerId ?? ''))
      newest.set(one.conversationId, one.seq)
    }
    for (const one of rowsOf('conversations')) expect(one.lastInboundSeq).toBe(newest.get(one.id))
  })

  test('leaves at most one draft a conversation to review, and a reply for each that was approved', () => {
    const drafts = rowsOf('drafts')
    const pending = drafts.filter((one) => one.state === 'pending')
    expect(new Set(pending.map((one) => one.conversationId)).size).toBe(pending.length)
    const kinds = Map.groupBy(pending, (one) => one.kind)
    expect(kinds.get('reply')?.length).toBe(14)
    expect(
      kinds
        .get('escalation')
        ?.map((one) => one.intent)
        .toSorted(),
    ).toEqual(['complaint', 'complaint', 'risk'])
    expect(kinds.has('marker')).toBe(false)
    expect(pending.filter((one) => one.stale).length).toBe(1)
    const sent = Map.groupBy(
      rowsOf('messages').filter((one) => one.draftId !== null && one.state !== 'withdrawn'),
      (one) => one.draftId,
    )
    for (const one of drafts.filter((d) => d.kind === 'reply')) {
      const left = one.state === 'approved' || one.state === 'edited' || one.state === 'auto'
      expect(sent.get(one.id)?.map((m) => m.body)).toEqual(left ? [one.settledText ?? one.text] : undefined)
    }
  })

  test('has sent some by itself, within the caps that it kept account of', async () => {
    const auto = rowsOf('messages').filter((one) => one.auto)
    const caps = await storage.read((db) => db.selectFrom('cap_log').select('messageId').execute())
    expect(caps.map((one) => one.messageId).toSorted()).toEqual(auto.map((one) => one.id).toSorted())
    expect(auto.length).toBe(50)
    expect(auto.every((one) => one.author === 'ai' && one.authorId === null)).toBe(true)
  })

  test('keeps each conversation in step with its messages', () => {
    const byThread = Map.groupBy(
      rowsOf('messages').toSorted((a, b) => a.createdAt - b.createdAt),
      (one) => one.conversationId,
    )
    const quiet = new Set(
      rowsOf('decisions')
        .filter((one) => one.outcome === 'quiet' && one.intent === 'general')
        .map((one) => one.id),
    )
    for (const one of rowsOf('conversations')) {
      const said = byThread.get(one.id)!.filter((m) => m.direction !== 'system' && m.state !== 'withdrawn')
      const last = said.at(-1)!
      const author = last.direction === 'in' ? 'customer' : last.auto ? 'ai' : 'staff'
      expect([one.lastMessageAt, one.lastAuthor]).toEqual([last.createdAt, author])
      expect(last.body.startsWith(one.lastText) || last.media > 0).toBe(true)
      if (one.waitingSince === null) continue
      expect(one.state).not.toBe('closed')
      const waits = said.find((m) => m.createdAt === one.waitingSince)
      expect(waits?.direction).toBe('in')
      expect(quiet.has(waits!.id)).toBe(false)
      const answered = said.some((m) => m.createdAt > waits!.createdAt && m.direction === 'out' && !m.auto)
      expect(answered).toBe(false)
    }
  })

  test('gives every number once, none that is left to whoever tries the demo', async () => {
    const contacts = await storage.read((db) => db.selectFrom('contacts').selectAll().execute())
    expect(new Set(contacts.map((one) => one.number)).size).toBe(contacts.length)
    for (const { number, numberHash } of contacts) {
      expect(number).toMatch(/^\+447700900[2-9]\d\d$/)
      expect(numberHash).toBe(sha256(number))
    }
    expect(contacts.length).toBeGreaterThanOrEqual(300)
  })

  test('suppresses exactly those who have opted out', async () => {
    const out = rowsOf('contacts').filter((one) => one.optedOut)
    const { salt } = await storage.read((db) => db.selectFrom('venue_control').select('salt').executeTakeFirstOrThrow())
    const suppressed = await storage.read((db) => db.selectFrom('suppressions').select('numberHash').execute())
    const hashes = out.map((one) => keyed(salt, sha256(one.number)))
    expect(suppressed.map((one) => one.numberHash).toSorted()).toEqual(hashes.toSorted())
    expect(out.some((one) => one.consent.length === 3)).toBe(true)
    for (const one of rowsOf('contacts')) expect(one.consent.at(-1)?.on ?? true).toBe(!one.optedOut)
  })

  test('shows something in every view but the one that lasts seconds', () => {
    const drafts = rowsOf('drafts')
    const messages = rowsOf('messages')
    const shown = rowsOf('conversations').map((conversation) => {
      const scene = {
        conversation,
        members: [conversation] as const,
        contact: null,
        drafts: drafts.filter((one) => one.conversationId === conversation.id),
        messages: messages.filter((one) => one.conversationId === conversation.id),
        decided: null,
      }
      return inboxRowOf(scene, conversation.seq, 0)
    })
    const views = new Set(shown.flatMap(viewsOf))
    expect([...views].toSorted()).toEqual(VIEWS.filter((one) => one !== 'sending_soon').toSorted())
    expect(new Set(shown.map((one) => one.trouble?.state))).toEqual(new Set([undefined, 'failed', 'unknown']))
    // Nothing of the past hides a complaint of today.
    for (const { draft, trouble } of shown) if (draft?.kind === 'escalation') expect(trouble).toBeNull()
  })

  test('has met every kind of text but the public review, and every kind of name', () => {
    const met = new Set(rowsOf('decisions').map((one) => one.intent))
    expect(INTENTS.filter((one) => !met.has(one.key)).map((one) => one.key)).toEqual(['review_reply'])
    const names = rowsOf('contacts').map((one) => one.name)
    expect(names.some((name) => name === null)).toBe(true)
    expect(names.some((name) => name?.length === 40)).toBe(true)
    expect(names.some((name) => /\p{Extended_Pictographic}/u.test(name ?? ''))).toBe(true)
    expect(names.some((name) => /\p{Script=Arabic}/u.test(name ?? ''))).toBe(true)
    expect(rowsOf('messages').some((one) => one.direction === 'in' && one.body.length === 320)).toBe(true)
    expect(rowsOf('drafts').some((one) => one.text.length === 320)).toBe(true)
  })
})

test('a folder that has the demo venue is not filled again', async () => {
  await expect(seedDemo(storage, { clock })).rejects.toThrow()
  expect((await wholeFeed()).length).toBe(changes.length)
})

describe('the diary of the demo venue', () => {
  test('is busy around now, within hours, never twice at once, with time left', () => {
    const bookings = rowsOf('bookings').filter((one) => one.status === 'booked')
    expect(bookings.length).toBeGreaterThan(200)
    for (const one of bookings) {
      const other = bookings.find((b) => b !== one && b.stafferId === one.stafferId && overlap(b, one))
      expect(other).toBeUndefined()
    }
    const venue = demoVenueFacts(NOW)
    const trim = { id: 'svc_trim', minutes: 30 }
    const query = { ...venue, zone: venue.timeZone, staffers: rowsOf('staffers'), busy: [], service: trim, now: NOW }
    const week = { ...query, from: NOW, to: NOW + 7 * DAY }
    const empty = freeSlots({ ...week, bookings: [] }).length
    const left = freeSlots({ ...week, bookings }).length
    expect(left).toBeGreaterThan(20)
    expect(left).toBeLessThan(empty)
    const ahead = bookings.filter((one) => one.startsAt > NOW && one.contactId !== null)
    expect(Math.max(...bookings.map((one) => one.startsAt))).toBeGreaterThan(NOW + 24 * DAY)
    expect(new Set(ahead.map((one) => one.contactId)).size).toBe(ahead.length)
  })
})
