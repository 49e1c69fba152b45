/** For tests: a page that came in lines. */
import { type Change, type PageHead, type Part, pageHead, partsOf } from '#shared/feed.ts'

/** @returns its head, and its rows in the feed's order */
export function linesOf(bytes: Uint8Array): [PageHead, Change[]] {
  const [head, rows] = bothOf(bytes)
  return [pageHead.parse(head), rows]
}

/** The same of lines that have another head. */
export function bothOf(bytes: Uint8Array): [unknown, Change[]] {
  const end = bytes.indexOf('\n'.charCodeAt(0))
  const head: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)))
  const rows = partsOf(bytes.subarray(end + 1)).flatMap(rowsOf)
  return [head, rows.sort((a, b) => a.seq - b.seq)]
}

function rowsOf(part: Part): readonly Change[] {
  if (!('fields' in part)) return [part]
  const { table, fields, rows } = part
  return rows.map(([seq, ...values]) => {
    const row: Record<string, unknown> = Object.fromEntries(fields.map((field, i) => [field, values[i]]))
    return { table, id: String(row.id), seq: Number(seq), row }
  })
}
