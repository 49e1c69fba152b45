/**
 * The server's tables as Kysely sees them. Synced tables take their columns from shared/rows.ts (booleans as 0 or 1,
 * objects as JSON text, so that SQLite and PostgreSQL hold the same) and add what only the server knows.
 */
import type { Role, Row, TableName } from '#shared/rows.ts'

type Column<V> = V extends boolean ? number : V extends string | number | null ? V : string
type Columns<R> = { [K in keyof R]-?: Column<Exclude<R[K], undefined>> }
type Synced<T extends TableName> = Columns<Row<T>> & { venueId: string; seq: number }

/** One row a venue: every write begins here, so that one lock orders all writers. Not synced. */
export interface ControlTable {
  venueId: string
  seq: number
  /** Rises with everything that must stop a claim: kill switch, master off, a mode that closes. */
  epoch: number
  killed: number
  feedId: string
  /** The latest time a cap was charged at: a clock set back refills nothing. */
  lastAt: number
  auditN: number
  auditHash: string
  /** What hashes of numbers and payloads are keyed with. */
  salt: string
}

export interface MessagesTable extends Synced<'messages'> {
  /** The sequence number at which an inbound text came in; never changes. */
  inSeq: number | null
  decided: number
  toNumber: string | null
  epoch: number | null
  /** The newest inbound that whoever decided this had seen. */
  seenSeq: number | null
  claimId: string | null
  claimEpoch: number | null
  sendBefore: number | null
  attempts: number
  turnId: string | null
  /** A person said: send it although an identical one may have left. */
  override: number
  writtenBy: string | null
}

export interface DraftsTable extends Synced<'drafts'> {
  rawConfidence: number
  writtenBy: string | null
}

export interface ContactsTable extends Synced<'contacts'> {
  numberHash: string
}

export interface CalendarFeedsTable extends Synced<'calendar_feeds'> {
  url: string
}

export interface EvalRunsTable extends Synced<'eval_runs'> {
  /** JSON: ids of the cases that are still to come. */
  left: string
  /** JSON: settings that are not saved; null: as they are. */
  settings: string | null
  /** Until when somebody is at work on a piece of it. */
  leaseUntil: number | null
}

export interface PeopleTable extends Synced<'people'> {
  email: string
  passwordHash: string
}

export interface SnoozeTable extends Omit<Synced<'conversations'>, 'snoozedUntil'> {
  /** JSON: a time, "reply" or null. */
  snoozedUntil: string
  /** Texts up to this sequence number were there when somebody resumed: they hand nothing over again. */
  resumedSeq: number
  /** Words of texts up to this time were erased, by the venue's retention. */
  erasedThrough: number | null
}

export interface DecisionsTable extends Synced<'decisions'> {
  /** JSON of what it was judged by, so that a backtest can judge again; null: it came to no judgement. */
  judged: string | null
}

/** What a backtest reads of a decision; the database itself keeps it in step. */
type JudgementsTable = Pick<
  DecisionsTable,
  | 'id'
  | 'venueId'
  | 'at'
  | 'conversationId'
  | 'outcome'
  | 'reasons'
  | 'rawConfidence'
  | 'calibration'
  | 'draftId'
  | 'messageId'
  | 'judged'
>

