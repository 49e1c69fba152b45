/**
 * A page of the feed in two lines, as bytes: all but its rows, then the rows. What a venue has most of becomes JSON inside
 * SQLite, which takes a third of the time of making objects of it and writing those out; its fields are named once.
 */
import { type Kysely, sql } from 'kysely'
import { inLines, type PageHead } from '#shared/feed.ts'
import type { TableName } from '#shared/rows.ts'
import { isPostgres } from '../storage/among.ts'
import { decodedInSql, fieldsOf } from '../storage/codec.ts'
import { prepared } from '../storage/prepared.ts'
import type { Tables } from '../storage/tables.ts'
import { boundsOf, changesFrom, type Query, readChanges, type Source, type Span, seenBy } from './feed.ts'

/** Of these everybody sees every row, and all of it. */
const MANY = ['contacts', 'conversations', 'messages', 'drafts', 'decisions'] as const satisfies TableName[]

const jsonOf = (table: TableName) =>
  prepared((db, { venueId, since, upTo }: Span) => {
    const values = sql.raw(`json_array(seq, ${decodedInSql(table).join()})`)
    const query = sql<{
      n: number
      rows: Buffer
    }>`SELECT count(*) AS n, CAST(json_group_array(${values}) AS BLOB) AS rows
      FROM (SELECT * FROM ${sql.table(table)} WHERE "venueId" = ${venueId} AND seq > ${since} AND seq <= ${upTo} ORDER BY seq)`
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
  const lists: Buffer[] = []
  let count = 0
  for (const source of sources) {
    const made = JSON_OF.get(source)
    const { n, rows } = made === undefined ? await listOf(db, source, span, q) : (await made(db, span))[0]!
    if (n === 0) continue
    count += n
    if (made === undefined) lists.push(COMMA, rows.subarray(1, -1))
    else lists.push(COMMA, HEAD_OF.get(source)!, rows, END)
  }
  const head = JSON.stringify({ ...page, count } satisfies PageHead)
  return Buffer.concat([Buffer.from(`${head}\n[`), ...lists.slice(1), Buffer.from(']')])
}

async function listOf(db: Kysely<Tables>, source: Source, span: Span, { role, personId }: Query) {
  const rows = seenBy(personId, await changesFrom(db, source, span, role))
  return { n: rows.length, rows: Buffer.from(JSON.stringify(rows)) }
}

const COMMA = Buffer.from(',')
const END = Buffer.from('}')
