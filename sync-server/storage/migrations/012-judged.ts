/** What each decision was judged by, so that it can be judged again under other settings. */
import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('decisions').addColumn('judged', 'text').execute()
  await db.schema.createIndex('decisions_time').on('decisions').columns(['venueId', 'at']).execute()
}
