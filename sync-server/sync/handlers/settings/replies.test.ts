/** Business Memory, brand voice, booking link: what replies are made of: an owner changes it by a command, and the next text is treated otherwise. */
import { expect, test } from 'vitest'
import { HOUR } from '#shared/clock.ts'
import { testServer, WEDNESDAY, withAutoSend } from '../../../testing.ts'
import { ask, done, HOLD, refusal } from './testing.ts'

test('facts: answered from while they hold, no longer when they are changed, have expired or are gone', async () => {
  await using s = await testServer()
  const expiresAt = WEDNESDAY + HOUR
  const added = await done(s, 'fact.add', {
    topic: 'Bus stop',
    keywords: ['bus stop', 'bus'],
    text: 'The number 12 bus stops right outside.',
    expiresAt,
  })
  const { factId } = added.result as { factId: string }
  const question = 'Is there a bus stop nearby?'
  expect((await ask(s, question)).text).toContain('number 12')
  await done(s, 'fact.edit', { factId, text: 'The number 14 bus stops right outside.' })
  expect((await ask(s, question)).text).toContain('number 14')
  s.pass(2 * HOUR)
  expect((await ask(s, question)).text).not.toContain('number 14')
  expect(await s.command('fact.edit', { factId, expiresAt: s.now() })).toMatchObject(refusal('time_past'))
  await done(s, 'fact.edit', { factId, expiresAt: null })
  expect((await ask(s, question)).text).toContain('number 14')
  await done(s, 'fact.remove', { factId })
  expect((await ask(s, question)).text).not.toContain('number 14')
})

test('brand voice: persona, avoid list and disclosure', async () => {
  await using s = await testServer()
  const hours = 'What time are you open on Saturday?'
  const host = (await ask(s, hours)).text
  await done(s, 'voice.set', { persona: 'ENTHUSIAST' })
  expect((await ask(s, hours)).text).not.toBe(host)
  await done(s, 'voice.set', { avoid: ['Saturday'] })
  expect((await ask(s, hours)).text).not.toContain('Saturday')
  await done(s, 'voice.set', { avoid: [], disclosure: { on: true, text: 'Sent by our robot' } })
  expect((await ask(s, hours)).text).toMatch(/ Sent by our robot$/)
  await done(s, 'voice.set', { disclosure: { on: false, text: 'Sent by our robot' } })
  expect((await ask(s, hours)).text).not.toContain('robot')
  const wrong = (disclosure: { on: boolean; text: string }) => s.command('voice.set', { disclosure })
  expect(await wrong({ on: true, text: '' })).toMatchObject(refusal('invalid_payload', /words/))
  expect(await wrong({ on: true, text: 'Бот' })).toMatchObject(refusal('invalid_payload', /cost twice/))
  expect(await s.command('voice.set', { avoid: ['a', 'A'] })).toMatchObject(refusal('invalid_payload', /twice/))
})

test('a disclosure that is switched on during the hold brings the reply back', async () => {
  await using s = await testServer()
  await s.command('voice.set', { disclosure: { on: false, text: '' } })
  await withAutoSend(s)
  const { draft, from } = await ask(s, 'How much is a trim?')
  expect(draft).toMatchObject({ state: 'auto' })
  await done(s, 'voice.set', { disclosure: { on: true, text: 'Written by AI' } })
  s.pass(HOLD)
  await s.step()
  expect(s.sandbox.received(from)).toHaveLength(0)
  expect((await s.rows('drafts')).find((d) => d.id === draft!.id)).toMatchObject({ returned: 'disclosure' })
})

test('booking link: the one address that a reply names; https only', async () => {
  await using s = await testServer()
  await done(s, 'venue.edit', { bookingLink: 'https://willow.example/book' })
  expect((await ask(s, 'Where do I book?')).text).toContain('https://willow.example/book')
  await done(s, 'venue.edit', { bookingLink: '' })
  expect((await ask(s, 'Where do I book?')).text).not.toContain('http')
  for (const bookingLink of [
    'http://willow.example',
    'javascript:alert(1)',
    'https://me:pw@x.example',
    'https://localhost',
  ]) {
    expect(await s.command('venue.edit', { bookingLink })).toMatchObject(refusal('invalid_payload', /https/))
  }
})
