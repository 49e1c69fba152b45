/**
 * What a backtest reads of each decision, in rows of its own by time: a decision with its gates in words fills a page of
 * the file by itself, and a backtest reads a hundred thousand of them. The database keeps the two in step.
 */
import { type Kysely, PostgresAdapter, sql } from 'kysely'

const COLUMNS = `id, "venueId", at, "conversationId", outcome, reasons, "rawConfidence", calibration, "draftId", "messageId", judged`
const ADD = `INSERT INTO judgements (${COLUMNS}) VALUES (${COLUMNS.replaceAll(/"?\b\w+\b"?/g, 'NEW.$&')})`
const DROP = 'DELETE FROM judgements WHERE id = OLD.id'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('judgements')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('venueId', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('conversationId', 'text', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('reasons', 'text', (c) => c.notNull())
    .addColumn('rawConfidence', 'double precision', (c) => c.notNull())
    .addColumn('calibration', 'bigint')
    .addColumn('draftId', 'text')
    .addColumn('messageId', 'text')
    .addColumn('judged', 'text')
    .execute()
  await sql.raw(`INSERT INTO judgements (${COLUMNS}) SELECT ${COLUMNS} FROM decisions ORDER BY at, id`).execute(db)
  await db.schema.createIndex('judgements_time').on('judgements').columns(['venueId', 'at', 'id']).execute()
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter
  for (const statement of postgres ? ON_POSTGRES : ON_SQLITE) await sql.raw(statement).execute(db)
}

const ON_SQLITE = [
  `CREATE TRIGGER judgements_insert AFTER INSERT ON decisions BEGIN ${ADD}; END`,
  `CREATE TRIGGER judgements_update AFTER UPDATE ON decisions BEGIN ${DROP}; ${ADD}; END`,
  `CREATE TRIGGER judgements_delete AFTER DELETE ON decisions BEGIN ${DROP}; END`,
]

const ON_POSTGRES = [
  `CREATE FUNCTION keep_judgement() RETURNS trigger AS $$
   BEGIN
     IF TG_OP <> 'INSERT' THEN ${DROP}; END IF;
     IF TG_OP <> 'DELETE' THEN ${ADD}; END IF;
     RETURN NULL;
   END $$ LANGUAGE plpgsql`,
  `CREATE TRIGGER judgements_kept AFTER INSERT OR UPDATE OR DELETE ON decisions
   FOR EACH ROW EXECUTE FUNCTION keep_judgement()`,
]
