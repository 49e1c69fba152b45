/** Which engine answers for a venue, and what each reply, trial and check took of it. */
import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('venue').addColumn('engine', 'text').execute()
  await db.schema
    .createTable('engine_log')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('venueId', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('engine', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('ms', 'bigint', (c) => c.notNull())
    .addColumn('tokensIn', 'bigint', (c) => c.notNull())
    .addColumn('tokensOut', 'bigint', (c) => c.notNull())
    .addColumn('code', 'text')
    .execute()
  await db.schema.createIndex('engine_log_at').on('engine_log').columns(['venueId', 'at']).execute()
}
