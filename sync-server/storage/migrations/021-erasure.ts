/** Erasure: hashes with a salt, what has been erased and is not yet gone from every file, an index to find it by. Team: invitations, devices. */
import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { keyed } from '../../hash.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('venue_control')
    .addColumn('salt', 'text', (c) => c.notNull().defaultTo(''))
    .execute()
  await db.schema
    .createTable('erasures')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('venueId', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('contactIds', 'text', (c) => c.notNull())
    .addColumn('suppressed', 'text', (c) => c.notNull())
    .addColumn('doneAt', 'bigint')
    .execute()
  await db.schema.createIndex('drafts_conversation').on('drafts').column('conversationId').execute()
  await retention(db)
  await team(db)
  await saltHashes(db)
}

async function retention(db: Kysely<unknown>): Promise<void> {
  // null: texts are kept for ever. Of a conversation: up to which text its words are gone.
  await db.schema.alterTable('venue').addColumn('retentionDays', 'bigint').execute()
  await db.schema.alterTable('conversations').addColumn('erasedThrough', 'bigint').execute()
  await sql`CREATE INDEX conversations_closed ON conversations ("venueId", "lastMessageAt") WHERE state = 'closed'`.execute(
    db,
  )
}

async function team(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('sessions')
    .addColumn('device', 'text', (c) => c.notNull().defaultTo(''))
    .execute()
  await db.schema
    .alterTable('sessions')
    .addColumn('lastSeenAt', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute()
  await sql`UPDATE sessions SET "lastSeenAt" = "createdAt"`.execute(db)
  await db.schema
    .createTable('invites')
    .addColumn('tokenHash', 'text', (c) => c.primaryKey())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('venueId', 'text', (c) => c.notNull())
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('by', 'text')
    .addColumn('createdAt', 'bigint', (c) => c.notNull())
    .addColumn('expiresAt', 'bigint', (c) => c.notNull())
    .addColumn('usedAt', 'bigint')
    .execute()
  await db.schema.createIndex('invites_venue').on('invites').column('venueId').execute()
}

/** Plain hashes of phone numbers and payloads can be guessed; from here on they are salted. */
async function saltHashes(db: Kysely<unknown>): Promise<void> {
  const venues = await sql<{ venueId: string }>`SELECT "venueId" FROM venue_control`.execute(db)
  for (const { venueId } of venues.rows) {
    const salt = randomBytes(32).toString('hex')
    await sql`UPDATE venue_control SET salt = ${salt} WHERE "venueId" = ${venueId}`.execute(db)
    const stopped = await sql<{ h: string }>`
      SELECT "numberHash" AS h FROM suppressions WHERE "venueId" = ${venueId}`.execute(db)
    for (const { h } of stopped.rows)
      await sql`UPDATE suppressions SET "numberHash" = ${keyed(salt, h)}
        WHERE "venueId" = ${venueId} AND "numberHash" = ${h}`.execute(db)
    const commands = await sql<{ personId: string; id: string; h: string }>`
      SELECT "personId", id, "payloadHash" AS h FROM commands WHERE "venueId" = ${venueId}`.execute(db)
    for (const { personId, id, h } of commands.rows)
      await sql`UPDATE commands SET "payloadHash" = ${keyed(salt, h)}
        WHERE "personId" = ${personId} AND id = ${id}`.execute(db)
  }
}
