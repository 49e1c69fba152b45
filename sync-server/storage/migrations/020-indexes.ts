/** Indexes without which a claim, a turn or the upkeep walks through all that a venue has ever seen. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Its condition is that of `messages_outbox`: see `inOutbox` in sending/outbox.ts.
  await sql`CREATE INDEX messages_recipient ON messages ("venueId", "toNumber") WHERE state IN ('queued', 'claimed', 'unknown')`.execute(
    db,
  )
  await db.schema.createIndex('decisions_turn').on('decisions').column('turnId').execute()
}
