/** The change feed, read in one snapshot: rows whose sequence number is above a cursor, in order. */
import { type Kysely, sql } from 'kysely'
import type { z } from 'zod'
import type { Change, ChangesPage, changesReset } from '#shared/feed.ts'
import { type Role, TABLE_NAMES, type TableName } from '#shared/rows.ts'
import { decode, fieldsOf } from '../storage/codec.ts'
import { prepared } from '../storage/prepared.ts'
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

export interface Query {
  readonly venueId: string
  readonly role: Role
  /** Whose feed it is. */
  readonly personId?: string
  readonly since: number
  readonly limit: number
  /** Do not go past this sequence number. */
  readonly upTo?: number
}

/** Sequence numbers after `since` up to `upTo`. */
export type Span = Readonly<Record<'since' | 'upTo', number>> & Pick<Query, 'venueId'>

/** What the feed is made of: tables of rows, and what was deleted. */
export type Source = TableName | 'tombstones'

/** The numbers that a source has: told by the feed's index alone. */
const numbersIn = (source: Source, { venueId, since, upTo }: Span) =>
  sql`SELECT seq FROM ${sql.table(source)} WHERE "venueId" = ${venueId} AND seq > ${since} AND seq <= ${upTo}`

/** Rows of a source that are counted: of more, the end of a page has to be looked for. */
const COUNTED = 64

/** Which sources have rows there, and how many. */
const countsFor = (tables: readonly TableName[]) =>
  prepared((db, q: Span) => {
    const counts = [...tables, 'tombstones' as const].map(
      (source) =>
        sql`SELECT ${sql.lit(source)} AS source, count(*) AS n FROM (${numbersIn(source, q)} LIMIT ${sql.lit(COUNTED)}) AS page`,
    )
    const union = sql<{ source: Source; n: number }>`${sql.join(counts, sql` UNION ALL `)}`
    return { compile: () => union.compile(db) }
  })

const COUNTS = {
  owner: countsFor(TABLE_NAMES),
  staff: countsFor(TABLE_NAMES.filter((table) => !OWNERS_ONLY.has(table))),
}

const controlOf = prepared((db, { venueId }: Pick<Query, 'venueId'>) =>
  db.selectFrom('venue_control').select(['seq', 'feedId']).where('venueId', '=', venueId),
)

/** The number of the last row of a page, and of the one that follows; the sources are walked side by side. */
const endIn = (sources: readonly Source[]) =>
  prepared((db, q: Span & Readonly<Record<'before', number>>) => {
    const numbers = sql.join(
      sources.map((source) => numbersIn(source, q)),
      sql` UNION ALL `,
    )
    const end = sql<{ seq: number }>`${numbers} ORDER BY seq LIMIT 2 OFFSET ${q.before}`
    return { compile: () => end.compile(db) }
  })
const ENDS = new Map<string, ReturnType<typeof endIn>>()

/** @returns where a page of that many rows ends; null: it has all */
async function endOf(db: Kysely<Tables>, sources: readonly Source[], q: Span, limit: number): Promise<number | null> {
  const name = sources.join()
  const end = ENDS.get(name) ?? endIn(sources)
  ENDS.set(name, end)
  const [last, next] = await end(db, { ...q, before: limit - 1 })
  return next === undefined ? null : last!.seq
}

const rowsOf = (table: TableName) =>
  prepared((db, { venueId, since, upTo }: Span) =>
    db
      .selectFrom(table)
      // What only the server knows is not read.
      .select(['seq', ...fieldsOf(table)])
      .where('venueId', '=', venueId)
      .where('seq', '>', since)
      .where('seq', '<=', upTo)
      .orderBy('seq'),
  )
const ROWS_OF = Object.fromEntries(TABLE_NAMES.map((table) => [table, rowsOf(table)])) as Readonly<
  Record<TableName, ReturnType<typeof rowsOf>>
>

async function changesIn(db: Kysely<Tables>, table: TableName, span: Span, role: Role): Promise<Change[]> {
  const rows = await ROWS_OF[table](db, span)
  return rows.map((columns) => ({
    table,
    id: columns.id,
    seq: columns.seq,
    row: visible(table, decode(table, columns) as Record<string, unknown>, role),
  }))
}

