/**
 * A write on one venue. It begins with the venue's control row and gives each row that it changes its own sequence
 * number; the queue writes the control row back and commits.
 */
import { CompiledQuery, type Kysely, type Selectable } from 'kysely'
import type { Row, TableName } from '#shared/rows.ts'
import { decode, encode } from './codec.ts'
import { written } from './prepared.ts'
import type { ControlTable, Tables } from './tables.ts'
import { type Columns, exchange, type Replaced, updateMany } from './update-many.ts'

/** Fields of a synced table that callers may set, in their own types, with the server's private columns. */
export type Fields<T extends TableName> = Row<T> & Partial<Omit<Selectable<Tables[T]>, keyof Row<T>>>

/** Rows of one statement. */
const MOST_AT_ONCE = 500

const SAVEPOINT = CompiledQuery.raw('SAVEPOINT part')
const RELEASE = CompiledQuery.raw('RELEASE SAVEPOINT part')
const ROLLBACK = CompiledQuery.raw('ROLLBACK TO SAVEPOINT part')

/** Undoes all that an item of the write queue has done: the queue sets the savepoint. */
export const ROLLBACK_ITEM = CompiledQuery.raw('ROLLBACK TO SAVEPOINT item')

const quoted = (name: string): string => `"${name}"`

export class Tx {
  readonly db: Kysely<Tables>
  /** The control row as it will be written back. */
  control: ControlTable
  /** Milliseconds since the epoch: one instant for the whole write. */
  readonly now: number

  constructor(db: Kysely<Tables>, control: ControlTable, now: number) {
    this.db = db
    this.control = control
    this.now = now
  }

  get venueId(): string {
    return this.control.venueId
  }

  nextSeq(): number {
    this.control.seq += 1
    return this.control.seq
  }

  /** @returns the sequence number of the new row. */
  async insert<T extends TableName>(table: T, row: Fields<T>): Promise<number> {
    const seq = this.nextSeq()
    const columns = { ...encode(table, row), venueId: this.venueId, seq }
    const names = Object.keys(columns)
    const text = `INSERT INTO "${table}" (${names.map(quoted).join()}) VALUES (${names.map(() => '?').join()})`
    await this.db.executeQuery(written(this.db, text, Object.values(columns)))
    return seq
  }

  /** Changes one row that must be there. @returns its new sequence number. */
  async patch<T extends TableName>(table: T, id: string, patch: Partial<Fields<T>>): Promise<number> {
    const seq = this.nextSeq()
    const columns = { ...encode(table, patch), seq }
    const set = Object.keys(columns).map((name) => `${quoted(name)} = ?`)
    const text = `UPDATE "${table}" SET ${set.join()} WHERE "id" = ? AND "venueId" = ?`
    const values = [...Object.values(columns), id, this.venueId]
    const { numAffectedRows } = await this.db.executeQuery(written(this.db, text, values))
    if (numAffectedRows !== 1n) throw new Error(`patched ${numAffectedRows} rows of ${table}, not one`)
    return seq
  }

  /** Changes many rows that must be there, each as its own patch says; all patches name the same fields. */
  async patchMany<T extends TableName>(
    table: T,
    patches: readonly { readonly id: string; readonly patch: Partial<Fields<T>> }[],
  ): Promise<void> {
    await this.setMany(
      table,
      patches.map(({ id, patch }) => ({ ...encode(table, patch), id })),
    )
  }

  /** As {@link patchMany}, of rows that are columns already: as the database holds them. */
  async setMany(table: TableName, rows: readonly Columns[]): Promise<void> {
    await updateMany(
      this.db,
      this.venueId,
      table,
      rows.map((row) => ({ ...row, seq: this.nextSeq() })),
    )
  }

  /** Gives the same columns, as the database holds them, to those of these rows in which something else stands. */
  async exchange(
    table: TableName,
    ids: readonly string[],
    columns: Readonly<Record<string, unknown>>,
    where = 'true',
  ): Promise<Replaced> {
    const replaced = await exchange(this.db, this.venueId, table, ids, columns, where, this.control.seq)
    this.control.seq += replaced.count
    return replaced
  }

  /** @returns the row with what only the server knows, or undefined. */
  async find<T extends TableName>(table: T, id: string): Promise<(Fields<T> & Row<T> & { seq: number }) | undefined> {
    const text = `SELECT * FROM "${table}" WHERE "id" = ? AND "venueId" = ?`
    const { rows } = await this.db.executeQuery(written(this.db, text, [id, this.venueId]))
    const columns = rows[0] as Readonly<Record<string, unknown>> | undefined
    return columns && ({ ...columns, ...decode(table, columns) } as never)
  }

  async remove(table: TableName, id: string): Promise<void> {
    await this.db.deleteFrom(table).where('id', '=', id).where('venueId', '=', this.venueId).execute()
    await this.db.insertInto('tombstones').values({ venueId: this.venueId, seq: this.nextSeq(), table, id }).execute()
  }

  /** Removes many rows; those that are not there are passed over. @returns how many there were. */
  async removeMany(table: TableName, ids: readonly string[]): Promise<number> {
    let removed = 0
    for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
      const gone = await this.db
        .deleteFrom(table)
        .where('id', 'in', ids.slice(at, at + MOST_AT_ONCE))
        .where('venueId', '=', this.venueId)
        .returning('id')
        .execute()
      const tombstones = gone.map(({ id }) => ({ venueId: this.venueId, seq: this.nextSeq(), table, id }))
      if (tombstones.length > 0) await this.db.insertInto('tombstones').values(tombstones).execute()
      removed += gone.length
    }
    return removed
  }

  /** Begins a part that can be undone alone; end it with {@link release} or {@link rollback}. */
  async savepoint(): Promise<void> {
    await this.db.executeQuery(SAVEPOINT)
  }

  async release(): Promise<void> {
    await this.db.executeQuery(RELEASE)
  }

  /** @param before the control row as it stood at the savepoint */
  async rollback(before: ControlTable): Promise<void> {
    await this.db.executeQuery(ROLLBACK)
    await this.release()
    this.control = before
  }

  /** Undoes all that this write has done. @param before the control row as it stood when it began */
  async startOver(before: ControlTable): Promise<void> {
    await this.db.executeQuery(ROLLBACK_ITEM)
    this.control = before
  }

  /** What a claim was decided under no longer holds: no claim of an older epoch succeeds. */
  raiseEpoch(): number {
    this.control.epoch += 1
    return this.control.epoch
  }
}
