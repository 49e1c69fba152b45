/** Which agent answers, and what shapes it. */
import type { Kysely } from 'kysely'
import type { GuidanceRow, PlaybookRow, Row } from '#shared/rows.ts'
import { decode } from '../storage/codec.ts'
import type { Tables } from '../storage/tables.ts'

/** An agent with what is switched on of its cards and playbooks, each in their order. */
export interface Agent extends Row<'agents'> {
  readonly guidance: readonly GuidanceRow[]
  readonly playbooks: readonly PlaybookRow[]
}

/** The agent that a new conversation of that channel goes to: the first active one that answers it, else the first. */
export async function agentFor(db: Kysely<Tables>, venueId: string, channel: string): Promise<Row<'agents'>> {
  const rows = await db
    .selectFrom('agents')
    .selectAll()
    .where('venueId', '=', venueId)
    .orderBy('order')
    .orderBy('id')
    .execute()
  const all = rows.map((columns) => decode('agents', columns))
  const active = all.filter((agent) => agent.active)
  const found = active.find((agent) => agent.channels.some((one) => one === channel)) ?? active[0] ?? all[0]
  if (!found) throw new Error('a venue without an agent')
  return found
}

export async function loadAgent(db: Kysely<Tables>, agentId: string): Promise<Agent> {
  const of = <T extends 'guidance' | 'playbooks'>(table: T) =>
    db
      .selectFrom(table as 'guidance' | 'playbooks')
      .selectAll()
      .where('agentId', '=', agentId)
      .where('on', '=', 1)
      .orderBy('order')
      .orderBy('id')
      .execute()
      .then((rows) => rows.map((columns) => decode(table, columns)))
  const agent = await db.selectFrom('agents').selectAll().where('id', '=', agentId).executeTakeFirstOrThrow()
  return { ...decode('agents', agent), guidance: await of('guidance'), playbooks: await of('playbooks') }
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** @ and the agent's name, in any case and however it is spaced; no part of an address. */
export function isMentioned({ name }: Pick<Agent, 'name'>, texts: readonly string[]): boolean {
  const words = name.trim().split(/\s+/).map(literally).join('\\s*')
  if (words === '') return false
  const mention = new RegExp(`(?<![\\p{L}\\p{N}._-])@\\s?${words}(?![\\p{L}\\p{N}_]|\\.\\p{L})`, 'iu')
  return texts.some((text) => mention.test(text.normalize('NFKC')))
}
