/**
 * Indexes for what a text that comes in asks and writes: what is about to leave its conversation is found without reading all
 * that was ever said in it, and only what was sent is looked up by the provider's id.
 */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Its condition is that of `messages_outbox`: see `inOutbox` in sending/outbox.ts.
  await sql`CREATE INDEX messages_leaving ON messages ("conversationId", "createdAt") WHERE state IN ('queued', 'claimed', 'unknown')`.execute(
    db,
  )
  await db.schema.dropIndex('messages_provider').execute()
  await sql`CREATE INDEX messages_provider ON messages ("providerId") WHERE direction = 'out'`.execute(db)
}
