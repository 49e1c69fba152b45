/** Numbered migrations, forward only, run at start, each in a transaction of its own. A newer file is refused. */
import { type Kysely, sql } from 'kysely'
import * as start from './migrations/001-start.ts'
import * as diary from './migrations/002-diary.ts'
import * as settings from './migrations/003-settings.ts'
import * as agents from './migrations/004-agents.ts'
import * as evals from './migrations/005-evals.ts'
import * as views from './migrations/006-views.ts'
import * as presenceMerge from './migrations/007-presence-merge.ts'
import * as composer from './migrations/008-composer.ts'
import * as calibration from './migrations/009-calibration.ts'
import * as audit from './migrations/011-audit.ts'
import * as judged from './migrations/012-judged.ts'
import * as indexes from './migrations/020-indexes.ts'
import * as erasure from './migrations/021-erasure.ts'
import * as autoSendGuards from './migrations/022-auto-send-guards.ts'
import * as reviews from './migrations/023-reviews.ts'
import * as engine from './migrations/026-engine.ts'
import * as firstRun from './migrations/027-first-run.ts'
import * as keys from './migrations/029-keys.ts'
import * as judgements from './migrations/030-judgements.ts'
import * as leaving from './migrations/031-leaving.ts'
import type { Tables } from './tables.ts'

interface Migration {
  readonly number: number
  readonly up: (db: Kysely<unknown>) => Promise<void>
}

export const MIGRATIONS: readonly Migration[] = [
  { number: 1, up: start.up },
  { number: 2, up: diary.up },
  { number: 3, up: settings.up },
  { number: 4, up: agents.up },
  { number: 5, up: evals.up },
  { number: 6, up: views.up },
  { number: 7, up: presenceMerge.up },
  { number: 8, up: composer.up },
  { number: 9, up: calibration.up },
  { number: 11, up: audit.up },
  { number: 12, up: judged.up },
  { number: 20, up: indexes.up },
  { number: 21, up: erasure.up },
  { number: 22, up: autoSendGuards.up },
  { number: 23, up: reviews.up },
  { number: 26, up: engine.up },
  { number: 27, up: firstRun.up },
  { number: 29, up: keys.up },
  { number: 30, up: judgements.up },
  { number: 31, up: leaving.up },
]

export class NewerDatabase extends Error {
  constructor(found: number, known: number) {
    super(
      `The database is of version ${found}; this program knows versions up to ${known}. Start a newer program; nothing was changed.`,
    )
    this.name = 'NewerDatabase'
  }
}

export async function schemaVersion(db: Kysely<Tables>): Promise<number> {
  await sql`CREATE TABLE IF NOT EXISTS schema_version (version bigint PRIMARY KEY)`.execute(db)
  const { rows } = await sql<{ version: number | null }>`SELECT max(version) AS version FROM schema_version`.execute(db)
  return rows[0]?.version ?? 0
}

/** @throws NewerDatabase when the file comes from a later version of the program. */
export async function migrate(db: Kysely<Tables>, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const known = migrations.at(-1)?.number ?? 0
  const found = await schemaVersion(db)
  if (found > known) throw new NewerDatabase(found, known)
  for (const { number, up } of migrations) {
    if (number <= found) continue
    await db.transaction().execute(async (tx) => {
      await up(tx as unknown as Kysely<unknown>)
      await sql`INSERT INTO schema_version (version) VALUES (${number})`.execute(tx)
    })
  }
}
