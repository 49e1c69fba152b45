/** The mirror's prepared reads: server truth only, nothing laid over. */
import type Database from 'better-sqlite3'
import type { IntentKey } from '#shared/intents.ts'
import { asOne, type Members, replyHome } from '#shared/merged.ts'
import type {
  BookingRow,
  ContactRow,
  ConversationRow,
  DecisionRow,
  MessageRow,
  PlaybookRunRow,
  Row,
  TableName,
  TypedRow,
} from '#shared/rows.ts'
import type { Glance, Scene, SeqDraft } from '#shared/scene.ts'
import { prepareMerged } from './merged.ts'
import type { Kept } from './schema.ts'

/**
 * A decision and its reply are of one moment: what was decided stands before what was sent, on every console, in
 * whatever order the rows came in.
 */
const SENT_LAST = "(direction = 'out')"

interface Stored {
  readonly seq: number
  readonly row: string | null
}
type StoredMessage = { readonly seq: number; readonly body: string; readonly row: string }

export type Seq<T> = T & { readonly seq: number }

/** A conversation as it lies here. */
export interface Known {
  readonly row: ConversationRow
  readonly seq: number
  readonly rid: number
  /** What it was before it landed, where it has just landed. */
  readonly before?: () => ConversationRow | null
  /** What the list had of it then; null: nothing. */
  readonly kept?: Kept | null
}

/** Who has what few conversations have: asked once where many are looked at, rather than of each. */
export interface Few {
  /** Whether any are merged at all. */
  readonly merges: boolean
  readonly drafts: ReadonlySet<string>
  readonly unsettled: ReadonlySet<string>
}

export type Reads = ReturnType<typeof prepareReads>

const messageOf = ({ body, row }: StoredMessage): MessageRow => ({ ...JSON.parse(row), body })
const byTime = (a: MessageRow, b: MessageRow): number => a.createdAt - b.createdAt
const draftOfRow = ({ seq, row }: Stored): SeqDraft => ({ ...JSON.parse(row!), seq })