export interface Tables {
  venue_control: ControlTable
  venue: Synced<'venue'>
  people: PeopleTable
  agents: Synced<'agents'>
  services: Synced<'services'>
  hours: Synced<'hours'>
  closures: Synced<'closures'>
  facts: Synced<'facts'>
  staffers: Synced<'staffers'>
  bookings: Synced<'bookings'>
  calendar_feeds: CalendarFeedsTable
  /** Times that a calendar feed says are taken. */
  busy: { venueId: string; feedId: string; stafferId: string | null; startsAt: number; endsAt: number }
  policies: Synced<'policies'>
  contacts: ContactsTable
  conversations: SnoozeTable
  messages: MessagesTable
  drafts: DraftsTable
  decisions: DecisionsTable
  judgements: JudgementsTable
  incidents: Synced<'incidents'>
  calibrations: Synced<'calibrations'>
  guidance: Synced<'guidance'>
  playbooks: Synced<'playbooks'>
  playbook_runs: Synced<'playbook_runs'>
  typed: Synced<'typed'>
  snippets: Synced<'snippets'>
  macros: Synced<'macros'>
  preferences: Synced<'preferences'>
  evals: Synced<'evals'>
  eval_runs: EvalRunsTable
  eval_results: Synced<'eval_results'>
  saved_views: Synced<'saved_views'>
  tombstones: { venueId: string; seq: number; table: string; id: string }
  sessions: {
    tokenHash: string
    personId: string
    venueId: string
    createdAt: number
    expiresAt: number
    revoked: number
    /** What signed in, in its own words. */
    device: string
    /** Within some minutes. */
    lastSeenAt: number
  }
  /** Links that let somebody onto the team, by the hash of what they carry. */
  invites: {
    tokenHash: string
    id: string
    venueId: string
    email: string
    role: Role
    by: string | null
    createdAt: number
    expiresAt: number
    usedAt: number | null
  }
  /** What sets a server up that has no account, by the hash of what it carries: the latest one alone works. */
  setup_codes: { hash: string; createdAt: number; expiresAt: number; usedAt: number | null }
  turns: {
    conversationId: string
    venueId: string
    id: string
    firstAt: number
    dueAt: number
    lease: string | null
    leaseUntil: number | null
    tries: number
  }
  cap_log: { messageId: string; venueId: string; at: number; day: string }
  wallet: {
    id: string
    venueId: string
    turnId: string | null
    delta: number
    at: number
    reason: string
    by: string | null
  }
  evidence: {
    draftId: string
    venueId: string
    intent: string
    right: number
    kind: string
    at: number
    confidence: number
    /** The classifier's own. */
    rawConfidence: number
    /** 0: from before the intent was locked again; it teaches the calibration, and counts for no unlock. */
    counts: number
  }
  audit: {
    venueId: string
    n: number
    at: number
    personId: string | null
    action: string
    detail: string
    prevHash: string
    hash: string
  }
  commands: {
    personId: string
    id: string
    venueId: string
    payloadHash: string
    status: string
    answer: string
    at: number
  }
  devices: { personId: string; deviceId: string; lastN: number }
  /** Who last changed a field that a command's basis guards, and when. */
  field_writes: {
    venueId: string
    table: string
    rowId: string
    field: string
    seq: number
    personId: string
    commandId: string
    at: number
  }
  /** What was begun of each kind that has an hourly limit: previews, tries in the sandbox chat, runs of evals. */
  previews: { id: string; venueId: string; kind: string; at: number }
  /** What a piece of a bulk act has changed and what it could not, for its undo; a null in `undone`: it stands. */
  bulk_pieces: {
    personId: string
    commandId: string
    n: number
    venueId: string
    bulkId: string
    at: number
    done: string
    undoneBy: string | null
    undone: string | null
  }
  /** Customers who were erased; `doneAt` null: the journal or the bytes of the file are still to do. */
  erasures: {
    id: string
    venueId: string
    at: number
    /** JSON: ids of contacts. */
    contactIds: string
    /** JSON: of those who had opted out, id and the hash that is kept of their number. */
    suppressed: string
    doneAt: number | null
  }
  /** What the engine took for a reply, a trial or a check. */
  engine_log: {
    id: string
    venueId: string
    at: number
    engine: string
    kind: string
    ms: number
    tokensIn: number
    tokensOut: number
    /** Why it did not do its part; null: it did. */
    code: string | null
  }
  provider_ids: { hash: string; messageId: string }
  suppressions: { venueId: string; numberHash: string; at: number }
}

/** Columns of synced tables that hold JSON, and those that hold 0 or 1. */
export const JSON_COLUMNS: Partial<Record<TableName, readonly string[]>> = {
  venue: [
    'disclosure',
    'avoid',
    'killSwitch',
    'masterSwitch',
    'caps',
    'quiet',
    'timing',
    'credentials',
    'reviews',
    'handoff',
    'engine',
    'setup',
  ],
  services: ['aliases'],
  facts: ['keywords'],
  staffers: ['serviceIds', 'hours'],
  policies: ['training'],
  contacts: ['consent'],
  conversations: ['handoff', 'snoozedUntil'],
  drafts: ['citations', 'diary', 'playbook', 'reasons', 'problems'],
  messages: ['feedback'],
  decisions: ['warrant', 'gates', 'reasons'],
  incidents: ['citations'],
  calibrations: ['map', 'before', 'after'],
  agents: ['channels'],
  guidance: ['intents'],
  playbooks: ['intents', 'collect', 'route'],
  playbook_runs: ['collected'],
  macros: ['steps'],
  preferences: ['alerts', 'keys'],
  evals: ['texts', 'earlier', 'enquiry', 'expect'],
  eval_results: ['reasons', 'got', 'before'],
}

export const BOOLEAN_COLUMNS: Partial<Record<TableName, readonly string[]>> = {
  venue: ['sparksEmpty', 'demo'],
  people: ['active'],
  agents: ['classifierOn', 'active'],
  guidance: ['on'],
  playbooks: ['on'],
  services: ['priceFrom', 'active'],
  staffers: ['active'],
  policies: ['unlocked'],
  contacts: ['optedOut'],
  conversations: ['personal', 'unread'],
  messages: ['auto', 'decided', 'override'],
  drafts: ['stale', 'mustEdit'],
  preferences: ['alertTexts', 'tourSeen'],
  evals: ['on'],
  eval_results: ['pass'],
}
