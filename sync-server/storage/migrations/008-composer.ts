/** What belongs to one person: typed words, snippets and macros of their own, and what they want to be told of. */
import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const synced = (name: string) =>
    db.schema
      .createTable(name)
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('venueId', 'text', (c) => c.notNull())
      .addColumn('seq', 'bigint', (c) => c.notNull())

  await synced('typed')
    .addColumn('personId', 'text', (c) => c.notNull())
    .addColumn('conversationId', 'text', (c) => c.notNull())
    .addColumn('place', 'text', (c) => c.notNull())
    .addColumn('draftId', 'text')
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute()
  await synced('snippets')
    .addColumn('personId', 'text')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .execute()
  await synced('macros')
    .addColumn('personId', 'text')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('steps', 'text', (c) => c.notNull())
    .addColumn('key', 'text')
    .execute()
  await synced('preferences')
    .addColumn('personId', 'text', (c) => c.notNull())
    .addColumn('alerts', 'text', (c) => c.notNull())
    .addColumn('alertTexts', 'bigint', (c) => c.notNull())
    .execute()
  for (const table of ['typed', 'snippets', 'macros', 'preferences']) {
    await db.schema.createIndex(`${table}_feed`).on(table).columns(['venueId', 'seq']).execute()
  }
  await db.schema.createIndex('typed_person').on('typed').columns(['personId']).execute()

  // What one segment costs, in hundredths of the currency's smallest unit; null: not said.
  await db.schema.alterTable('venue').addColumn('segmentCost', 'bigint').execute()
}
