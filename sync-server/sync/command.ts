/** What a command handler is given, and what it answers. */
import type { CommandType, Payload } from '#shared/commands.ts'
import type { Deps, Session } from '../deps.ts'
import type { Tx } from '../storage/tx.ts'

export interface Context<T extends CommandType> {
  readonly tx: Tx
  readonly session: Session
  readonly payload: Payload<T>
  /** The command's id: ids of what it creates derive from it. */
  readonly commandId: string
  /** The kill switch's epoch that the person saw, where they said. */
  readonly epoch: number | undefined
  readonly deps: Pick<Deps, 'clock' | 'ids'>
}

export interface Done {
  readonly result?: Readonly<Record<string, unknown>>
  /** What the audit log keeps: ids and settings only. Absent: not an act that the log is about. */
  readonly audit?: Readonly<Record<string, unknown>>
}

export type Handler<T extends CommandType> = (context: Context<T>) => Promise<Done>

/** Somebody was faster: who, what, when. Thrown by a handler; answered as `conflict`. */
export class Conflict extends Error {
  readonly what: string
  readonly by: string | null
  readonly at: number | null
  /** The text that left instead, where one did. */
  readonly text: string | null

  constructor(what: string, by: string | null, at: number | null, text: string | null = null) {
    super(what)
    this.name = 'Conflict'
    this.what = what
    this.by = by
    this.at = at
    this.text = text
  }
}
