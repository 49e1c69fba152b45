/** For tests of settings: a text from somebody new, and what an owner changes. */
import { expect } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import type { TestServer } from '../../../testing.ts'

export const BURST = 8 * SECOND
export const HOLD = 20 * SECOND

let customers = 0
/** A text from somebody new, thought about. @returns the draft that was written and the decision */
export async function ask(s: TestServer, body: string) {
  const from = `+4477009${String(10_000 + ++customers)}`
  await s.text(body, from)
  s.pass(BURST)
  await s.step()
  const conversation = (await s.rows('conversations')).find((c) => c.customerNumber === from)!
  const draft = (await s.rows('drafts')).find((d) => d.conversationId === conversation.id)
  const decision = (await s.rows('decisions')).find((d) => d.conversationId === conversation.id)!
  return { from, text: draft?.text ?? '', draft, decision, conversation }
}

export async function done(s: TestServer, ...command: Parameters<TestServer['command']>) {
  const answer = await s.command(...command)
  expect(answer).toMatchObject({ status: 'done' })
  return answer
}

export const refusal = (code: string, message: RegExp = /./) => ({
  status: 'refused',
  code,
  message: expect.stringMatching(message),
})
