import { expect, it } from 'vitest'
import type { VenueView } from '#shared/rpc.ts'
import { type Card, cardsOf, put, settingsWith } from './on-screen.ts'

const card = (id: string, more: Partial<Card> = {}) => ({
  id,
  agentId: 'a',
  surface: 'reply' as const,
  intents: [],
  condition: '',
  effect: 'say' as const,
  text: id,
  on: true,
  ...more,
})
const view = {
  guidance: [
    { ...card('second'), order: 2, seq: 1 },
    { ...card('first'), order: 1, seq: 2 },
    { ...card('other', { agentId: 'b' }), order: 1, seq: 3 },
  ],
  playbooks: [],
} as unknown as VenueView

it('lays what is not saved over what is, each list whole and in its order', () => {
  expect(cardsOf(view, 'a').map((one) => one.id)).toEqual(['first', 'second'])
  expect(settingsWith(view, 'a', [])).toBeNull()
  const settings = settingsWith(view, 'a', [
    { kind: 'agent', patch: { name: 'Robin' } },
    { kind: 'card', card: card('second', { text: 'changed' }) },
    { kind: 'card', card: card('new') },
    { kind: 'agent', patch: { classifierOn: false } },
  ])
  expect(settings?.agent).toEqual({ name: 'Robin', classifierOn: false })
  expect(settings?.guidance?.map((one) => [one.id, one.text])).toEqual([
    ['first', 'first'],
    ['second', 'changed'],
    ['new', 'new'],
  ])
  expect(settings?.playbooks).toBeUndefined()
})

it('puts a row in its place, or behind all others', () => {
  expect(put([card('a'), card('b')], card('a', { on: false })).map((one) => [one.id, one.on])).toEqual([
    ['a', false],
    ['b', true],
  ])
  expect(put([card('a')], card('c')).map((one) => one.id)).toEqual(['a', 'c'])
})
