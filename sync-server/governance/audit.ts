/**
 * The audit log: append-only, each entry chained to the one before by its hash, so that a changed or missing entry is
 * found. It holds ids, settings and times; never names, numbers or texts (product rule "Training and governance").
 */
import { type Kysely, sql } from 'kysely'
import { Refusal } from '#shared/errors.ts'
import type { AuditFilter } from '#shared/feed.ts'
import { sha256 } from '../hash.ts'
import { prepared } from '../storage/prepared.ts'
import type { Tables } from '../storage/tables.ts'
import type { Tx } from '../storage/tx.ts'

export interface AuditEntry {
  readonly n: number
  readonly at: number
  /** null: the server itself. */
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

/** The log could not be written: what it was to record must not happen. */
export class AuditFailed extends Refusal {
  constructor() {
    super('audit_unavailable')
    this.name = 'AuditFailed'
  }
}

const insertEntry = prepared(
  (db, { venueId, n, at, personId, action, detail, prevHash, hash }: Readonly<Tables['audit']>) =>
    db.insertInto('audit').values({ venueId, n, at, personId, action, detail, prevHash, hash }),
)

/** @throws AuditFailed; the transaction is then fit for nothing but to be undone. */
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
  try {
    await insertEntry(tx.db, { venueId: tx.venueId, ...body, hash })
  } catch {
    throw new AuditFailed()
  }
  tx.control.auditN = body.n
  tx.control.auditHash = hash
}

/** Says on every console since when nothing can be logged, or that it can be again. */
export async function noteAudit(tx: Tx, failing: boolean): Promise<void> {
  const venue = (await tx.find('venue', tx.venueId))!
  if ((venue.auditFailedAt != null) === failing) return
  await tx.patch('venue', venue.id, { auditFailedAt: failing ? tx.now : null })
}

/** Entries that the filter asks for: the first after number `after`, oldest first, or the last before `before`, newest first. */
export async function readAudit(
  db: Kysely<Tables>,
  venueId: string,
  filter: AuditFilter,
  limit: number,
): Promise<AuditEntry[]> {
  const { after = 0, before, action, person, from, to, search } = filter
  let query = db
    .selectFrom('audit')
    .select(['n', 'at', 'personId', 'action', 'detail', 'prevHash', 'hash'])
    .where('venueId', '=', venueId)
    .where('n', '>', after)
  if (before !== undefined) query = query.where('n', '<', before)
  if (action !== undefined) query = query.where('action', '=', action)
  if (person !== undefined)
    query = query.where('personId', person === 'server' ? 'is' : '=', person === 'server' ? null : person)
  if (from !== undefined) query = query.where('at', '>=', from)
  if (to !== undefined) query = query.where('at', '<', to)
  for (const word of search?.toLowerCase().split(/\s+/).filter(Boolean) ?? []) {
    const like = `%${word.replace(/[\\%_]/g, '\\$&')}%`
    query = query.where(sql<boolean>`(lower(action || ' ' || detail) LIKE ${like} ESCAPE '\\')`)
  }
  const rows = await query
    .orderBy('n', before === undefined ? 'asc' : 'desc')
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
