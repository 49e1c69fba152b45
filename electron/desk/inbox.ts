/** Keeps one list row a conversation, and the sets that it is in, in step with the mirror's rows. */
import { isDeepStrictEqual } from 'node:util'
import type Database from 'better-sqlite3'
import { inboxRowOf, troubleOf } from '#shared/inbox-row.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { ConversationRow } from '#shared/rows.ts'
import type { Glance } from '#shared/scene.ts'
import type { InboxRow } from '#shared/views.ts'
import type { Few, Known, Reads } from './reads.ts'
import { KEPT, type Kept } from './schema.ts'
import { createFiling, factSet, fileOf, prepareSetWriter } from './sets.ts'

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

/** What is at hand already where a row is made. */
export interface Given {
  readonly known?: Known | undefined
  readonly few?: Few | undefined
  /** The latest decision in it; null: there is none. */
  readonly decided?: Glance['decided'] | undefined
  /** The conversation is all that has changed, of a thread that is nothing else. */
  readonly alone?: boolean
}

export interface InboxWriter {
  /** Makes the list's row of a conversation afresh; to be called inside a transaction. */
  derive(conversationId: string, given?: Given): InboxChange
  /** To be called first in a transaction: what an earlier one has left undone is forgotten. */
  begin(): void
  /** To be called last in a transaction. */
  end(): void
  /** Whether the list's rows, and the sets that they are in, are those that the mirror's rows make. Looks at all of them. */
  isInStep(): boolean
}

/** The list's row of one conversation, made afresh. */
interface Made {
  readonly rid: number
  readonly row: InboxRow
  readonly columns: Kept
}

/** A row of the list as it is kept: what it shows beside its conversation, which lies in a table of its own. */
export interface Stored {
  readonly seq: number
  readonly conversation: string
  readonly beside: string
}

/** Its columns in SQL, of the tables `conversations` c and `inbox` i. */
export const STORED = 'c.seq, c.row AS conversation, i.beside'

/** Of a thread of several conversations also what they are as one. */
type Beside = Pick<InboxRow, 'draft' | 'sending' | 'trouble' | 'intent' | 'gates'> & {
  readonly conversation?: ConversationRow
}

export const rowOf = ({ seq, conversation, beside }: Stored): InboxRow =>
  withBeside(seq, () => JSON.parse(conversation), JSON.parse(beside))

/** Field by field: with parts that are spread it would take several times as long, of thousands. */
function withBeside(seq: number, own: () => ConversationRow, beside: Beside): InboxRow {
  const { conversation = own(), draft, sending, trouble, intent, gates } = beside
  return { conversation, seq, draft, sending, trouble, intent, gates, waitingCommands: 0 }
}

/** What makes the list's rows. */
function prepareMaker(reads: Reads, file: typeof fileOf) {
  /** @param trouble before a close hides it */
  const made = (rid: number, row: InboxRow, trouble: InboxRow['trouble'], beside: string): Made => {
    const { urgent, waiting, at } = inboxKey(row)
    const { listed, views, sets } = file(row, trouble)
    return { rid, row, columns: { urgent, waiting, at, listed, views, sets, beside } }
  }
  return {
    make(id: string, { known, few, decided }: Given = {}): Made | null {
      const found = reads.glance(id, known, few, decided)
      if (found === null) return null
      const { rid, seq, scene, members } = found
      const row = inboxRowOf(scene, seq, 0)
      return made(rid, row, troubleOf(scene), besideOf(row, members.length > 1))
    },
    /** The same of a conversation that alone has changed, from what was kept; null: that does not tell. */
    remake({ row, seq, rid }: Known, { beside, sets }: Kept): Made | null {
      const old: Beside = JSON.parse(beside)
      // A later text may have ended a failure, and a close hides one.
      if (old.conversation !== undefined || old.trouble !== null || sets.includes(FAILED)) return null
      const now = withBeside(seq, () => row, old)
      return made(rid, now, null, beside)
    },
  }
}
const FAILED = JSON.stringify(factSet('failed'))

/** @param several whether its thread is more than this conversation */
function besideOf({ conversation, draft, sending, trouble, intent, gates }: InboxRow, several: boolean): string {
  const beside: Beside = { draft, sending, trouble, intent, gates, ...(several && { conversation }) }
  return JSON.stringify(beside)
}

const NO_SETS = '[]'

/** Conversations that are read at once. */
const AT_ONCE = 1_000

/** A conversation, and the latest decision in it. */
interface Next {
  readonly rid: number
  readonly id: string
  readonly seq: number
  readonly row: string
  readonly intent: IntentKey | null
  readonly reasons: string | null
}

