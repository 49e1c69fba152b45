/** Public reviews: their stars, and the place that they come from. */
import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('messages').addColumn('stars', 'integer').execute()
  await db.schema.alterTable('venue').addColumn('reviews', 'text').execute()
}
