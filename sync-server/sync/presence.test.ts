/** An agent is shown at work while its turn is under way, in the thread that it will answer, and at no other time. */
import { expect, it } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import type { Presence } from '#shared/presence.ts'
import { runTurn } from '../pipeline/turn.ts'
import { CUSTOMER, type TestServer, testServer } from '../testing.ts'
import { createPresence } from './presence.ts'

const OTHER = '+447700900151'
const NONE: Presence = { people: [], agents: [] }

async function watched(fails = false) {
  const book = createPresence()
  const seen: Presence[] = []
  const plain = await testServer()
  const { engine } = plain.deps
  await plain[Symbol.asyncDispose]()
  const s = await testServer({
    engine: {
      name: engine.name,
      compose: (...asked) => engine.compose(...asked),
      classify: async (texts, signal) => {
        seen.push(book.of('willow'))
        if (fails) throw new Error('no answer')
        return engine.classify(texts, signal)
      },
    },
  })
  const run = (id: string) => runTurn({ ...s.deps, presence: book }, s.venueId, id)
  return { s, book, seen, run }
}
const idOf = async (s: TestServer, number: string) =>
  (await s.rows('conversations')).find((c) => c.customerNumber === number)!.id

it.each([false, true])('while it thinks, and not afterwards (the engine fails: %s)', async (fails) => {
  const { s, book, seen, run } = await watched(fails)
  await using _ = s
  await s.text('How much is a trim?')
  s.pass(10 * SECOND)
  expect(book.of('willow')).toEqual(NONE)
  const conversationId = await idOf(s, CUSTOMER)
  await run(conversationId)
  const { agentId } = (await s.rows('conversations'))[0]!
  expect(seen).toEqual([{ people: [], agents: [{ conversationId, agentId }] }])
  expect(book.of('willow')).toEqual(NONE)
})

it('in the root of a merged thread; not where it may not answer', async () => {
  const { s, book, seen, run } = await watched()
  await using _ = s
  await s.text('Hello', CUSTOMER)
  await s.text('How much is a trim?', OTHER)
  const [root, other] = [await idOf(s, CUSTOMER), await idOf(s, OTHER)]
  await s.command('conversation.merge', { from: other, into: root })
  s.pass(10 * SECOND)
  await run(other)
  expect(seen.map((p) => p.agents.map((a) => a.conversationId))).toEqual([[root]])
  await s.command('conversation.handoff', { id: root, route: 'call' })
  await s.text('How much is a balayage?', OTHER)
  s.pass(10 * SECOND)
  seen.length = 0
  await run(root)
  for (const presence of seen) expect(presence).toEqual(NONE)
  expect(book.of('willow')).toEqual(NONE)
})
