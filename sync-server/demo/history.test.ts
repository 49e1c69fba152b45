import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY } from '#shared/clock.ts'
import { failedGates } from '#shared/gates.ts'
import { linksIn, linkTarget } from '#shared/links.ts'
import { moneyIn } from '#shared/money.ts'
import { gsm7Length } from '#shared/segments.ts'
import { deepRuns } from '#shared/testing.ts'
import { blank } from '#shared/words.ts'
import { checkText } from '../pipeline/check.ts'
import { warrant } from '../pipeline/warrant.ts'
import { buildHistory, trainedPolicies } from './history.ts'
import { PHRASES } from './phrases.ts'
import { demoVenueFacts } from './venue.ts'

const NOW = Date.UTC(2026, 10, 18, 10, 0)

test('the same seed and time give the same history, another seed another', () => {
  const once = buildHistory(NOW, 7)
  expect(buildHistory(NOW, 7)).toEqual(once)
  expect(buildHistory(NOW, 8).messages).not.toEqual(once.messages)
})

test('it holds at any time of any year: Christmas, leap days, clock changes, the middle of the night', () => {
  const times = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2032, 0, 1) })
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 2 ** 31 }), (now, seed) => {
      const book = buildHistory(now, seed)
      for (const one of book.messages) {
        expect(one.createdAt).toBeLessThan(now)
        expect(one.sentAt ?? 0).toBeLessThan(now)
        expect(one.body).not.toMatch(/[{}]|undefined/)
      }
      for (const one of book.decisions) {
        expect(one.at).toBeLessThan(now)
        expect(one.outcome === 'auto_queued' || (one.outcome === 'merged' && one.messageId !== null)).toBe(
          failedGates(one.gates).length === 0 && one.gates.length > 0,
        )
      }
      const trained = trainedPolicies(book.evidence).filter((one) => one.unlocked)
      expect(trained.map((one) => [one.id, one.training.reviewed, Math.round(one.training.right * 100)])).toEqual([
        ['pricing', 34, 97],
        ['hours', 41, 100],
      ])
      expect(new Set(book.contacts.map((one) => one.number)).size).toBe(book.contacts.length)
      expect(book.drafts.filter((one) => one.state === 'pending').length).toBe(17)
      // What lies in the pool waits for an answer to the present, never to something of months ago.
      for (const one of book.conversations.filter((c) => c.state === 'open' && c.lastAuthor === 'customer'))
        expect(now - (one.waitingSince ?? now)).toBeLessThan(7 * DAY)
    }),
    {
      numRuns: deepRuns(3, 100),
      examples: [
        [Date.UTC(2027, 11, 25, 3), 1],
        [Date.UTC(2028, 1, 29, 12), 1],
        [Date.UTC(2027, 2, 28, 1), 1],
      ],
    },
  )
}, 3_600_000)

test('every reply that the AI wrote is one that it may write', () => {
  const venue = demoVenueFacts(NOW)
  const judged = new Set<string>()
  for (const seed of [1, 2, 3]) {
    const { drafts, decisions, messages } = buildHistory(NOW, seed)
    const bodies = new Map(messages.map((one) => [one.id, one.body]))
    for (const draft of drafts.filter((one) => one.kind === 'reply' && one.state !== 'rejected')) {
      // One of each will do: the same words with another name are judged alike.
      const words = `${draft.intent} ${draft.text.replace(/^[^,]*,/, '')}`
      if (judged.has(words)) continue
      judged.add(words)
      const texts = decisions.filter((one) => one.turnId === draft.turnId).map((one) => bodies.get(one.id) ?? '')
      const { text, intent, citations, diary, createdAt: now } = draft
      const found = checkText({ text, intent, texts, venue, now, citations, diary: diary ?? null })
      const codes = [...found.problems, ...found.guardrailProblems].map((one) => one.code)
      expect(codes, `${intent}: ${text}`).toEqual(draft.problems.map((one) => one.code))
      expect(found.disclosureMissing).toBe(false)
      expect(gsm7Length(text), text).not.toBeNull()
    }
  }
  expect(judged.size).toBeGreaterThan(100)
}, 60_000)

test('nobody at the venue has named a price or a link that is not its own', () => {
  const venue = demoVenueFacts(NOW)
  const link = linkTarget(venue.bookingLink)
  const services = new Set(venue.services.map((one) => one.price))
  for (const one of buildHistory(NOW, 3).messages.filter((m) => m.direction === 'out')) {
    const links = linksIn(one.body)
    expect(
      links.every((found) => found.target === link),
      one.body,
    ).toBe(true)
    if (/=|In all/.test(one.body)) continue
    const sums = moneyIn(blank(one.body, links)).map((found) => found.amount)
    expect(
      sums.every((sum) => services.has(sum)),
      one.body,
    ).toBe(true)
  }
})

test('what the history calls a thank-you is one', () => {
  for (const text of PHRASES.thanks) {
    expect(warrant([text]).reply, text).toBe(false)
  }
  const quiet = buildHistory(NOW, 1).decisions.filter((one) => one.outcome === 'quiet')
  expect(quiet.length).toBeGreaterThan(60)
  expect(quiet.every((one) => !one.warrant.reply)).toBe(true)
})

test('the venue is shut on the bank holidays around now', () => {
  const { closures } = demoVenueFacts(NOW)
  const dates = new Map(closures.map((one) => [one.date, one.opens]))
  expect(dates.get('2026-12-25')).toBeNull()
  expect(dates.get('2027-03-26')).toBeNull()
  expect(dates.get('2026-12-24')).toBe(540)
  expect(Math.min(...closures.map((one) => Date.parse(one.date)))).toBeGreaterThan(NOW - 368 * DAY)
})
