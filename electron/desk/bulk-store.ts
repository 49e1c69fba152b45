/** Changes of many conversations at once, in the queue's file: as they were asked for, and what became of their commands. */
import type Database from 'better-sqlite3'
import type { BulkChange } from '#shared/bulk.ts'
import { type CommandAnswer, commandAnswer } from '#shared/commands.ts'

/** `waiting` was never transmitted; `cancelled` never will be. */
export type CommandState = 'waiting' | 'sent' | 'answered' | 'cancelled'

/** One change of many conversations, as a person has asked for it; the queue holds it as a few commands. */
export interface StoredBulk {
  readonly id: string
  readonly change: BulkChange
  readonly total: number
  readonly at: number
  /** The command that undoes it. */
  readonly undo: string | null
}

export interface BulkCommand {
  readonly id: string
  readonly state: CommandState
  readonly answer: CommandAnswer | null
  /** Conversations that it names. */
  readonly count: number
}

export interface BulkStore {
  put(bulk: StoredBulk): void
  /** Those that nobody has dismissed, in the order in which they were given. */
  open(): readonly StoredBulk[]
  /** What became of its commands so far; cancelled ones included. */
  commandsOf(bulkId: string): readonly BulkCommand[]
  /** What became of one command; null where it is not remembered. */
  command(commandId: string): BulkCommand | null
  /** Notes which command undoes it. */
  undo(bulkId: string, commandId: string): void
  dismiss(bulkId: string): void
}

/** Made where it is missing: it came later than the rest, and nothing else has changed with it. */
export const BULK_SCHEMA = `
CREATE TABLE IF NOT EXISTS bulks (
  id TEXT PRIMARY KEY, change TEXT NOT NULL, total INTEGER NOT NULL, at INTEGER NOT NULL, undo TEXT,
  dismissed INTEGER NOT NULL DEFAULT 0
) STRICT;
`

type StoredState = Omit<BulkCommand, 'answer'> & { readonly answer: string | null }

const stateOf = ({ answer, ...command }: StoredState): BulkCommand => ({
  ...command,
  answer: answer === null ? null : commandAnswer.parse(JSON.parse(answer)),
})

export function prepareBulks(db: Database.Database): BulkStore {
  const put = db.prepare(
    'INSERT INTO bulks (id, change, total, at) VALUES (:id, :change, :total, :at) ON CONFLICT (id) DO NOTHING',
  )
  const open = db.prepare<[], Omit<StoredBulk, 'change'> & { readonly change: string }>(
    'SELECT id, change, total, at, undo FROM bulks WHERE dismissed = 0 ORDER BY rowid',
  )
  const undo = db.prepare('UPDATE bulks SET undo = ? WHERE id = ?')
  const dismiss = db.prepare('UPDATE bulks SET dismissed = 1 WHERE id = ?')
  const columns = "id, state, answer, coalesce(json_array_length(command, '$.payload.ids'), 0) AS count"
  const commandsOf = db.prepare<[string, string], StoredState>(
    `SELECT ${columns} FROM commands WHERE id > ? AND id < ? ORDER BY position`,
  )
  const command = db.prepare<[string], StoredState>(`SELECT ${columns} FROM commands WHERE id = ?`)
  return {
    put({ id, change, total, at }) {
      put.run({ id, change: JSON.stringify(change), total, at })
    },
    open: () => open.all().map(({ change, ...bulk }) => ({ ...bulk, change: JSON.parse(change) })),
    // `_` and a number behind the id of the bulk act; `a` is the next sign after those that a number may begin with.
    commandsOf: (bulkId) => commandsOf.all(`${bulkId}_`, `${bulkId}_a`).map(stateOf),
    command(commandId) {
      const found = command.get(commandId)
      return found === undefined ? null : stateOf(found)
    },
    undo: (bulkId, commandId) => void undo.run(commandId, bulkId),
    dismiss: (bulkId) => void dismiss.run(bulkId),
  }
}
