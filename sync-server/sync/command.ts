/** What a command handler is given, and what it answers. */
import type { CommandType, Payload } from '#shared/commands.ts'
import type { Deps, Session } from '../deps.ts'
import type { Tx } from '../storage/tx.ts'
import type { Written } from './basis.ts'

export interface Context<T extends CommandType> {
  readonly tx: Tx
  readonly session: Session
  readonly payload: Payload<T>
  /** The command's id: ids of what it creates derive from it. */
  readonly commandId: string
  /** The kill switch's epoch that the person saw, where they said. */
  readonly epoch: number | undefined
  readonly deps: Pick<Deps, 'clock' | 'ids' | 'calendars' | 'models'>
}

export interface Done {
  readonly result?: Readonly<Record<string, unknown>>
  /** What the audit log keeps: ids and settings only. Absent: not an act that the log is about. */
  readonly audit?: Readonly<Record<string, unknown>>
  /** Guarded fields that it has written besides those that its payload names. */
  readonly wrote?: readonly Written[]
}

export type Handler<T extends CommandType> = (context: Context<T>) => Promise<Done>

/**
 * A command that needs something outside the database, in three steps: a first write that refuses or reserves, the act
 * between, a second write with what came of it. It is taken up again by its id, without reserving anew; what `act`
 * throws consumes nothing, so that the same id may be tried again.
 */
export interface OutsideHandler<T extends CommandType> {
  reserve(context: Context<T>): Promise<void>
  /** May run more than once. @returns what the second write does */
  act(deps: Deps, session: Session, payload: Payload<T>, taken: Taken): Promise<Handler<T>>
}

/**
 * A command over many rows, carried out in pieces that give way to whatever else waits. It is taken up again by its id:
 * a piece knows by itself what of it is done, and what one throws consumes nothing.
 */
export interface PiecewiseHandler<T extends CommandType> {
  /** Once, in the write of the first piece: refuses, or notes what must be known of it from then on. */
  begin(context: Context<T>): Promise<void>
  /** The pieces that there are once it has begun. */
  plan(tx: Tx, session: Session, payload: Payload<T>, taken: Taken): Promise<Work<unknown>>
}

export interface Work<R> {
  readonly pieces: readonly ((tx: Tx) => Promise<R>)[]
  /** In the write of the last piece. */
  end(done: readonly R[]): Done
}

/** However it is carried out. */
export type AnyHandler<T extends CommandType> = Handler<T> | OutsideHandler<T> | PiecewiseHandler<T>

/** The command that an act is of. */
export type Taken = Pick<Context<CommandType>, 'commandId' | 'epoch'>
