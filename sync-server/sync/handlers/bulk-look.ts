/** What a bulk act finds of conversations before it changes them: all of a piece in one query, and no row taken apart. */
import type { ErrorCode } from '#shared/errors.ts'
import { among, isPostgres } from '../../storage/among.ts'
import { oneOf, written } from '../../storage/prepared.ts'
import type { Tx } from '../../storage/tx.ts'

export type Failed = { readonly id: string; readonly code: ErrorCode }

interface Level {
  /** Ids of those that are there, and of those among them that the change changes. */
  readonly there: readonly string[]
  readonly changing: readonly string[]
  /** What stands in the columns of each that changes, its id first: lists, as JSON but for the brackets around them. */
  readonly before: string | null
}

type Found = Readonly<Record<keyof Level, string | null>>

/** Roots by their ids, or what was merged into some. @param patch columns that it will set, as the database holds them */
export async function look(
  { db, venueId }: Tx,
  by: 'id' | 'mergedInto',
  ids: readonly string[],
  patch: Readonly<Record<string, unknown>>,
): Promise<Level> {
  const columns = Object.keys(patch).map((column) => `"${column}"`)
  const differs = columns.map((column) => `${column} IS DISTINCT FROM ?`).join(' OR ')
  const was = ['id', ...columns].join()
  const [list, row] = isPostgres(db)
    ? ['json_agg(id)', `json_build_array(${was})::text`]
    : ['json_group_array(id)', `json_array(${was})`]
  const text = `SELECT CAST(${list} AS text) AS there, CAST(${list} FILTER (WHERE ${differs}) AS text) AS changing,
      string_agg(${row}, ',') FILTER (WHERE ${differs}) AS before
    FROM conversations WHERE "venueId" = ? AND "${by}" IN ${oneOf(db)} ${by === 'id' ? 'AND "mergedInto" IS NULL' : ''}`
  const given = Object.values(patch)
  const values = [...given, ...given, venueId, JSON.stringify(ids)]
  const { rows } = await db.executeQuery<Found>(written<Found>(db, text, values))
  const { there, changing, before } = rows[0]!
  return { there: JSON.parse(there ?? '[]'), changing: JSON.parse(changing ?? '[]'), before }
}

/** Those that are no roots. @param there those that are */
export async function leftOut(tx: Tx, ids: readonly string[], there: readonly string[]): Promise<Failed[]> {
  const roots = new Set(there)
  const left = ids.filter((id) => !roots.has(id))
  const query = tx.db.selectFrom('conversations').select('id').where('venueId', '=', tx.venueId)
  const merged = new Set((await query.where('id', 'in', among(tx.db, left)).execute()).map(({ id }) => id))
  return left.map((id) => ({ id, code: merged.has(id) ? 'merged_away' : 'row_not_found' }))
}