export function prepareReads(db: Database.Database) {
  const conversation = db.prepare<[string], Stored & { readonly rid: number }>(
    'SELECT rid, seq, row FROM conversations WHERE id = ?',
  )
  const ridOf = db.prepare<[string], number>('SELECT rid FROM conversations WHERE id = ?').pluck()
  const ridsOf = db.prepare<[string], number>(
    'SELECT c.rid FROM json_each(?) given CROSS JOIN conversations c ON c.id = given.value',
  )
  ridsOf.pluck()
  const contact = db.prepare<[string], Stored>('SELECT seq, row FROM contacts WHERE id = ?')
  const ofContact = db.prepare<[string], string>('SELECT id FROM conversations WHERE contact_id = ?').pluck()
  const pendingDrafts = db.prepare<[string], Stored>(
    "SELECT seq, row FROM drafts WHERE conversation_id = ? AND state = 'pending'",
  )
  const draft = db.prepare<[string], Stored>('SELECT seq, row FROM drafts WHERE id = ? AND row IS NOT NULL')
  const message = db.prepare<[string], StoredMessage>(
    'SELECT seq, body, row FROM messages WHERE id = ? AND row IS NOT NULL',
  )
  const live = db.prepare<[string], StoredMessage>(
    // In no order: whoever asks sorts the few that there are, and the database would make ready for sorting where there are none.
    `SELECT seq, body, row FROM messages INDEXED BY messages_unsettled WHERE conversation_id = ? AND direction = 'out'
       AND state IN ('queued', 'claimed', 'failed', 'unknown')`,
  )
  const pending = db.prepare<[], string>("SELECT conversation_id FROM drafts WHERE state = 'pending'").pluck()
  const unsettled = db.prepare<[], string>(
    `SELECT conversation_id FROM messages INDEXED BY messages_unsettled WHERE direction = 'out'
       AND state IN ('queued', 'claimed', 'failed', 'unknown')`,
  )
  unsettled.pluck()
  const lastOut = db.prepare<[string], StoredMessage>(
    `SELECT seq, body, row FROM messages WHERE conversation_id = ? AND direction = 'out' AND state <> 'withdrawn'
       AND NOT (state = 'failed' AND coalesce(row ->> 'reason', '') IN ('dropped', 'sent_again'))
     ORDER BY created_at DESC LIMIT 1`,
  )
  const thread = db.prepare<[string, number, number], StoredMessage>(
    `SELECT seq, body, row FROM messages WHERE conversation_id = ? AND created_at < ? AND row IS NOT NULL
     ORDER BY created_at DESC, ${SENT_LAST} DESC, rid DESC LIMIT ?`,
  )
  const after = db.prepare<[string, number, number], StoredMessage>(
    `SELECT seq, body, row FROM messages WHERE conversation_id = ? AND created_at > ? AND row IS NOT NULL
     ORDER BY created_at, ${SENT_LAST}, rid LIMIT ?`,
  )
  const bodies = db.prepare<[string], Pick<MessageRow, 'id' | 'body' | 'createdAt'>>(
    `SELECT id, body, created_at AS createdAt FROM messages WHERE conversation_id = ? AND row IS NOT NULL
     ORDER BY created_at DESC, ${SENT_LAST} DESC, rid DESC`,
  )
  const atTime = db.prepare<[string, number], StoredMessage>(
    `SELECT seq, body, row FROM messages WHERE conversation_id = ? AND created_at = ? AND row IS NOT NULL
     ORDER BY ${SENT_LAST}, rid`,
  )
  const lastInbound = db.prepare<[string], { readonly id: string; readonly at: number }>(
    `SELECT id, created_at AS at FROM messages WHERE conversation_id = ? AND direction = 'in'
     ORDER BY created_at DESC, rid DESC LIMIT 1`,
  )
  const decision = db.prepare<[string], string>(
    'SELECT row FROM decisions WHERE inbound_message_id = ? AND row IS NOT NULL',
  )
  decision.pluck()
  const decided = db.prepare<
    [string],
    { readonly intent: IntentKey | null; readonly reasons: string; readonly at: number }
  >(
    `SELECT intent, reasons, at FROM decisions WHERE conversation_id = ? AND outcome <> 'merged'
     ORDER BY at DESC, seq DESC LIMIT 1`,
  )
  const runsOf = db.prepare<[string], string>(
    "SELECT row FROM playbook_runs WHERE row ->> 'conversationId' = ? AND row IS NOT NULL",
  )
  runsOf.pluck()
  const ahead = (which: string) => `SELECT seq, row FROM bookings
     WHERE row IS NOT NULL AND row ->> 'endsAt' > ? AND row ->> 'status' <> 'cancelled' ${which}
     ORDER BY row ->> 'startsAt' LIMIT ?`
  const bookings = db.prepare<[number, number], Stored>(ahead(''))
  const bookingsOf = db.prepare<[number, string, number], Stored>(ahead("AND row ->> 'contactId' = ?"))
  const past = db.prepare<[number, string, number], Stored>(
    `SELECT seq, row FROM bookings
     WHERE row IS NOT NULL AND row ->> 'endsAt' <= ? AND row ->> 'status' <> 'cancelled' AND row ->> 'contactId' = ?
     ORDER BY row ->> 'startsAt' DESC LIMIT ?`,
  )
  const notes = db.prepare<[string, number], StoredMessage>(
    `SELECT seq, body, row FROM messages WHERE conversation_id = ? AND direction = 'system' AND row ->> 'reason' = 'note'
     ORDER BY created_at DESC LIMIT ?`,
  )
  const decisions = db.prepare<[string, number], { readonly row: string; readonly text: string | null }>(
    `SELECT d.row, m.body AS text FROM decisions d LEFT JOIN messages m ON m.id = d.inbound_message_id
     WHERE d.conversation_id = ? AND d.outcome <> 'merged' AND d.row IS NOT NULL ORDER BY d.at DESC, d.seq DESC LIMIT ?`,
  )
  const typed = db.prepare<[string], string>(
    "SELECT row FROM typed WHERE row ->> 'conversationId' = ? AND row IS NOT NULL",
  )
  typed.pluck()
  const typedById = db.prepare<[string], string>('SELECT row FROM typed WHERE id = ? AND row IS NOT NULL').pluck()
  const plain = new Map<TableName, Database.Statement<[], Stored>>()
  /** Made when it is first asked for: there are many, and a first list waits for this. */
  const plainOf = (table: TableName) => {
    const known = plain.get(table) ?? db.prepare(`SELECT seq, row FROM ${table} WHERE row IS NOT NULL ORDER BY id`)
    plain.set(table, known)
    return known
  }

  const { rootOf, under, any: anyMerged } = prepareMerged(db)

  const reads = {
    rootOf,
    anyMerged,
    few: (): Few => ({ merges: anyMerged(), drafts: new Set(pending.all()), unsettled: new Set(unsettled.all()) }),
    /** Whether nothing is merged into it, nor it into anything. */
    isAlone: (id: string): boolean => rootOf(id) === id && under(id).length === 0,
    /** A thread's conversations, its root first; of one that is merged into another, itself alone. */
    members(id: string): Members | null {
      const root = reads.conversation(id)?.row
      return root === undefined ? null : reads.membersOf(root)
    },
    membersOf(root: ConversationRow): Members {
      const merged = under(root.id).flatMap((id) => (id === root.id ? [] : (reads.conversation(id)?.row ?? [])))
      return [root, ...merged.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))]
    },
    conversation(id: string): Known | null {
      const found = conversation.get(id)
      return found?.row == null ? null : { row: JSON.parse(found.row), seq: found.seq, rid: found.rid }
    },
    contact(id: string): ContactRow | null {
      const found = contact.get(id)
      return found?.row == null ? null : JSON.parse(found.row)
    },
    ridOf: (id: string): number | undefined => ridOf.get(id),
    ridsOf: (ids: readonly string[]): number[] => ridsOf.all(JSON.stringify(ids)),
    seenContact(id: string): Seq<ContactRow> | null {
      const found = contact.get(id)
      return found?.row == null ? null : { ...JSON.parse(found.row), seq: found.seq }
    },
    conversationsOf: (contactId: string): string[] => ofContact.all(contactId),
    draft(id: string): SeqDraft | null {
      const found = draft.get(id)
      return found === undefined ? null : draftOfRow(found)
    },
    message(id: string): MessageRow | null {
      const found = message.get(id)
      return found === undefined ? null : messageOf(found)
    },
    /** Up to `limit` messages before that time and, so that none falls between two pages, all of the oldest's instant. */
    messagesBefore(ids: readonly string[], before: number, limit: number): MessageRow[] {
      return reads.pageBefore(ids, before, limit).messages
    },
    /** The same, with the highest sequence number among them: whatever comes into the thread later has a higher one. */
    pageBefore(ids: readonly string[], before: number, limit: number): { messages: MessageRow[]; seenSeq: number } {
      const stored = ids.flatMap((id) => thread.all(id, before, limit).reverse())
      const seenSeq = stored.reduce((most, { seq }) => Math.max(most, seq), 0)
      const found = stored.map(messageOf)
      const page = ids.length === 1 ? found : found.sort(byTime).slice(-limit)
      const oldest = page[0]
      if (oldest === undefined || page.length < limit) return { messages: page, seenSeq }
      const first = ids.flatMap((id) => atTime.all(id, oldest.createdAt).map(messageOf))
      return { messages: [...first, ...page.filter((m) => m.createdAt > oldest.createdAt)], seenSeq }
    },
    /** Up to `limit` messages after that time and, so that none falls between two pages, all of the newest's instant. */
    messagesAfter(ids: readonly string[], time: number, limit: number): MessageRow[] {
      const found = ids.flatMap((id) => after.all(id, time, limit).map(messageOf))
      const page = found.sort(byTime).slice(0, limit)
      const newest = page.at(-1)
      if (newest === undefined || page.length < limit) return page
      const last = ids.flatMap((id) => atTime.all(id, newest.createdAt).map(messageOf))
      return [...page.filter((m) => m.createdAt < newest.createdAt), ...last]
    },
    /** The texts of a thread, newest first. */
    bodies: (ids: readonly string[]) => ids.flatMap((id) => bodies.all(id)).sort((a, b) => b.createdAt - a.createdAt),
    hasMessagesBefore: (ids: readonly string[], before: number): boolean =>
      ids.some((id) => thread.get(id, before, 1) !== undefined),
    /** The decision on the newest inbound text. */
    lastDecision(ids: readonly string[]): DecisionRow | null {
      const inbound = ids.flatMap((id) => lastInbound.get(id) ?? []).sort((a, b) => b.at - a.at)[0]
      return inbound === undefined ? null : reads.decision(inbound.id)
    },
    /** The playbook that went on last in one of these conversations. */
    lastRun(ids: readonly string[]): PlaybookRunRow | null {
      const runs = ids.flatMap((id) => runsOf.all(id)).map((row): PlaybookRunRow => JSON.parse(row))
      return runs.reduce<PlaybookRunRow | null>(
        (last, run) => (last && last.updatedAt > run.updatedAt ? last : run),
        null,
      )
    },
    decision(inboundMessageId: string): DecisionRow | null {
      const found = decision.get(inboundMessageId)
      return found === undefined ? null : JSON.parse(found)
    },
    /** The latest decision that was one of its own. */
    decided(ids: readonly string[]): Scene['decided'] {
      const found = ids.flatMap((id) => decided.get(id) ?? []).sort((a, b) => b.at - a.at)[0]
      return found === undefined ? null : { intent: found.intent, reasons: JSON.parse(found.reasons) }
    },
    all<T extends TableName>(table: T): Seq<Row<T>>[] {
      return plainOf(table)
        .all()
        .map(({ seq, row }) => ({ ...JSON.parse(row!), seq }))
    },
    /** Bookings that stand and are not over at that time, the next one first; null: everybody's. */
    bookings(from: number, contactId: string | null, limit: number): Seq<BookingRow>[] {
      const found = contactId === null ? bookings.all(from, limit) : bookingsOf.all(from, contactId, limit)
      return found.map(({ seq, row }) => ({ ...JSON.parse(row!), seq }))
    },
    /** Bookings that are over, the latest first. */
    pastBookings: (until: number, contactId: string, limit: number): Seq<BookingRow>[] =>
      past.all(until, contactId, limit).map(({ seq, row }) => ({ ...JSON.parse(row!), seq })),
    /** What the team has noted, the newest first. */
    notes: (ids: readonly string[], limit: number): MessageRow[] =>
      ids
        .flatMap((id) => notes.all(id, limit).map(messageOf))
        .sort((a, b) => byTime(b, a))
        .slice(0, limit),
    /** What was decided on the customer's texts, the newest first; with the text. */
    decisions: (ids: readonly string[], limit: number): { decision: DecisionRow; text: string }[] =>
      ids
        .flatMap((id) => decisions.all(id, limit))
        .map(({ row, text }) => ({ decision: JSON.parse(row) as DecisionRow, text: text ?? '' }))
        .sort((a, b) => b.decision.at - a.decision.at)
        .slice(0, limit),
    typed: (conversationId: string): TypedRow[] => typed.all(conversationId).map((row) => JSON.parse(row)),
    typedById(id: string): TypedRow | null {
      const row = typedById.get(id)
      return row === undefined ? null : JSON.parse(row)
    },
    /** What the overlay needs to know of a thread; null where there is none. */
    scene(id: string): { readonly scene: Scene; readonly seq: number; readonly rid: number } | null {
      const found = reads.glance(id)
      if (found === null) return null
      const { scene, members, ...more } = found
      return { ...more, scene: { ...scene, members, contact: reads.contact(replyHome(members).contactId) } }
    },
    /**
     * The same without what the list does not need.
     * @param known its conversation, for a caller who has it at hand
     * @param few of now, for one who asks of many
     * @param decided the latest decision in that conversation
     */
    glance(
      id: string,
      known?: Known,
      few?: Few,
      decided?: Scene['decided'],
    ): { readonly scene: Glance; readonly members: Members; readonly seq: number; readonly rid: number } | null {
      const found = known ?? reads.conversation(id)
      if (found === null) return null
      const members: Members = few?.merges === false ? [found.row] : reads.membersOf(found.row)
      const ids = members.map((c) => c.id)
      const having = (who: ReadonlySet<string> | undefined) =>
        who === undefined ? ids : ids.filter((of) => who.has(of))
      const messages = having(few?.unsettled)
        .flatMap((of) => live.all(of).map(messageOf))
        .sort(byTime)
      if (messages.some((m) => m.state === 'failed')) {
        const newest = ids
          .flatMap((of) => lastOut.get(of) ?? [])
          .map(messageOf)
          .sort(byTime)
          .at(-1)
        if (newest !== undefined && !messages.some((m) => m.id === newest.id)) messages.push(newest)
      }
      const scene = {
        conversation: asOne(members),
        drafts: having(few?.drafts).flatMap((of) => pendingDrafts.all(of).map(draftOfRow)),
        messages,
        decided: decided === undefined || ids.length > 1 ? reads.decided(ids) : decided,
      }
      return { scene, members, seq: found.seq, rid: found.rid }
    },
  }
  return reads
}
