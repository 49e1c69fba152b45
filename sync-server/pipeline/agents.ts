/** Which agent answers, and what shapes it. */
import type { Kysely } from 'kysely'
import type { Row } from '#shared/rows.ts'
import { decode } from '../storage/codec.ts'
import type { Tables } from '../storage/tables.ts'

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
