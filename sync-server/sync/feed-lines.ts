/**
 * A page of the feed in two lines, as bytes: all but its rows, then the rows. What a venue has most of becomes JSON inside
 * SQLite, which takes a third of the time of making objects of it and writing those out; its fields are named once.
 */
import { type Expression, type Kysely, sql } from 'kysely'
import { inLines, type PageHead } from '#shared/feed.ts'
import type { TableName } from '#shared/rows.ts'
import { isPostgres } from '../storage/among.ts'
import { decodedInSql, fieldsOf } from '../storage/codec.ts'
import { prepared } from '../storage/prepared.ts'
import type { Tables } from '../storage/tables.ts'
import {
  ALL,
  boundsOf,
  changesFrom,
  newestOf,
  type Query,
  readChanges,
  readRecent,
  SMALL,
  type Source,
  type Span,
  seenBy,
} from './feed.ts'

/** Of these everybody sees every row, and all of it. */
const MANY = ['contacts', 'conversations', 'messages', 'drafts', 'decisions'] as const satisfies TableName[]

/** The rows of a query as a list, each its number and its values. */
const listIn = (table: TableName, rows: Expression<unknown>) =>
  sql<{
    n: number
    rows: Buffer
  }>`SELECT count(*) AS n, CAST(json_group_array(${sql.raw(`json_array(seq, ${decodedInSql(table).join()})`)}) AS BLOB) AS rows
    FROM (${rows})`

const jsonOf = (table: TableName) =>
  prepared((db, { venueId, since, upTo }: Span) => {
    const query = listIn(
      table,
      sql`SELECT * FROM ${sql.table(table)} WHERE "venueId" = ${venueId} AND seq > ${since} AND seq <= ${upTo} ORDER BY seq`,
    )
    return { compile: () => query.compile(db) }
  })
const JSON_OF = new Map<Source, ReturnType<typeof jsonOf>>(MANY.map((table) => [table, jsonOf(table)]))
/** What stands before the rows of a list. */
const HEAD_OF = new Map<Source, Buffer>(
  MANY.map((table) => [table, Buffer.from(`{"table":"${table}","fields":${JSON.stringify(fieldsOf(table))},"rows":`)]),
)

/** The rows are in order table by table. Call it within one `read`. */
export async function readLines(db: Kysely<Tables>, q: Query): Promise<Buffer> {
  if (isPostgres(db)) return Buffer.from(inLines(await readChanges(db, q)))
  const bounds = await boundsOf(db, q)
  if ('reset' in bounds) return Buffer.from(inLines(bounds))
  const { sources, ...page } = bounds
  const span = { venueId: q.venueId, since: page.from, upTo: page.to }
  const lists: List[] = []
  for (const source of sources) {
    const made = JSON_OF.get(source)
    if (made === undefined) lists.push({ source: null, ...(await listOf(db, source, span, q)) })
    else lists.push({ source, ...(await made(db, span))[0]! })
  }
  const count = lists.reduce((sum, { n }) => sum + n, 0)
  return bytesOf({ ...page, count } satisfies PageHead, lists)
}

/** The same rows as {@link readRecent}; their number is all of the first line. Call it within one `read`. */
export async function readRecentLines(
  db: Kysely<Tables>,
  q: Pick<Query, 'venueId' | 'role' | 'limit'>,
): Promise<Buffer> {
  const { venueId, role, limit } = q
  if (isPostgres(db)) return Buffer.from(inLines({ rows: await readRecent(db, venueId, role, limit) }))
  const lists: List[] = []
  for (const table of SMALL) lists.push({ source: null, ...(await listOf(db, table, { venueId, ...ALL }, q)) })
  for (const { table, query } of await newestOf(db, venueId, limit))
    lists.push({ source: table, ...(await listIn(table, query).execute(db)).rows[0]! })
  return bytesOf({ count: lists.reduce((sum, { n }) => sum + n, 0) }, lists)
}

/** Rows as JSON. */
interface List {
  /** What they are the values of; null: each is a change. */
  readonly source: Source | null
  readonly n: number
  readonly rows: Buffer
}

function bytesOf(head: object, lists: readonly List[]): Buffer {
  const parts = lists.flatMap(({ source, n, rows }) => {
    if (n === 0) return []
    return source === null ? [COMMA, rows.subarray(1, -1)] : [COMMA, HEAD_OF.get(source)!, rows, END]
  })
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n[`), ...parts.slice(1), Buffer.from(']')])
}

async function listOf(
  db: Kysely<Tables>,
  source: Source,
  span: Span,
  { role, personId }: Pick<Query, 'role' | 'personId'>,
): Promise<Omit<List, 'source'>> {
  const rows = seenBy(personId, await changesFrom(db, source, span, role))
  return { n: rows.length, rows: Buffer.from(JSON.stringify(rows)) }
}

const COMMA = Buffer.from(',')
const END = Buffer.from('}')
