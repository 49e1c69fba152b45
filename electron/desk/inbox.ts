/** Keeps one list row a conversation, and the sets that it is in, in step with the mirror's rows. */
import type Database from 'better-sqlite3'
import { inboxRowOf, troubleOf } from '#shared/inbox-row.ts'
import { type InboxRow, viewsOf } from '#shared/views.ts'
import type { Reads } from './reads.ts'
import { viewBit } from './schema.ts'
import { prepareSetWriter, setsOf } from './sets.ts'

export interface InboxChange {
  readonly before: InboxRow | null
  readonly after: InboxRow | null
}

/** What a row is sorted by, in SQL and in memory alike. */
export interface InboxKey {
  readonly urgent: number
  readonly waiting: number
  readonly at: number
  readonly id: string
}

/** Who does not wait stands behind all who do, the newest first. */
export const notWaiting = (lastMessageAt: number): number => 2 ** 52 - lastMessageAt

export function inboxKey(row: InboxRow): InboxKey {
  const { conversation: c } = row
  return {
    urgent: urgencyOf(row),
    waiting: c.waitingSince ?? notWaiting(c.lastMessageAt),
    at: c.lastMessageAt,
    id: c.id,
  }
}

/** A risk or a complaint stands first, then what was handed off to a person. */
function urgencyOf({ conversation: c, draft }: InboxRow): number {
  if (draft?.kind === 'escalation' || c.flag === 'risk') return 2
  return c.handoff !== null ? 1 : 0
}

interface Stored {
  readonly sets: string
  readonly row: string
}

export interface InboxWriter {
  /** Makes the list's row of a conversation afresh; to be called inside a transaction. */
  derive(conversationId: string): InboxChange
  /** To be called first in a transaction: what an earlier one has left undone is forgotten. */
  begin(): void
  /** To be called last in a transaction. */
  end(): void
}

export function prepareInbox(db: Database.Database, reads: Reads): InboxWriter {
  const stored = db.prepare<[number], Stored>('SELECT sets, row FROM inbox WHERE rid = ?')
  const put = db.prepare(
    `INSERT INTO inbox (rid, conversation_id, urgent, waiting, at, views, sets, row) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (rid) DO UPDATE SET urgent = excluded.urgent, waiting = excluded.waiting, at = excluded.at,
       views = excluded.views, sets = excluded.sets, row = excluded.row`,
  )
  const drop = db.prepare('DELETE FROM inbox WHERE rid = ?')
  const ridOf = db.prepare<[string], number>('SELECT rid FROM conversations WHERE id = ?').pluck()
  const sets = prepareSetWriter(db)

  return {
    begin: sets.begin,
    end: sets.flush,
    derive(id) {
      const rid = ridOf.get(id)
      if (rid === undefined) return { before: null, after: null }
      const old = stored.get(rid)
      const before: readonly string[] = old === undefined ? [] : JSON.parse(old.sets)
      const found = reads.scene(id)
      const after = found === null ? null : inboxRowOf(found.scene, found.seq, 0)
      if (found === null || after === null) {
        sets.move(rid, before, [])
        drop.run(rid)
      } else {
        const key = inboxKey(after)
        const names = setsOf(after, troubleOf(found.scene))
        const views = viewsOf(after).reduce((mask, view) => mask | viewBit(view), 0)
        const { urgent, waiting, at } = key
        sets.move(rid, before, names)
        put.run(rid, id, urgent, waiting, at, views, JSON.stringify(names), JSON.stringify(after))
      }
      return { before: old === undefined ? null : JSON.parse(old.row), after }
    },
  }
}
