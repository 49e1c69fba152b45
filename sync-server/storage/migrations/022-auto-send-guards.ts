/**
 * What the database itself refuses, whoever asks (product rule "Training and governance"): an intent in training on auto,
 * and an automatic text that is claimed while the master switch is off, its terms are not acknowledged, or its intent is
 * in training or not on auto.
 */
import { type Kysely, PostgresAdapter, sql } from 'kysely'

const UNTRAINED = 'an intent in training cannot be on auto'
const NOT_ALLOWED = 'nothing is sent automatically that is not switched on and trained'

export async function up(db: Kysely<unknown>): Promise<void> {
  if (db.getExecutor().adapter instanceof PostgresAdapter) return onPostgres(db)
  for (const act of ['INSERT', 'UPDATE']) {
    await sql
      .raw(
        `CREATE TRIGGER policies_trained_${act.toLowerCase()} BEFORE ${act} ON policies
         WHEN NEW.unlocked = 0 AND NEW.mode IN ('auto', 'escalate_ack')
         BEGIN SELECT RAISE(ABORT, '${UNTRAINED}'); END`,
      )
      .execute(db)
    await sql
      .raw(
        `CREATE TRIGGER messages_allowed_${act.toLowerCase()} BEFORE ${act === 'UPDATE' ? 'UPDATE OF state' : act} ON messages
         WHEN NEW.state = 'claimed' AND NEW.auto = 1 AND NOT (
           EXISTS (SELECT 1 FROM venue WHERE venue.id = NEW."venueId"
             AND venue."masterSwitch" ->> '$.on' = 1 AND venue."masterSwitch" ->> '$.acknowledgedAt' IS NOT NULL)
           AND (NEW."draftId" IS NULL OR EXISTS (
             SELECT 1 FROM drafts JOIN policies ON policies."venueId" = drafts."venueId" AND policies.id = drafts.intent
             WHERE drafts.id = NEW."draftId" AND policies.mode = 'auto' AND policies.unlocked = 1)))
         BEGIN SELECT RAISE(ABORT, '${NOT_ALLOWED}'); END`,
      )
      .execute(db)
  }
}

async function onPostgres(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `CREATE FUNCTION policies_trained() RETURNS trigger AS $$
       BEGIN RAISE EXCEPTION '${UNTRAINED}'; END $$ LANGUAGE plpgsql`,
    )
    .execute(db)
  await sql`CREATE TRIGGER policies_trained BEFORE INSERT OR UPDATE ON policies FOR EACH ROW
    WHEN (NEW.unlocked = 0 AND NEW.mode IN ('auto', 'escalate_ack')) EXECUTE FUNCTION policies_trained()`.execute(db)
  await sql
    .raw(
      `CREATE FUNCTION messages_allowed() RETURNS trigger AS $$
       BEGIN
         IF EXISTS (SELECT 1 FROM venue WHERE venue.id = NEW."venueId"
              AND (venue."masterSwitch"::jsonb ->> 'on')::boolean AND venue."masterSwitch"::jsonb ->> 'acknowledgedAt' IS NOT NULL)
            AND (NEW."draftId" IS NULL OR EXISTS (
              SELECT 1 FROM drafts JOIN policies ON policies."venueId" = drafts."venueId" AND policies.id = drafts.intent
              WHERE drafts.id = NEW."draftId" AND policies.mode = 'auto' AND policies.unlocked = 1))
         THEN RETURN NEW; END IF;
         RAISE EXCEPTION '${NOT_ALLOWED}';
       END $$ LANGUAGE plpgsql`,
    )
    .execute(db)
  await sql`CREATE TRIGGER messages_allowed BEFORE INSERT OR UPDATE OF state ON messages FOR EACH ROW
    WHEN (NEW.state = 'claimed' AND NEW.auto = 1) EXECUTE FUNCTION messages_allowed()`.execute(db)
}
