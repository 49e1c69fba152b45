/** What a window is shown of its desk: the rows of the mirror put together, with pending commands laid over. */
import { z } from 'zod'
import type { BulkChange } from './bulk.ts'
import type { AuditEntry } from './feed.ts'
import type { Members } from './merged.ts'
import type {
  AgentRow,
  BookingRow,
  ContactRow,
  ConversationRow,
  DecisionRow,
  DraftRow,
  EvalResultRow,
  EvalRow,
  EvalRunRow,
  MacroRow,
  MessageRow,
  PersonRow,
  PlaybookRunRow,
  PolicyRow,
  PreferencesRow,
  Row,
  SavedViewRow,
  SnippetRow,
  TypedText,
  VenueRow,
} from './rows.ts'
import type { Piece } from './search.ts'
import type { InboxRow } from './views.ts'

/** Where a search goes on: below these numbers of the index; null: there it has come to the end. */
export const searchFrom = z.object({ texts: z.number().int().nullable(), customers: z.number().int().nullable() })
export type SearchFrom = z.infer<typeof searchFrom>

export interface InboxPage {
  readonly rows: readonly InboxRow[]
  /** How many there are in all; for a search, on this page. */
  readonly total: number
  /** For a search: what was hit, per conversation id. */
  readonly hits: Readonly<Record<string, readonly Piece[]>>
  /** When the text that was hit was written; where it was the name or the number, nothing. */
  readonly hitAt?: Readonly<Record<string, number>>
  /**
   * A search that has not come to its end goes on from here. A page may hold fewer than asked for, even none, and a
   * conversation may come again on a later page.
   */
  readonly next: SearchFrom | null
}

export interface BulkFailure {
  readonly conversationId: string
  /** Of the customer; null: the conversation is gone. */
  readonly name: string | null
  readonly message: string
}

/** A bulk act under way, or done and not dismissed yet. */
export interface BulkView {
  readonly id: string
  readonly change: BulkChange
  readonly total: number
  readonly at: number
  /** Conversations of which the server has been heard. */
  readonly done: number
  readonly changed: number
  readonly failed: readonly BulkFailure[]
  /** Why the server would not have it at all; null: it did. */
  readonly refused: string | null
  readonly undo: 'none' | 'waiting' | 'done'
  /** Those that an undo has left as they are. */
  readonly kept: readonly BulkFailure[]
}

/** How many of those who need somebody lie with each agent, and how many conversations are in each saved view. */
export interface Tallies {
  readonly agents: Readonly<Record<string, number>>
  /** Broken views are absent. */
  readonly saved: Readonly<Record<string, number>>
}

/** A command that the server has not answered yet, as the thread shows it. */
export interface PendingCommand {
  readonly id: string
  readonly type: string
  readonly at: number
  readonly sent: boolean
}

export interface Thread {
  /** All of it as one row, under the root's id. */
  readonly conversation: ConversationRow
  /** The conversations that are merged into it, the root first; most threads have but that. */
  readonly members: Members
  readonly seq: number
  /** Goes with a send: whatever comes into the thread later has a higher sequence number. */
  readonly seenSeq: number
  /** To whom a reply goes. */
  readonly contact: ContactRow | null
  /** The newest, oldest first. */
  readonly messages: readonly MessageRow[]
  readonly hasEarlier: boolean
  readonly draft: (DraftRow & { readonly seq: number }) | null
  /** The decision on the newest inbound text, for "Why?". */
  readonly decision: DecisionRow | null
  /** How far a playbook has come; null: none has begun here. */
  readonly run: PlaybookRunRow | null
  readonly pending: readonly PendingCommand[]
  /** What this person has typed in it and not sent, here or on another console; also that it was sent. */
  readonly typed: readonly TypedText[]
}

/** A command that was not carried out: shown until somebody dismisses it, never silently lost. */
export interface Notice {
  readonly commandId: string
  readonly type: string
  readonly conversationId: string | null
  readonly customerName: string | null
  readonly status: 'conflict' | 'refused'
  readonly code: string
  readonly message: string
  /** Who was faster, what they did, when (conflicts). */
  readonly byName: string | null
  readonly what: string | null
  readonly at: number | null
  /** The text that this person had approved or written. */
  readonly mine: string | null
  /** The text that left instead, where one did; of an unseen one, its words. */
  readonly theirs: string | null
  /** The draft that it was about. */
  readonly draftId: string | null
  /** It was stopped over this text, which the person had not seen. */
  readonly unseen: { readonly messageId: string; readonly direction: 'in' | 'out' } | null
}

/** A row with the sequence number that it was seen with: the basis of a change to it. */
export type Seen<T> = T & { readonly seq: number }

/** The venue with all that an owner sets, as of one moment. */
export interface VenueView {
  readonly venue: Seen<VenueRow>
  readonly people: readonly PersonRow[]
  /** In their order. */
  readonly agents: readonly Seen<AgentRow>[]
  readonly guidance: readonly Seen<Row<'guidance'>>[]
  readonly playbooks: readonly Seen<Row<'playbooks'>>[]
  readonly policies: readonly Seen<PolicyRow>[]
  readonly calibrations: readonly Seen<Row<'calibrations'>>[]
  readonly services: readonly Seen<Row<'services'>>[]
  readonly hours: readonly Seen<Row<'hours'>>[]
  readonly closures: readonly Seen<Row<'closures'>>[]
  readonly facts: readonly Seen<Row<'facts'>>[]
  readonly staffers: readonly Seen<Row<'staffers'>>[]
  readonly feeds: readonly Seen<Row<'calendar_feeds'>>[]
  /** Everybody's and this person's own, by name. */
  readonly snippets: readonly Seen<SnippetRow>[]
  readonly savedViews: readonly Seen<SavedViewRow>[]
  readonly macros: readonly Seen<MacroRow>[]
  /** Null: this person has set nothing. */
  readonly preferences: PreferencesRow | null
  /** How far the server's changes have arrived: the basis of a change to what has no one row. */
  readonly cursor: number
}

/** Saved cases with their runs and last results; nothing of them for staff. */
export interface EvalsView {
  readonly evals: readonly Seen<EvalRow>[]
  readonly runs: readonly EvalRunRow[]
  readonly results: readonly EvalResultRow[]
}

/** A text with whom it is to. */
export interface FoundText {
  readonly id: string
  readonly conversationId: string
  readonly name: string
  readonly text: string
}

export interface AuditPage {
  /** Newest first. */
  readonly entries: readonly AuditEntry[]
  /** There are older ones. */
  readonly more: boolean
  /** The whole chain of hashes, walked just now; `brokenAt` is the first entry that does not fit. */
  readonly chain: { readonly ok: boolean; readonly entries: number; readonly brokenAt?: number | undefined }
}

/** What stands beside a thread. */
export interface Customer {
  /** One for each number that they write from, the root's first. */
  readonly contacts: readonly Seen<ContactRow>[]
  /** Their other threads, on whatever channel, newest first. */
  readonly others: readonly InboxRow[]
  /** The next first, and the latest first. */
  readonly ahead: readonly Seen<BookingRow>[]
  readonly past: readonly Seen<BookingRow>[]
  /** Newest first. */
  readonly notes: readonly MessageRow[]
  readonly decisions: readonly { readonly decision: DecisionRow; readonly text: string }[]
}
