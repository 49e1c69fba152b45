/** What the mirror's writer tells of what has landed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Change } from '#shared/feed.ts'
import { openMirror } from './mirror.ts'
import { type MirrorWriter, openMirrorWriter } from './mirror-writer.ts'
import { until } from './testing-desk.ts'
import { conversationRow, decisionRow, draftRow, messageRow } from './testing-rows.ts'

function newFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-writer-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return path.join(folder, 'mirror.db')
}

function emptyMirror(file = newFile()): MirrorWriter {
  const writer = openMirrorWriter(file)
  onTestFinished(() => writer.close())
  return writer
}

/** A mirror that is in step with a feed of these rows. @returns lands what follows, and tells the kinds of what happened */
function mirrorOf(...first: readonly Change[]): (...rows: readonly Change[]) => string[] {
  const writer = emptyMirror()
  const land = (rows: readonly Change[]) =>
    writer.land(rows, { cursor: rows.at(-1)!.seq, feedId: 'feed', loaded: true }).happenings
  land(first)
  return (...rows) => land(rows).map((h) => h.kind)
}

const changed = (seq: number, id: string, more: Parameters<typeof conversationRow>[1] = {}): Change => ({
  table: 'conversations',
  id,
  seq,
  row: conversationRow(id, more),
})
const mine = { assigneeId: 'staff' }

it('tells once of what a conversation has become, against what it was before', () => {
  const land = mirrorOf(changed(1, 'c1'))
  expect(land(changed(2, 'c1', mine))).toEqual(['assigned'])
  expect(land(changed(3, 'c1', { ...mine, lastText: 'And now?' }))).toEqual([])
})

it('of one that lands twice at once, against what it was before the first time', () => {
  const land = mirrorOf(changed(1, 'c1'))
  expect(land(changed(2, 'c1', mine), changed(3, 'c1', { ...mine, lastText: 'And now?' }))).toEqual(['assigned'])
})

it('of a thread of several, against what they were as one', () => {
  const land = mirrorOf(changed(1, 'c1'), changed(2, 'c2', { mergedInto: 'c1' }))
  expect(land(changed(3, 'c2', { mergedInto: 'c1', ...mine }))).toEqual(['assigned'])
  expect(land(changed(4, 'c1', { lastText: 'And now?' }))).toEqual([])
})

it('of one that has gone and is back, nothing that it was', () => {
  const land = mirrorOf(changed(1, 'c1'))
  expect(land({ table: 'conversations', id: 'c1', seq: 2, row: null })).toEqual([])
  expect(land(changed(3, 'c1', mine))).toEqual([])
})

it('finds a customer by the name that they have now, whatever stands in it', () => {
  const file = newFile()
  const writer = emptyMirror(file)
  const names = ['Ann', 'Ann ","state":"Bell', 'Ann ","state":"Cole', null]
  names.forEach((customerName, i) => {
    const seq = i + 1
    const rows = [changed(seq, 'c1', { customerName })]
    writer.land(rows, { cursor: seq, feedId: 'feed', loaded: true })
    writer.indexSome()
    const db = new Database(file, { readonly: true })
    const found = db.prepare('SELECT name FROM search_customers').pluck().all()
    db.close()
    expect(found).toEqual([customerName ?? ''])
  })
})

/** What conversations can differ in that the list files them under, one each. */
const DIFFERENT: readonly Parameters<typeof conversationRow>[1][] = [
  {},
  { state: 'closed' },
  { state: 'snoozed' },
  { agentId: 'a2' },
  { channel: 'web' },
  { assigneeId: 'staff' },
  { replyMode: 'off' },
  { lastAuthor: 'ai' },
  { mergedInto: 'c0-0' },
  { waitingSince: null },
  { handoff: { route: 'call', by: 'agent', at: 1, note: null } },
]
/** What may be going on in one. */
const GOING_ON: readonly ((id: string) => readonly Omit<Change, 'seq'>[])[] = [
  () => [],
  (id) => [{ table: 'drafts', id: `d-${id}`, row: draftRow(`d-${id}`, id) }],
  ...[{ reasons: ['intent_mode'] }, { intent: 'booking_link' as const }, {}].map((more) => (id: string) => [
    { table: 'decisions', id: `e-${id}`, row: decisionRow(`e-${id}`, id, more) },
  ]),
  ...(
    [
      { state: 'queued' },
      { state: 'queued', auto: true },
      { state: 'claimed', auto: true },
      { state: 'failed' },
      { state: 'unknown' },
    ] as const
  ).map((more) => (id: string) => [
    { table: 'messages', id: `m-${id}`, row: messageRow({ id: `m-${id}`, conversationId: id, ...more }) },
  ]),
]

it('files each of many under what is its own, when they come and when they alone change', () => {
  const writer = emptyMirror()
  let seq = 0
  const land = (changes: readonly Omit<Change, 'seq'>[]) => {
    const rows = changes.map((change) => ({ ...change, seq: ++seq }))
    writer.land(rows, { cursor: seq, feedId: 'feed', loaded: true })
    writer.verify()
  }
  const ids = DIFFERENT.flatMap((_, i) => GOING_ON.map((_, n) => `c${i}-${n}`))
  const all = (shift: number) =>
    ids.map((id) => {
      const [i] = id.slice(1).split('-').map(Number)
      return {
        table: 'conversations',
        id,
        row: conversationRow(id, DIFFERENT[(i! + shift) % DIFFERENT.length]),
      }
    })
  land([...ids.flatMap((id) => GOING_ON[Number(id.split('-')[1])]!(id)), ...all(0)])
  // The root of what is merged stays one.
  for (let shift = 1; shift < DIFFERENT.length; shift++) land(all(shift).filter(({ id }) => id !== 'c0-0'))
  // What is deleted does not say whose it was.
  const beside = ids.flatMap((id) => GOING_ON[Number(id.split('-')[1])]!(id))
  for (const { table, id } of beside) land([{ table, id, row: null }])
})

describe('what a landing has touched', () => {
  const position = { cursor: 40, feedId: 'feed', loaded: true }
  /** More than is gathered, and less than a commit writes back by itself. */
  const much = Array.from({ length: 40 }, (_, i) => changed(i + 1, `c${i}`, { lastText: 'x'.repeat(1_000_000) }))
  const isWrittenBack = (file: string): boolean => {
    const db = new Database(file)
    const [journal] = db.pragma('wal_checkpoint(NOOP)') as { readonly log: number; readonly checkpointed: number }[]
    db.close()
    return journal!.log === journal!.checkpointed
  }

  it('is written back when it is tidied, not while somebody waits for the landing', () => {
    const file = newFile()
    const writer = emptyMirror(file)
    writer.land(much, position)
    expect(isWrittenBack(file)).toBe(false)
    writer.tidy()
    expect(isWrittenBack(file)).toBe(true)
  })

  it('is written back after whoever landed it has the answer', async () => {
    const file = newFile()
    const { mirror } = openMirror(file)
    onTestFinished(() => mirror.close())
    await mirror.land(much, position)
    await until(() => expect(isWrittenBack(file)).toBe(true))
  })
})
