/** Agents with what shapes them: guidance cards, playbooks and how far these have come; and what a handoff tells. */
import { type Kysely, sql } from 'kysely'

/** Kept as it was when this migration was written; a later default does not change it. */
const ALL_CHANNELS = JSON.stringify(['sms', 'reviews', 'email', 'web_chat'])
const HANDOFF = JSON.stringify({
  tell: false,
  text: 'Thanks for your message. A member of our team will answer it.',
})

export async function up(db: Kysely<unknown>): Promise<void> {
  const synced = (name: string) =>
    db.schema
      .createTable(name)
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('venueId', 'text', (c) => c.notNull())
      .addColumn('seq', 'bigint', (c) => c.notNull())

  await db.schema
    .alterTable('agents')
    .addColumn('channels', 'text', (c) => c.notNull().defaultTo(ALL_CHANNELS))
    .execute()
  await db.schema.alterTable('agents').addColumn('persona', 'text').execute()
  await db.schema
    .alterTable('agents')
    .addColumn('behaviour', 'text', (c) => c.notNull().defaultTo(''))
    .execute()
  await db.schema
    .alterTable('agents')
    .addColumn('classifierInstruction', 'text', (c) => c.notNull().defaultTo(''))
    .execute()
  await db.schema
    .alterTable('agents')
    .addColumn('active', 'bigint', (c) => c.notNull().defaultTo(1))
    .execute()
  await db.schema
    .alterTable('agents')
    .addColumn('order', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute()
  // Until now the oldest was first.
  await sql`UPDATE agents SET "order" = seq`.execute(db)

  await synced('guidance')
    .addColumn('agentId', 'text', (c) => c.notNull())
    .addColumn('surface', 'text', (c) => c.notNull())
    .addColumn('intents', 'text', (c) => c.notNull())
    .addColumn('condition', 'text', (c) => c.notNull())
    .addColumn('effect', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('on', 'bigint', (c) => c.notNull())
    .addColumn('order', 'bigint', (c) => c.notNull())
    .execute()
  await synced('playbooks')
    .addColumn('agentId', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('goal', 'text', (c) => c.notNull())
    .addColumn('intents', 'text', (c) => c.notNull())
    .addColumn('condition', 'text', (c) => c.notNull())
    .addColumn('collect', 'text', (c) => c.notNull())
    .addColumn('route', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('on', 'bigint', (c) => c.notNull())
    .addColumn('order', 'bigint', (c) => c.notNull())
    .execute()
  await synced('playbook_runs')
    .addColumn('conversationId', 'text', (c) => c.notNull())
    .addColumn('playbookId', 'text', (c) => c.notNull())
    .addColumn('agentId', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('collected', 'text', (c) => c.notNull())
    .addColumn('route', 'text')
    .addColumn('startedAt', 'bigint', (c) => c.notNull())
    .addColumn('updatedAt', 'bigint', (c) => c.notNull())
    .addColumn('endedAt', 'bigint')
    .execute()
  for (const name of ['guidance', 'playbooks', 'playbook_runs']) {
    await db.schema.createIndex(`${name}_feed`).on(name).columns(['venueId', 'seq']).execute()
  }
  for (const name of ['guidance', 'playbooks']) {
    await db.schema.createIndex(`${name}_agent`).on(name).column('agentId').execute()
  }
  await sql`CREATE UNIQUE INDEX playbook_runs_open ON playbook_runs ("conversationId") WHERE state = 'open'`.execute(db)

  await db.schema
    .alterTable('venue')
    .addColumn('handoff', 'text', (c) => c.notNull().defaultTo(HANDOFF))
    .execute()
  await db.schema
    .alterTable('conversations')
    .addColumn('resumedSeq', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute()
  await db.schema.alterTable('drafts').addColumn('playbook', 'text').execute()
  await db.schema.createIndex('conversations_agent').on('conversations').column('agentId').execute()
}
