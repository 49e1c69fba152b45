/** Settings that two owners edit at once, previews, and what people say of replies that have left. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('field_writes')
    .addColumn('venueId', 'text', (c) => c.notNull())
    .addColumn('table', 'text', (c) => c.notNull())
    .addColumn('rowId', 'text', (c) => c.notNull())
    .addColumn('field', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('personId', 'text', (c) => c.notNull())
    .addColumn('commandId', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('field_writes_key', ['venueId', 'table', 'rowId', 'field'])
    .execute()
  await db.schema
    .createTable('previews')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('venueId', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('previews_time').on('previews').columns(['venueId', 'at']).execute()

  await db.schema
    .createTable('incidents')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('venueId', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('messageId', 'text', (c) => c.notNull())
    .addColumn('inboundMessageId', 'text', (c) => c.notNull())
    .addColumn('conversationId', 'text', (c) => c.notNull())
    .addColumn('intent', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('citations', 'text', (c) => c.notNull())
    .addColumn('draftId', 'text', (c) => c.notNull())
    .addColumn('by', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('incidents_feed').on('incidents').columns(['venueId', 'seq']).execute()
  await sql`CREATE UNIQUE INDEX incidents_message ON incidents ("messageId")`.execute(db)

  await db.schema.alterTable('messages').addColumn('feedback', 'text').execute()
  await db.schema.alterTable('drafts').addColumn('corrects', 'text').execute()
}
