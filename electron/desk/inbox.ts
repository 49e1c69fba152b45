/** Keeps one list row a conversation, and the sets that it is in, in step with the mirror's rows. */
import { isDeepStrictEqual } from 'node:util'
import type Database from 'better-sqlite3'
import { inboxRowOf, troubleOf } from '#shared/inbox-row.ts'
import { type InboxRow, viewsOf } from '#shared/views.ts'
import type { Known, Reads } from './reads.ts'
import { viewBit } from './schema.ts'
import { prepareSetWriter, setsOf } from './sets.ts'

export interface InboxChange {
  /** Read where it is asked for. */
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

/** A risk stands first, then a complaint, then what was handed off to a person. */
function urgencyOf({ conversation: c, draft }: InboxRow): number {
  if (c.flag === 'risk' || (draft?.kind === 'escalation' && draft.intent === 'risk')) return 3
  if (draft?.kind === 'escalation') return 2
  return c.handoff !== null ? 1 : 0
}

export interface InboxWriter {
  /** Makes the list's row of a conversation afresh; to be called inside a transaction. @param known it, where it is at hand */
  derive(conversationId: string, known?: Known): InboxChange
  /** To be called first in a transaction: what an earlier one has left undone is forgotten. */
  begin(): void
  /** To be called last in a transaction. */
  end(): void
  /** Whether the list's rows, and the sets that they are in, are those that the mirror's rows make. Looks at all of them. */
  isInStep(): boolean
}

/** What the list keeps of one conversation. */
interface Made {
  readonly rid: number
  readonly row: InboxRow
  readonly sets: readonly string[]
  readonly columns: Readonly<Record<(typeof KEYS)[number], number>> & { readonly sets: string; readonly row: string }
}

/** A row of the list, as it is kept. */
export const rowOf = (stored: string): InboxRow => JSON.parse(stored)

/** What a row's place goes by. */
const KEYS = ['urgent', 'waiting', 'at', 'views'] as const

function madeOf(reads: Reads, id: string, known?: Known): Made | null {
  const found = reads.glance(id, known)
  if (found === null) return null
  const { rid, seq, scene } = found
  const row = inboxRowOf(scene, seq, 0)
  const { urgent, waiting, at } = inboxKey(row)
  const views = viewsOf(row).reduce((mask, view) => mask | viewBit(view), 0)
  const names = setsOf(row, troubleOf(scene))
  const columns = { urgent, waiting, at, views, sets: JSON.stringify(names), row: JSON.stringify(row) }
  return { rid, row, sets: names, columns }
}

/** Makes the rows of a list that is empty yet, and its sets. */
export function fillInbox(db: Database.Database, reads: Reads): void {
  const sets = prepareSetWriter(db)
  const put = db.prepare(
    `INSERT INTO inbox (rid, conversation_id, urgent, waiting, at, views, sets, row)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  sets.begin()
  for (const id of db.prepare<[], string>('SELECT id FROM conversations ORDER BY rid').pluck().all()) {
    const made = madeOf(reads, id)
    if (made === null) continue
    const { rid, columns } = made
    put.run(rid, id, columns.urgent, columns.waiting, columns.at, columns.views, columns.sets, columns.row)
    sets.move(rid, [], made.sets)
  }
  sets.flush()
}

export function prepareInbox(db: Database.Database, reads: Reads): InboxWriter {
  const stored = db.prepare<[number], Made['columns']>(
    'SELECT urgent, waiting, at, views, sets, row FROM inbox WHERE rid = ?',
  )
  const put = db.prepare(
    `INSERT INTO inbox (rid, conversation_id, urgent, waiting, at, views, sets, row)
     VALUES (:rid, :id, :urgent, :waiting, :at, :views, :sets, :row)
     ON CONFLICT (rid) DO UPDATE SET urgent = excluded.urgent, waiting = excluded.waiting, at = excluded.at,
       views = excluded.views, sets = excluded.sets, row = excluded.row`,
  )
  const putRow = db.prepare('UPDATE inbox SET sets = ?, row = ? WHERE rid = ?')
  const drop = db.prepare('DELETE FROM inbox WHERE rid = ?')
  const ridOf = db.prepare<[string], number>('SELECT rid FROM conversations WHERE id = ?').pluck()
  const sets = prepareSetWriter(db)

  const listed = db.prepare<[], Made['columns'] & { readonly rid: number; readonly id: string }>(
    'SELECT rid, conversation_id AS id, urgent, waiting, at, views, sets, row FROM inbox',
  )
  const conversations = db.prepare<[], string>('SELECT id FROM conversations').pluck()

  const made = (id: string, known?: Known) => madeOf(reads, id, known)

  /** Nearly every change leaves a row where it stands: its indexes are not written then. */
  const write = (id: string, old: Made['columns'] | undefined, { rid, columns }: Made): void => {
    const stays = old !== undefined && KEYS.every((key) => old[key] === columns[key])
    if (stays) putRow.run(columns.sets, columns.row, rid)
    else put.run({ rid, id, ...columns })
  }

  return {
    begin: sets.begin,
    end: sets.flush,
    derive(id, known) {
      const now = made(id, known)
      const rid = now?.rid ?? ridOf.get(id)
      if (rid === undefined) return { before: null, after: null }
      const old = stored.get(rid)
      if (old?.sets !== now?.columns.sets)
        sets.move(rid, old === undefined ? [] : JSON.parse(old.sets), now?.sets ?? [])
      if (now === null) drop.run(rid)
      else write(id, old, now)
      let before: InboxRow | null = null
      return {
        get before() {
          if (old !== undefined) before ??= rowOf(old.row)
          return before
        },
        after: now?.row ?? null,
      }
    },
    isInStep() {
      const rows = new Map(listed.all().map(({ rid, id, ...columns }) => [id, { rid, columns }]))
      const wanted = conversations.all().flatMap((id) => {
        const now = made(id)
        return now === null ? [] : [{ id, now }]
      })
      const same = wanted.every(({ id, now }) => isDeepStrictEqual(rows.get(id)?.columns, now.columns))
      return (
        same &&
        wanted.length === rows.size &&
        sets.hold([...rows.values()].map(({ rid, columns }) => ({ rid, sets: JSON.parse(columns.sets) })))
      )
    },
  }
}
