/** The change feed, read in one snapshot: rows whose sequence number is above a cursor, in order. */
import type { Kysely } from 'kysely'
import type { Change, ChangesPage } from '#shared/feed.ts'
import { type Role, TABLE_NAMES, type TableName } from '#shared/rows.ts'
import { decode } from '../storage/codec.ts'
import type { Tables } from '../storage/tables.ts'

/** Rows that belong to one person where they name one; nobody else's feed has those. */
const OWNED: ReadonlySet<string> = new Set<TableName>(['typed', 'snippets', 'macros', 'preferences', 'saved_views'])

const ownerOf = ({ table, row }: Change): string | null =>
  OWNED.has(table) ? ((row as { readonly personId: string | null } | null)?.personId ?? null) : null

/** Whether a row is for one person's eyes. */
export const isPersonal = (change: Change): boolean => ownerOf(change) !== null

/** What that person may see of it; undefined: a person who owns nothing. */
export function seenBy(personId: string | undefined, rows: readonly Change[]): Change[] {
  return rows.filter((change) => [null, personId].includes(ownerOf(change)))
}

/** Tables of which staff hear nothing. */
const OWNERS_ONLY: ReadonlySet<TableName> = new Set(['evals', 'eval_runs', 'eval_results'])

/** What a role may not see is not in its feed. */
function visible(table: TableName, row: Record<string, unknown>, role: Role): Record<string, unknown> {
  if (table !== 'venue' || role === 'owner') return row
  const { sparks: _, engine: __, ...rest } = row
  return rest
}

interface Query {
  readonly venueId: string
  readonly role: Role
  /** Whose feed it is. */
  readonly personId?: string
  readonly since: number
  readonly limit: number
  /** Do not go past this sequence number. */
  readonly upTo?: number
}

async function changesIn(db: Kysely<Tables>, table: TableName, q: Query): Promise<Change[]> {
  let query = db.selectFrom(table).selectAll().where('venueId', '=', q.venueId).where('seq', '>', q.since)
  if (q.upTo !== undefined) query = query.where('seq', '<=', q.upTo)
  const rows = await query.orderBy('seq').limit(q.limit).execute()
  return rows.map((columns) => ({
    table,
    id: columns.id,
    seq: columns.seq,
    row: visible(table, decode(table, columns) as Record<string, unknown>, q.role),
  }))
}

async function deletionsIn(db: Kysely<Tables>, q: Query): Promise<Change[]> {
  let query = db.selectFrom('tombstones').selectAll().where('venueId', '=', q.venueId).where('seq', '>', q.since)
  if (q.upTo !== undefined) query = query.where('seq', '<=', q.upTo)
  if (q.role !== 'owner') query = query.where('table', 'not in', [...OWNERS_ONLY])
  const rows = await query.orderBy('seq').limit(q.limit).execute()
  return rows.map(({ table, id, seq }) => ({ table, id, seq, row: null }))
}

type Answer = ChangesPage | { reset: true; feedId: string }

/** Rows changed after `since`, in order, at most `limit`. Call it within one `read`. */
export async function readChanges(db: Kysely<Tables>, q: Query): Promise<Answer> {
  const page = await readAllChanges(db, q)
  return 'reset' in page ? page : { ...page, rows: seenBy(q.personId, page.rows) }
}

/** The same with every person's own rows, for a caller who gives each only theirs. */
export async function readAllChanges(db: Kysely<Tables>, q: Omit<Query, 'personId'>): Promise<Answer> {
  const control = await db
    .selectFrom('venue_control')
    .select(['seq', 'feedId'])
    .where('venueId', '=', q.venueId)
    .executeTakeFirstOrThrow()
  const head = control.seq
  if (q.since > head) return { reset: true, feedId: control.feedId }
  const found: Change[] = []
  const tables = q.role === 'owner' ? TABLE_NAMES : TABLE_NAMES.filter((table) => !OWNERS_ONLY.has(table))
  for (const table of tables) found.push(...(await changesIn(db, table, { ...q, limit: q.limit + 1 })))
  found.push(...(await deletionsIn(db, { ...q, limit: q.limit + 1 })))
  found.sort((a, b) => a.seq - b.seq)
  const rows = found.slice(0, q.limit)
  const more = found.length > q.limit
  return { from: q.since, to: more ? rows.at(-1)!.seq : (q.upTo ?? head), more, feedId: control.feedId, head, rows }
}

/** The newest conversations with what belongs on a first screen: applied only where newer, and moves no cursor. */
export async function readRecent(db: Kysely<Tables>, venueId: string, role: Role, limit: number): Promise<Change[]> {
  const small: TableName[] = ['venue', 'people', 'agents', 'policies']
  const out: Change[] = []
  for (const table of small) out.push(...(await changesIn(db, table, { venueId, role, since: 0, limit: 1_000 })))
  const change =
    <T extends TableName>(table: T) =>
    (columns: { id: string; seq: number }): Change => ({
      table,
      id: columns.id,
      seq: columns.seq,
      row: decode(table, columns),
    })
  const conversations = await db
    .selectFrom('conversations')
    .selectAll()
    .where('venueId', '=', venueId)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  out.push(...conversations.map(change('conversations')))
  if (conversations.length === 0) return out
  const ids = conversations.map((c) => c.id)
  const drafts = await db
    .selectFrom('drafts')
    .selectAll()
    .where('conversationId', 'in', ids)
    .where('state', '=', 'pending')
    .execute()
  const messages = await db
    .selectFrom('messages')
    .selectAll()
    .where('conversationId', 'in', ids)
    .orderBy('createdAt', 'desc')
    .limit(limit * 10)
    .execute()
  const contacts = await db
    .selectFrom('contacts')
    .selectAll()
    .where(
      'id',
      'in',
      conversations.map((c) => c.contactId),
    )
    .execute()
  out.push(...drafts.map(change('drafts')), ...messages.map(change('messages')), ...contacts.map(change('contacts')))
  return out
}
