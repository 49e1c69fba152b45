/** What the mirror's writer tells of what has landed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Change } from '#shared/feed.ts'
import { openMirrorWriter } from './mirror-writer.ts'
import { conversationRow } from './testing-rows.ts'

/** A mirror that is in step with a feed of these rows. @returns lands what follows, and tells the kinds of what happened */
function mirrorOf(...first: readonly Change[]): (...rows: readonly Change[]) => string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-writer-'))
  const writer = openMirrorWriter(path.join(folder, 'mirror.db'))
  onTestFinished(() => {
    writer.close()
    rmSync(folder, { recursive: true })
  })
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
