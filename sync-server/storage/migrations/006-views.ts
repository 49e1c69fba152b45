/** Saved views; what a bulk act has changed, so that it can be undone; snoozed conversations by an index of their own. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('saved_views')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('venueId', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('personId', 'text')
    .addColumn('madeBy', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('query', 'text', (c) => c.notNull())
    .addColumn('createdAt', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('saved_views_feed').on('saved_views').columns(['venueId', 'seq']).execute()

  await db.schema
    .createTable('bulk_pieces')
    .addColumn('personId', 'text', (c) => c.notNull())
    .addColumn('commandId', 'text', (c) => c.notNull())
    .addColumn('n', 'bigint', (c) => c.notNull())
    .addColumn('venueId', 'text', (c) => c.notNull())
    .addColumn('bulkId', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('done', 'text', (c) => c.notNull())
    .addColumn('undoneBy', 'text')
    .addColumn('undone', 'text')
    .addPrimaryKeyConstraint('bulk_pieces_key', ['personId', 'commandId', 'n'])
    .execute()
  await db.schema.createIndex('bulk_pieces_bulk').on('bulk_pieces').columns(['personId', 'bulkId']).execute()
  await db.schema.createIndex('bulk_pieces_age').on('bulk_pieces').columns(['venueId', 'at']).execute()

  await sql`CREATE INDEX conversations_snoozed ON conversations ("venueId") WHERE state = 'snoozed'`.execute(db)
}
