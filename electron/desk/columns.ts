/** What the mirror keeps of a row of the feed, column by column: of most the row as JSON, of some what they are found by. */
import type { Row, TableName } from '#shared/rows.ts'

export interface Columns<T extends TableName> {
  readonly names: readonly string[]
  /** Their values, in the order of the names; of a deleted row its number alone. */
  of(id: string, seq: number, row: Row<T> | null): (string | number | null)[]
}

const json = (row: unknown): string | null => (row === null ? null : JSON.stringify(row))

const PLAIN: Columns<TableName> = {
  names: ['id', 'seq', 'row'],
  of: (id, seq, row) => [id, seq, json(row)],
}

const WIDE: { readonly [T in TableName]?: Columns<T> } = {
  conversations: {
    names: ['id', 'seq', 'contact_id', 'row'],
    of: (id, seq, row) => [id, seq, row?.contactId ?? null, json(row)],
  },
  messages: {
    names: ['id', 'seq', 'conversation_id', 'created_at', 'direction', 'state', 'body', 'row'],
    of(id, seq, row) {
      if (row === null) return [id, seq, null, null, null, null, '', null]
      const { conversationId, createdAt, direction, state, body } = row
      // What is undefined is left out; an object without it would take twice as long to make.
      const rest = JSON.stringify({ ...row, body: undefined })
      return [id, seq, conversationId, createdAt, direction, state, body, rest]
    },
  },
  drafts: {
    names: ['id', 'seq', 'conversation_id', 'state', 'row'],
    of: (id, seq, row) => [id, seq, row?.conversationId ?? null, row?.state ?? null, json(row)],
  },
  decisions: {
    names: ['id', 'seq', 'conversation_id', 'inbound_message_id', 'at', 'outcome', 'intent', 'reasons', 'row'],
    of(id, seq, row) {
      if (row === null) return [id, seq, null, null, null, null, null, null, null]
      const { conversationId, inboundMessageId, at, outcome, intent, reasons } = row
      return [id, seq, conversationId, inboundMessageId, at, outcome, intent, JSON.stringify(reasons), json(row)]
    },
  },
}

export const columnsOf = <T extends TableName>(table: T): Columns<T> => WIDE[table] ?? (PLAIN as Columns<T>)

/** An INSERT of so many rows. */
export function insertOf(table: TableName, rows: number, or: '' | 'OR IGNORE' = ''): string {
  const { names } = columnsOf(table)
  const row = `(${names.map(() => '?').join()})`
  return `INSERT ${or} INTO ${table} (${names.join()}) VALUES ${Array(rows).fill(row).join()}`
}
