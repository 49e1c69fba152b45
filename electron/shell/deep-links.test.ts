import fc from 'fast-check'
import { expect, it } from 'vitest'
import { conversationOf, linkIn } from './deep-links.ts'

it('names a conversation, or nothing', () => {
  expect(conversationOf('greenlight://conversation/con_17-B')).toBe('con_17-B')
  for (const link of [
    'greenlight://conversation/',
    'greenlight://conversation/a/b',
    'greenlight://conversation/..%2fx',
    'greenlight://settings/x',
    'greenlight:conversation/x',
    'https://conversation/x',
    'greenlight-app://conversation/x',
    '',
  ]) {
    expect(conversationOf(link), link).toBeNull()
  }
})

it('whatever a link holds, at most a plain id comes out', () => {
  fc.assert(
    fc.property(fc.string(), (rest) => {
      expect(conversationOf(`greenlight://conversation/${rest}`) ?? 'x').toMatch(/^[A-Za-z0-9_-]{1,200}$/)
    }),
  )
})

it('is found among the arguments of a launch', () => {
  expect(linkIn(['electron', '.', '--server=x', 'greenlight://conversation/c1'])).toBe('c1')
  expect(linkIn(['electron', '.'])).toBeNull()
})
