/** The keys that a person has set for themselves. */
import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('preferences')
    .addColumn('keys', 'text', (c) => c.notNull().defaultTo('{}'))
    .execute()
}
