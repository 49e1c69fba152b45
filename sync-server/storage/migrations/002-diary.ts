/** The diary: who works, what is booked or held, and calendars elsewhere that take time. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const synced = (name: string) =>
    db.schema
      .createTable(name)
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('venueId', 'text', (c) => c.notNull())
      .addColumn('seq', 'bigint', (c) => c.notNull())

  await synced('staffers')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('serviceIds', 'text', (c) => c.notNull())
    .addColumn('hours', 'text', (c) => c.notNull())
    .addColumn('active', 'bigint', (c) => c.notNull())
    .execute()
  await synced('bookings')
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('stafferId', 'text', (c) => c.notNull())
    .addColumn('serviceId', 'text', (c) => c.notNull())
    .addColumn('startsAt', 'bigint', (c) => c.notNull())
    .addColumn('endsAt', 'bigint', (c) => c.notNull())
    .addColumn('contactId', 'text')
    .addColumn('customerName', 'text', (c) => c.notNull())
    .addColumn('messageId', 'text')
    .addColumn('by', 'text')
    .addColumn('createdAt', 'bigint', (c) => c.notNull())
    .addCheckConstraint('bookings_status', sql`status IN ('held', 'booked', 'cancelled')`)
    .addCheckConstraint('bookings_span', sql`"endsAt" > "startsAt"`)
    .execute()
  await synced('calendar_feeds')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('url', 'text', (c) => c.notNull())
    .addColumn('host', 'text', (c) => c.notNull())
    .addColumn('stafferId', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('checkedAt', 'bigint')
    .addColumn('readAt', 'bigint')
    .addColumn('busyCount', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('busy')
    .addColumn('venueId', 'text', (c) => c.notNull())
    .addColumn('feedId', 'text', (c) => c.notNull())
    .addColumn('stafferId', 'text')
    .addColumn('startsAt', 'bigint', (c) => c.notNull())
    .addColumn('endsAt', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema.alterTable('drafts').addColumn('diary', 'text').execute()

  for (const name of ['staffers', 'bookings', 'calendar_feeds']) {
    await db.schema.createIndex(`${name}_feed`).on(name).columns(['venueId', 'seq']).execute()
  }
  await db.schema.createIndex('bookings_time').on('bookings').columns(['venueId', 'endsAt']).execute()
  await db.schema.createIndex('busy_time').on('busy').columns(['venueId', 'endsAt']).execute()
  await db.schema.createIndex('busy_feed').on('busy').column('feedId').execute()
  await sql`CREATE UNIQUE INDEX bookings_message ON bookings ("messageId") WHERE "messageId" IS NOT NULL`.execute(db)
}
