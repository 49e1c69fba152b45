/** The first run: codes that set a server up, how far a venue has come, whether it is a demo; who has seen the tour. */
import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('setup_codes')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('createdAt', 'bigint', (c) => c.notNull())
    .addColumn('expiresAt', 'bigint', (c) => c.notNull())
    .addColumn('usedAt', 'bigint')
    .execute()
  await db.schema.alterTable('venue').addColumn('setup', 'text').execute()
  await db.schema.alterTable('venue').addColumn('demo', 'bigint').execute()
  await db.schema.alterTable('preferences').addColumn('tourSeen', 'bigint').execute()
}
