/** Calibration: what each review said of the classifier's own confidence, and the map that was made of it. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('evidence').addColumn('rawConfidence', sql`double precision`).execute()
  await sql`UPDATE evidence SET "rawConfidence" = confidence`.execute(db)
  /** 0: from before the intent was locked again; it teaches the calibration, and counts for no unlock. */
  await db.schema
    .alterTable('evidence')
    .addColumn('counts', 'integer', (c) => c.notNull().defaultTo(1))
    .execute()

  await db.schema
    .createTable('calibrations')
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('venueId', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('reviews', 'integer', (c) => c.notNull())
    .addColumn('map', 'text', (c) => c.notNull())
    .addColumn('before', 'text', (c) => c.notNull())
    .addColumn('after', 'text', (c) => c.notNull())
    .addColumn('errorBefore', sql`double precision`, (c) => c.notNull())
    .addColumn('errorAfter', sql`double precision`, (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('calibrations_key', ['venueId', 'id'])
    .execute()
  await db.schema.createIndex('calibrations_feed').on('calibrations').columns(['venueId', 'seq']).execute()
  await db.schema.alterTable('decisions').addColumn('calibration', 'integer').execute()
}
