import { describe, expect, it } from 'vitest'
import type { Members } from '#shared/merged.ts'
import { conversation, message } from '../testing.ts'
import { joinsOf } from './joins.ts'

const root = conversation('c1')
const other = conversation('c2', { mergedInto: 'c1', mergedAt: 50, mergedBy: 'p1', customerNumber: '+447700900151' })
const members: Members = [root, other]
const at = (id: string, conversationId: string, createdAt: number, more = {}) =>
  message(id, { conversationId, createdAt, ...more })
const shown = (all: ReturnType<typeof joinsOf>) =>
  all.map((j) => [j.before, j.from?.id ?? null, j.merged.map((c) => c.id)])

describe('where the texts of a merged thread come from', () => {
  it('says nothing of a thread that is one conversation', () => {
    expect(joinsOf([root], [at('a', 'c1', 1)], true)).toEqual([])
  })
  it('says so wherever it changes, and where they were merged', () => {
    const messages = [at('a', 'c1', 1), at('b', 'c2', 2), at('c', 'c2', 3), at('d', 'c1', 60)]
    expect(shown(joinsOf(members, messages, true))).toEqual([
      ['b', 'c2', []],
      ['d', 'c1', ['c2']],
    ])
  })
  it('names the first texts where they are not of the number that the thread goes by', () => {
    expect(shown(joinsOf(members, [at('a', 'c2', 60)], true))).toEqual([['a', 'c2', ['c2']]])
  })
  it('stands at the end while nothing was written since', () => {
    expect(shown(joinsOf(members, [at('a', 'c1', 1)], true))).toEqual([[null, null, ['c2']]])
  })
  it('leaves out a merge that lies before what is shown', () => {
    expect(shown(joinsOf(members, [at('a', 'c1', 60), at('b', 'c1', 70)], false))).toEqual([])
  })
  it('is not moved by system lines', () => {
    const messages = [at('a', 'c2', 1), at('s', 'c1', 2, { direction: 'system' }), at('b', 'c2', 3)]
    expect(shown(joinsOf(members, messages, true))).toEqual([
      ['a', 'c2', []],
      [null, null, ['c2']],
    ])
  })
})