/** Makes the rows of a list that is empty yet, and its sets. */
export function fillInbox(db: Database.Database, reads: Reads): void {
  const sets = prepareSetWriter(db)
  const put = preparePut(db)
  const next = db.prepare<[number], Next>(
    `SELECT c.rid, c.id, c.seq, c.row, d.intent, d.reasons
     FROM (SELECT * FROM conversations WHERE rid > ? AND row IS NOT NULL ORDER BY rid LIMIT ${AT_ONCE}) c
     LEFT JOIN decisions d ON d.rowid = (SELECT rowid FROM decisions WHERE conversation_id = c.id AND outcome <> 'merged'
       ORDER BY at DESC, seq DESC LIMIT 1)
     ORDER BY c.rid`,
  )
  const { make } = prepareMaker(reads, createFiling())
  const few = reads.few()
  sets.begin()
  for (let some = next.all(0); some.length > 0; some = next.all(some.at(-1)!.rid)) {
    for (const { rid, id, seq, row, intent, reasons } of some) {
      const known: Known = { rid, seq, row: JSON.parse(row) }
      const decided = reasons === null ? null : { intent, reasons: JSON.parse(reasons) }
      const { columns } = make(id, { known, few, decided })!
      put(rid, id, columns)
      sets.move(rid, NO_SETS, columns.sets)
    }
  }
  sets.flush()
}

function preparePut(db: Database.Database): (rid: number, id: string, row: Kept) => void {
  const put = db.prepare(
    `INSERT INTO inbox (rid, conversation_id, ${KEPT.join()}) VALUES (?, ?, ${KEPT.map(() => '?').join()})
     ON CONFLICT (rid) DO UPDATE SET ${KEPT.map((column) => `${column} = excluded.${column}`).join()}`,
  )
  return (rid, id, row) => void put.run(rid, id, ...valuesOf(row))
}
const valuesOf = (row: Kept) => KEPT.map((column) => row[column])

/** @returns writes what has changed of a row, so that no index is written but those of that. Few kinds of changes are usual. */
function prepareUpdate(db: Database.Database): (rid: number, old: Kept, now: Kept) => void {
  const updates = new Map<string, Database.Statement<unknown[]>>()
  return (rid, old, now) => {
    const changed = KEPT.filter((column) => old[column] !== now[column])
    if (changed.length === 0) return
    const set = changed.map((column) => `${column} = ?`).join()
    const update = updates.get(set) ?? db.prepare(`UPDATE inbox SET ${set} WHERE rid = ?`)
    updates.set(set, update)
    update.run(...changed.map((column) => now[column]), rid)
  }
}

export function prepareInbox(db: Database.Database, reads: Reads): InboxWriter {
  const stored = db.prepare<[number], Kept>(`SELECT ${KEPT.join()} FROM inbox WHERE rid = ?`)
  const put = preparePut(db)
  const update = prepareUpdate(db)
  const drop = db.prepare('DELETE FROM inbox WHERE rid = ?')
  const ridOf = db.prepare<[string], number>('SELECT rid FROM conversations WHERE id = ?').pluck()
  const sets = prepareSetWriter(db)
  const { make, remake } = prepareMaker(reads, createFiling())

  const listed = db.prepare<[], Kept & { readonly rid: number; readonly id: string }>(
    `SELECT rid, conversation_id AS id, ${KEPT.join()} FROM inbox`,
  )
  const conversations = db.prepare<[], string>('SELECT id FROM conversations').pluck()

  const write = (id: string, old: Kept | null, { rid, columns }: Made): void => {
    if (old === null) put(rid, id, columns)
    else update(rid, old, columns)
  }

  return {
    begin: sets.begin,
    end: sets.flush,
    derive(id, given = {}) {
      const { known } = given
      const kept = known?.kept ?? null
      const anew = known && kept && given.alone ? remake(known, kept) : null
      const now = anew ?? make(id, given)
      const rid = now?.rid ?? ridOf.get(id)
      if (rid === undefined) return { before: null, after: null }
      const old = known === undefined ? (stored.get(rid) ?? null) : kept
      sets.move(rid, old?.sets ?? NO_SETS, now?.columns.sets ?? NO_SETS)
      if (now === null) drop.run(rid)
      else write(id, old, now)
      const after = now?.row ?? null
      let before: InboxRow | null = null
      return {
        get before() {
          const own = known?.before?.() ?? after?.conversation
          if (old !== null && own !== undefined) before ??= withBeside(0, () => own, JSON.parse(old.beside))
          return before
        },
        after,
      }
    },
    isInStep() {
      const alone = prepareMaker(reads, fileOf)
      const rows = new Map(listed.all().map(({ rid, id, ...columns }) => [id, { rid, columns }]))
      const wanted = conversations.all().flatMap((id) => {
        const now = alone.make(id)
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
