/**
 * The audit log: append-only, each entry chained to the one before by its hash, so that a changed or missing entry is
 * found. It holds ids, settings and times; never names, numbers or texts (product rule "Training and governance").
 */
import type { Kysely } from 'kysely'
import { sha256 } from '../hash.ts'
import type { Tables } from '../storage/tables.ts'
import type { Tx } from '../storage/tx.ts'

export interface AuditEntry {
  readonly n: number
  readonly at: number
  readonly personId: string | null
  readonly action: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly prevHash: string
  readonly hash: string
}

type Body = Omit<AuditEntry, 'hash' | 'detail'> & { readonly detail: string }

function hashOf(venueId: string, e: Body): string {
  return sha256(JSON.stringify([venueId, e.n, e.at, e.personId, e.action, e.detail, e.prevHash]))
}

export async function appendAudit(
  tx: Tx,
  entry: { personId: string | null; action: string; detail: Readonly<Record<string, unknown>> },
): Promise<void> {
  const body: Body = {
    n: tx.control.auditN + 1,
    at: tx.now,
    personId: entry.personId,
    action: entry.action,
    detail: JSON.stringify(entry.detail),
    prevHash: tx.control.auditHash,
  }
  const hash = hashOf(tx.venueId, body)
  await tx.db
    .insertInto('audit')
    .values({ venueId: tx.venueId, ...body, hash })
    .execute()
  tx.control.auditN = body.n
  tx.control.auditHash = hash
}

/** Entries after number `after`, oldest first. */
export async function readAudit(
  db: Kysely<Tables>,
  venueId: string,
  after: number,
  limit: number,
): Promise<AuditEntry[]> {
  const rows = await db
    .selectFrom('audit')
    .select(['n', 'at', 'personId', 'action', 'detail', 'prevHash', 'hash'])
    .where('venueId', '=', venueId)
    .where('n', '>', after)
    .orderBy('n')
    .limit(limit)
    .execute()
  return rows.map((r) => ({ ...r, detail: JSON.parse(r.detail) as Record<string, unknown> }))
}

/** Walks the whole chain; `brokenAt` is the number of the first entry that is changed or missing. */
export async function verifyAudit(
  db: Kysely<Tables>,
  venueId: string,
): Promise<{ ok: boolean; entries: number; brokenAt?: number }> {
  const control = await db
    .selectFrom('venue_control')
    .select(['auditN', 'auditHash'])
    .where('venueId', '=', venueId)
    .executeTakeFirstOrThrow()
  let prevHash = ''
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('venueId', '=', venueId)
      .where('n', '>', after)
      .orderBy('n')
      .limit(1_000)
      .execute()
    for (const row of rows) {
      const sound = row.n === after + 1 && row.prevHash === prevHash && row.hash === hashOf(venueId, row)
      if (!sound) return { ok: false, entries: control.auditN, brokenAt: after + 1 }
      prevHash = row.hash
      after = row.n
    }
    if (rows.length < 1_000) {
      const whole = after === control.auditN && prevHash === control.auditHash
      return whole ? { ok: true, entries: after } : { ok: false, entries: control.auditN, brokenAt: after + 1 }
    }
  }
}
