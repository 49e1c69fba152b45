/** What can be seen of a venue from outside, over HTTP and on the phone: what the rows of settings are made of. */
import { createServer } from 'node:http'
import { expect } from 'vitest'
import { SECOND } from '#shared/clock.ts'
import type { CommandType } from '#shared/commands.ts'
import { honest, type StandIn, startStandIn } from '../engines/openai/testing.ts'
import { type LiveServer, liveServer, type Told } from '../testing-live.ts'

export const HOLD = 20 * SECOND
export const WREN = 'agent_front_desk'

/** The server under test, from `begin` to `end`: everything that its people may switch on is on. */
export let s: LiveServer

/** A model that the server may ask. */
let model: StandIn

export async function begin(): Promise<void> {
  model = await startStandIn(honest)
  s = await liveServer({ OPENAI_API_KEY: 'a-key', OPENAI_BASE_URL: model.baseUrl, OPENAI_MODEL: 'small-1' })
  await s.done('engine.set', { uses: 'local' })
  await s.done('autosend.caps', { hourly: 1_000, daily: 10_000 })
  await s.done('autosend.automate_ready', { acknowledged: true })
  await new Promise<void>((done) => void calendar.listen(0, '127.0.0.1', done))
}

export async function end(): Promise<void> {
  calendar.closeAllConnections()
  await new Promise<unknown>((done) => void calendar.close(done))
  await s[Symbol.asyncDispose]()
  await model[Symbol.asyncDispose]()
}

export interface Setting {
  /** The command, and its field where it has several. */
  readonly of: CommandType | `${CommandType} ${string}`
  /** What somebody sees: a customer, the desk, a script. */
  readonly see: () => Promise<unknown>
  readonly before: unknown
  readonly change: () => Promise<unknown>
  readonly after: unknown
  /** Leaves it as it was, for those that follow. */
  readonly back?: () => Promise<unknown>
}

/** By the page on which an owner finds it. */
export type Pages = Readonly<Record<string, readonly Setting[]>>

export const about = (question: string) => async () => (await s.ask(question)).text
export const trim = () => s.ask('How much is a trim?')
export const reasons = async () => (await trim()).decision.reasons
export const outcome = async (question: string) => (await s.ask(question)).decision.outcome
export const seen = (part: string) => expect.stringContaining(part)
export const unseen = (part: string) => expect.not.stringContaining(part)
export const outOf = async ({ conversation }: Told) =>
  (await s.rows('messages')).filter((m) => m.conversationId === conversation.id && m.direction === 'out')
export const idOf = async (table: 'services' | 'facts' | 'closures' | 'staffers' | 'calendar_feeds', name: string) =>
  (await s.rows(table)).find((row) => Object.values(row).includes(name))!.id
/** Of one's own text: which message it is. */
export const said = async (told: Told, text: string) => {
  const { messageId } = await s.done('message.send', { conversationId: told.conversation.id, text })
  return (await s.rows('messages')).find((m) => m.id === messageId)!
}
export const toAuto = async () => {
  await s.done('autosend.master', { on: true, acknowledged: true })
  for (const intent of ['pricing', 'hours'] as const)
    await s.done('autosend.intent', { intent, mode: 'auto', threshold: 0.85 })
}
export const pagesOf = async <T extends 'agents' | 'guidance' | 'playbooks'>(table: T) => s.rows(table, 'staff')
export const TOLD_OF = 'A person from our team is with you.'

/** A calendar elsewhere, in which everybody is away on Thursday. */
export const calendar = createServer((_, response) => {
  const lines = ['DTSTART;TZID=Europe/London:20261119T000000', 'DTEND;TZID=Europe/London:20261120T000000']
  const event = ['BEGIN:VEVENT', 'UID:away', 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT']
  response.end(['BEGIN:VCALENDAR', 'VERSION:2.0', ...event, 'END:VCALENDAR'].join('\r\n'))
})
