/** Merging two conversations of one customer: who did it and when; what staff keep about a customer. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('conversations').addColumn('mergedAt', 'bigint').execute()
  await db.schema.alterTable('conversations').addColumn('mergedBy', 'text').execute()
  await sql`CREATE INDEX conversations_merged ON conversations ("mergedInto") WHERE "mergedInto" IS NOT NULL`.execute(
    db,
  )
  await db.schema.alterTable('contacts').addColumn('email', 'text').execute()
  await db.schema.alterTable('contacts').addColumn('note', 'text').execute()
  // What a turn has seen is what the conversation has when the turn is taken.
  await db.schema.alterTable('turns').dropColumn('upto').execute()
}