async function deletionsIn(db: Kysely<Tables>, q: Span, role: Role): Promise<Change[]> {
  let query = db.selectFrom('tombstones').selectAll().where('venueId', '=', q.venueId)
  query = query.where('seq', '>', q.since).where('seq', '<=', q.upTo)
  if (role !== 'owner') query = query.where('table', 'not in', [...OWNERS_ONLY])
  const rows = await query.orderBy('seq').execute()
  return rows.map(({ table, id, seq }) => ({ table, id, seq, row: null }))
}

type Reset = z.infer<typeof changesReset>
type Answer = ChangesPage | Reset

/** Rows changed after `since`, in order, at most `limit`. Call it within one `read`. */
export async function readChanges(db: Kysely<Tables>, q: Query): Promise<Answer> {
  const page = await readAllChanges(db, q)
  return 'reset' in page ? page : { ...page, rows: seenBy(q.personId, page.rows) }
}

/** The same with every person's own rows, for a caller who gives each only theirs. */
export async function readAllChanges(db: Kysely<Tables>, q: Omit<Query, 'personId'>): Promise<Answer> {
  const bounds = await boundsOf(db, q)
  if ('reset' in bounds) return bounds
  const { sources, ...page } = bounds
  const span = { venueId: q.venueId, since: page.from, upTo: page.to }
  const rows: Change[] = []
  for (const source of sources) rows.push(...(await changesFrom(db, source, span, q.role)))
  rows.sort((a, b) => a.seq - b.seq)
  return { ...page, rows }
}

/** All of a page but its rows, and what they are in. */
export async function boundsOf(
  db: Kysely<Tables>,
  { venueId, role, since, limit, upTo: given }: Omit<Query, 'personId'>,
): Promise<Reset | (Omit<ChangesPage, 'rows'> & { readonly sources: readonly Source[] })> {
  const [control] = await controlOf(db, { venueId })
  if (control === undefined) throw new Error('a feed of no venue')
  const { seq: head, feedId } = control
  if (since > head) return { reset: true, feedId }
  const upTo = given ?? head
  const span = { venueId, since, upTo }
  const found = (await COUNTS[role](db, span)).filter(({ n }) => n > 0)
  const sources = found.map(({ source }) => source)
  const isShort = found.every(({ n }) => n < COUNTED) && found.reduce((sum, { n }) => sum + n, 0) <= limit
  const end = isShort ? null : await endOf(db, sources, span, limit)
  return { from: since, to: end ?? upTo, more: end !== null, feedId, head, sources }
}

export const changesFrom = (db: Kysely<Tables>, source: Source, span: Span, role: Role): Promise<Change[]> =>
  source === 'tombstones' ? deletionsIn(db, span, role) : changesIn(db, source, span, role)

/** Tables that a first screen needs whole. */
export const SMALL = ['venue', 'people', 'agents', 'policies'] as const satisfies TableName[]

/** All numbers that there are. */
export const ALL = { since: 0, upTo: Number.MAX_SAFE_INTEGER } as const

/** Queries of the newest conversations, and of what belongs to them on a first screen. */
export async function newestOf(db: Kysely<Tables>, venueId: string, limit: number) {
  const newest = await db
    .selectFrom('conversations')
    .select(['id', 'contactId'])
    .where('venueId', '=', venueId)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  if (newest.length === 0) return []
  const ids = newest.map(({ id }) => id)
  const contacts = newest.map(({ contactId }) => contactId)
  return [
    { table: 'conversations', query: db.selectFrom('conversations').selectAll().where('id', 'in', ids) },
    {
      table: 'drafts',
      query: db.selectFrom('drafts').selectAll().where('conversationId', 'in', ids).where('state', '=', 'pending'),
    },
    {
      table: 'messages',
      query: db
        .selectFrom('messages')
        .selectAll()
        .where('conversationId', 'in', ids)
        .orderBy('createdAt', 'desc')
        .limit(limit * 10),
    },
    { table: 'contacts', query: db.selectFrom('contacts').selectAll().where('id', 'in', contacts) },
  ] as const
}

/** The newest conversations with what belongs on a first screen: applied only where newer, and moves no cursor. */
export async function readRecent(db: Kysely<Tables>, venueId: string, role: Role, limit: number): Promise<Change[]> {
  const out: Change[] = []
  for (const table of SMALL) out.push(...(await changesIn(db, table, { venueId, ...ALL }, role)))
  for (const { table, query } of await newestOf(db, venueId, limit)) {
    const rows = await query.execute()
    out.push(...rows.map((columns) => ({ table, id: columns.id, seq: columns.seq, row: decode(table, columns) })))
  }
  return out
}
