/** Evals: cases, their runs and results; and what else is counted by the hour besides previews. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const synced = (name: string) =>
    db.schema
      .createTable(name)
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('venueId', 'text', (c) => c.notNull())
      .addColumn('seq', 'bigint', (c) => c.notNull())

  await synced('evals')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('agentId', 'text', (c) => c.notNull())
    .addColumn('conversationId', 'text')
    .addColumn('messageId', 'text')
    .addColumn('contactId', 'text')
    .addColumn('texts', 'text', (c) => c.notNull())
    .addColumn('customerName', 'text')
    .addColumn('earlier', 'text', (c) => c.notNull())
    .addColumn('enquiry', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('expect', 'text', (c) => c.notNull())
    .addColumn('on', 'bigint', (c) => c.notNull())
    .addColumn('createdAt', 'bigint', (c) => c.notNull())
    .addColumn('by', 'text')
    .execute()
  await synced('eval_runs')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('total', 'bigint', (c) => c.notNull())
    .addColumn('done', 'bigint', (c) => c.notNull())
    .addColumn('failed', 'bigint', (c) => c.notNull())
    .addColumn('by', 'text', (c) => c.notNull())
    .addColumn('startedAt', 'bigint', (c) => c.notNull())
    .addColumn('endedAt', 'bigint')
    .addColumn('left', 'text', (c) => c.notNull())
    .addColumn('settings', 'text')
    .addColumn('leaseUntil', 'bigint')
    .execute()
  await synced('eval_results')
    .addColumn('runId', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('evalId', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('pass', 'bigint', (c) => c.notNull())
    .addColumn('reasons', 'text', (c) => c.notNull())
    .addColumn('got', 'text', (c) => c.notNull())
    .addColumn('before', 'text', (c) => c.notNull())
    .execute()
  for (const name of ['evals', 'eval_runs', 'eval_results']) {
    await db.schema.createIndex(`${name}_feed`).on(name).columns(['venueId', 'seq']).execute()
  }
  await db.schema.createIndex('evals_contact').on('evals').column('contactId').execute()
  await sql`CREATE UNIQUE INDEX eval_runs_one ON eval_runs ("venueId") WHERE state = 'running'`.execute(db)

  await db.schema
    .alterTable('previews')
    .addColumn('kind', 'text', (c) => c.notNull().defaultTo('preview'))
    .execute()
}
