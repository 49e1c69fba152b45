/** The audit log is append-only whoever asks: the database itself refuses to change or remove an entry. */
import { type Kysely, PostgresAdapter, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('audit_action').on('audit').columns(['venueId', 'action', 'n']).execute()
  await db.schema.alterTable('venue').addColumn('auditFailedAt', 'bigint').execute()
  if (db.getExecutor().adapter instanceof PostgresAdapter) {
    await sql`CREATE FUNCTION audit_is_append_only() RETURNS trigger AS $$
      BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$ LANGUAGE plpgsql`.execute(db)
    await sql`CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
      FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()`.execute(db)
    await sql`CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
      FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()`.execute(db)
    return
  }
  for (const act of ['UPDATE', 'DELETE'] as const) {
    await sql
      .raw(
        `CREATE TRIGGER audit_no_${act.toLowerCase()} BEFORE ${act} ON audit
         BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`,
      )
      .execute(db)
  }
}
