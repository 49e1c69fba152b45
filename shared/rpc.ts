/**
 * The one typed channel between a window and its desk, over a MessagePort (Electron) or a WebSocket (browser), with
 * birpc on either. Each method is named; there is no generic channel. Refusals are values; a rejected call means that the
 * desk is down. Everything that is read has pending commands laid over it already.
 */
import { z } from 'zod'
import { type Alert, type AlertKind, alertKind } from './alerts.ts'
import { type BacktestQuery, type BacktestState, backtestQuery } from './backtest.ts'
import { bulkChange } from './bulk.ts'
import { type commandAnswer, commandEnvelope } from './commands.ts'
import type { DeskStatus } from './desk-status.ts'
import {
  type AuditPage,
  type BulkView,
  type Customer,
  type EvalsView,
  type FoundText,
  type InboxPage,
  type Notice,
  type Seen,
  searchFrom,
  type Tallies,
  type Thread,
  type VenueView,
} from './desk-views.ts'
import type { EngineView } from './engine.ts'
import { ERRORS, type ErrorCode, type RefusalBody } from './errors.ts'
import { auditFilter, type SignInBody, signInBody, typedText } from './feed.ts'
import { filter, ORDERS } from './filters.ts'
import { INSIGHT_DAYS, type InsightDays, type Insights } from './insights.ts'
import { type Place, type Presence, place } from './presence.ts'
import type { BookingRow, ContactRow, DecisionRow, DraftRow, MessageRow, TypedText } from './rows.ts'
import { type FillDemoBody, fillDemoBody, type SetUpBody, type SetupState, setUpBody } from './setup.ts'
import {
  type AcceptBody,
  acceptBody,
  type InviteView,
  inviteToken,
  type PasswordBody,
  passwordBody,
  type TeamView,
  tokenHash,
} from './team.ts'
import { accountId, type StopAsked, type Unsent, type VenueGlance } from './venues.ts'
import { VIEWS, type View } from './views.ts'

export type Result<T> = ({ readonly ok: true } & T) | ({ readonly ok: false } & RefusalBody)

export type { Connection, DeskStatus, FirstSync } from './desk-status.ts'
export type * from './desk-views.ts'

export const inboxQuery = z.object({
  view: z.enum(VIEWS),
  filter: filter.default({}),
  /** Absent: the view's own. Search results come newest hit first. */
  order: z.enum(ORDERS).optional(),
  /** Words, prefixes, phrases, names, number fragments; empty: no search. */
  search: z.string().max(200).default(''),
  /** Where a search goes on. */
  from: searchFrom.optional(),
  /** Rows to pass over (a search goes on by `from` instead) and to return. */
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
})
export type InboxQuery = z.input<typeof inboxQuery>

/** A stretch of the list, by place. */
export const idsQuery = inboxQuery
  .pick({ view: true, filter: true, order: true, offset: true })
  .extend({ limit: z.number().int().min(1).max(100_000) })
export type IdsQuery = z.input<typeof idsQuery>

/** Which conversations a bulk act is of: these, or all that a list holds but those. */
const bulkOf = z.union([
  z.strictObject({ ids: z.array(z.string()).min(1).max(100_000) }),
  z.strictObject({
    all: inboxQuery.pick({ view: true, filter: true, search: true }),
    but: z.array(z.string()).max(100_000),
  }),
])

export const bulkAct = z.strictObject({
  /** Minted by the window, so that a retry runs nothing twice. */
  id: z.string().regex(/^[A-Za-z0-9-]{1,50}$/),
  of: bulkOf,
  change: bulkChange,
  /** The kill switch's epoch that the person saw; guards what loosens. */
  epoch: z.number().int().optional(),
})
export type BulkAct = z.input<typeof bulkAct>

/** Bookings that are not over at `from` and were not cancelled, the next one first. */
export const bookingsQuery = z.object({
  from: z.number().int(),
  contactId: z.string().nullish(),
  limit: z.number().int().min(1).max(500).default(200),
})
export type BookingsQuery = z.input<typeof bookingsQuery>

/** Which entries a window wants, newest first; `before` null: from the newest. */
export const auditQuery = auditFilter
  .pick({ action: true, person: true, search: true })
  .extend({ before: z.number().int().min(1).nullable() })
export type AuditQuery = z.infer<typeof auditQuery>

export const AUDIT_FORMATS = ['csv', 'jsonl'] as const
export type AuditFormat = (typeof AUDIT_FORMATS)[number]

/** What a window sends with a command; the window mints the id, so that a retry runs nothing twice. */
export const windowCommand = commandEnvelope.omit({ device: true })
export type WindowCommand = z.input<typeof windowCommand>

/** The server that is meant; none: the console's own. */
const at = z.string().max(300).nullish()

/** Arguments of every desk method, parsed by the host before anything reads them. */
export const DESK_ARGUMENTS = {
  status: z.tuple([]),
  signIn: z.tuple([signInBody, at]),
  lookAtInvite: z.tuple([inviteToken, at]),
  acceptInvite: z.tuple([acceptBody, at]),
  setupState: z.tuple([at]),
  lookAtSetup: z.tuple([inviteToken, at]),
  setUp: z.tuple([setUpBody, at]),
  fillDemo: z.tuple([fillDemoBody, at]),
  venues: z.tuple([]),
  lookAt: z.tuple([accountId]),
  find: z.tuple([z.string()]),
  stop: z.tuple([commandEnvelope.shape.id, accountId.nullable()]),
  commandAt: z.tuple([accountId, windowCommand]),
  saveTypedAt: z.tuple([accountId, typedText.omit({ at: true })]),
  unsent: z.tuple([accountId]),
  removeVenue: z.tuple([accountId, z.array(z.string()).max(100_000)]),
  removeDemo: z.tuple([tokenHash]),
  changePassword: z.tuple([passwordBody]),
  signOut: z.tuple([]),
  inbox: z.tuple([inboxQuery]),
  counts: z.tuple([]),
  thread: z.tuple([z.string()]),
  customer: z.tuple([z.string()]),
  earlier: z.tuple([z.string(), z.number().int()]),
  decision: z.tuple([z.string()]),
  venue: z.tuple([]),
  bookings: z.tuple([bookingsQuery]),
  evals: z.tuple([]),
  draft: z.tuple([z.string()]),
  texts: z.tuple([z.array(z.string()).max(1_000)]),
  audit: z.tuple([auditQuery]),
  auditFile: z.tuple([auditQuery, z.enum(AUDIT_FORMATS)]),
  team: z.tuple([]),
  backtest: z.tuple([]),
  insights: z.tuple([z.literal(INSIGHT_DAYS)]),
  engine: z.tuple([]),
  beginBacktest: z.tuple([backtestQuery]),
  cancelBacktest: z.tuple([]),
  command: z.tuple([windowCommand]),
  bulk: z.tuple([bulkAct]),
  bulks: z.tuple([]),
  dismissBulk: z.tuple([z.string()]),
  tallies: z.tuple([]),
  ids: z.tuple([idsQuery]),
  customers: z.tuple([z.string().max(200)]),
  threadHits: z.tuple([z.string(), z.string().max(200)]),
  later: z.tuple([z.string(), z.number().int()]),
  notices: z.tuple([]),
  dismissNotice: z.tuple([z.string()]),
  typed: z.tuple([z.string()]),
  tryAlert: z.tuple([alertKind]),
  saveTyped: z.tuple([typedText.omit({ at: true })]),
  here: z.tuple([place.nullable()]),
} as const

export interface DeskApi {
  /** Of the venue that this window looks at, as all that does not say otherwise. */
  status(): Promise<DeskStatus>
  /**
   * Signs in at that server, where somebody is signed in already as one more venue of this console: then the window
   * goes on looking at what it looks at, and the status is the new one's.
   */
  signIn(who: SignInBody, at?: string | null): Promise<Result<{ status: DeskStatus }>>
  /** What an invitation is for, as long as it works. */
  lookAtInvite(token: string, at?: string | null): Promise<Result<{ invite: InviteView }>>
  /** Joins the team with it, and signs in. */
  acceptInvite(invite: AcceptBody, at?: string | null): Promise<Result<{ status: DeskStatus }>>
  /** Whether the server has no account yet; asked before anybody is signed in. */
  setupState(at?: string | null): Promise<Result<{ setup: SetupState }>>
  /** Whether a set-up code works. */
  lookAtSetup(token: string, at?: string | null): Promise<Result<object>>
  /** Makes the venue and its owner with it, and signs in. */
  setUp(body: SetUpBody, at?: string | null): Promise<Result<{ status: DeskStatus }>>
  /** Fills in the demo with it, and signs in as its owner. */
  fillDemo(body: FillDemoBody, at?: string | null): Promise<Result<{ status: DeskStatus }>>
  /** The venues of this console, in the order in which they came. */
  venues(): Promise<readonly VenueGlance[]>
  /**
   * From here on this window looks at that venue: until this answers it looks at none, so that nothing meant for one
   * reaches another. Refused: it goes on looking at none.
   */
  lookAt(account: string): Promise<Result<{ status: DeskStatus }>>
  /** In which venue of this console a conversation is, the one that is looked at first; null: in none. */
  find(conversationId: string): Promise<string | null>
  /** Asks a venue, or (null) each of this console, to stop auto-send; the same id again asks for nothing new. */
  stop(id: string, account: string | null): Promise<readonly StopAsked[]>
  /** A command to a venue that need not be the one that is looked at. */
  commandAt(account: string, command: WindowCommand): ReturnType<DeskApi['command']>
  saveTypedAt(account: string, typed: Omit<TypedText, 'at'>): Promise<Result<object>>
  /** What a venue's server has not heard from this console. */
  unsent(account: string): Promise<readonly Unsent[]>
  /**
   * Signs out there and deletes what this machine keeps of it. Refused where more is unsent than was agreed to lose,
   * or where another browser of this machine has it open.
   */
  removeVenue(account: string, losing: readonly string[]): Promise<Result<object>>
  /** Takes the demo away and leaves a code of that hash; owners, and only while the server can be reached. */
  removeDemo(tokenHash: string): Promise<Result<object>>
  /** One's own; the other sessions end. Only while the server can be reached. */
  changePassword(body: PasswordBody): Promise<Result<object>>
  /** Of the venue that this window looks at; it leaves this console, its files stay. */
  signOut(): Promise<void>
  inbox(query: InboxQuery): Promise<InboxPage>
  counts(): Promise<Record<View, number>>
  thread(conversationId: string): Promise<Thread | null>
  customer(conversationId: string): Promise<Customer | null>
  /** Messages before that time, oldest first. */
  earlier(conversationId: string, before: number): Promise<readonly MessageRow[]>
  decision(inboundMessageId: string): Promise<DecisionRow | null>
  venue(): Promise<VenueView | null>
  bookings(query: BookingsQuery): Promise<readonly Seen<BookingRow>[]>
  evals(): Promise<EvalsView>
  /** A draft in whatever state: what a text that has left rested on. */
  draft(id: string): Promise<DraftRow | null>
  /** Texts by their ids, as far as they are here. */
  texts(ids: readonly string[]): Promise<readonly FoundText[]>
  /** Owners, and only while the server can be reached. */
  audit(query: AuditQuery): Promise<Result<{ page: AuditPage }>>
  /** All entries that the query asks for, as the words of a file. */
  auditFile(query: AuditQuery, format: AuditFormat): Promise<Result<{ text: string }>>
  /** Sessions, and for owners addresses and invitations; only while the server can be reached. */
  team(): Promise<Result<{ team: TeamView }>>
  /** The backtest that was last begun here; null: none, or it was cancelled. Owners, and only while the server can be reached. */
  backtest(): Promise<BacktestState | null>
  /** Begins one; what is under way ends. */
  beginBacktest(query: BacktestQuery): Promise<Result<object>>
  cancelBacktest(): Promise<void>
  /** Owners, and only while the server can be reached. */
  insights(days: InsightDays): Promise<Result<{ insights: Insights }>>
  /** Which engine answers and how it does. Owners, and only while the server can be reached. */
  engine(): Promise<Result<{ engine: EngineView }>>
  /** Queued durably before this answers; an online-only command answers with the server's answer. */
  command(command: WindowCommand): Promise<Result<{ id: string; answer?: z.infer<typeof commandAnswer> }>>
  /**
   * One change of many conversations: queued durably before this answers, with how many they are, and how many of
   * those it closes stay in Needs you, because something in them is undecided.
   */
  bulk(act: BulkAct): Promise<Result<{ readonly count: number; readonly stay: number }>>
  bulks(): Promise<readonly BulkView[]>
  dismissBulk(id: string): Promise<void>
  tallies(): Promise<Tallies>
  /** The conversations of a stretch of the list. */
  ids(query: IdsQuery): Promise<readonly string[]>
  /** Customers of that name or number, for a filter; a few. */
  customers(search: string): Promise<readonly Pick<ContactRow, 'id' | 'name' | 'number'>[]>
  /** The texts of a conversation that a search hits, newest first. */
  threadHits(conversationId: string, search: string): Promise<readonly Pick<MessageRow, 'id' | 'createdAt'>[]>
  /** Messages after that time, oldest first. */
  later(conversationId: string, after: number): Promise<readonly MessageRow[]>
  notices(): Promise<readonly Notice[]>
  dismissNotice(commandId: string): Promise<void>
  typed(conversationId: string): Promise<readonly TypedText[]>
  /** Alerts every window and the shell, as if something of that kind had just happened. */
  tryAlert(kind: AlertKind): Promise<void>
  /** Durable when it answers; told to the person's other consoles soon after. */
  saveTyped(typed: Omit<TypedText, 'at'>): Promise<TypedText>
  /** What this window has open, for the others to see; null: nothing. Passed on while the server can be reached. */
  here(place: Place | null): Promise<void>
}

/** What changed, for a window that shows some of it. */
export interface DeskChange {
  /** Ids of the conversations touched; null: many. */
  readonly conversations: readonly string[] | null
  /** The venue or something that it has set changed, or a booking. */
  readonly venue: boolean
  readonly notices: boolean
  /** A bulk act has gone on. */
  readonly bulks?: boolean
  /** A backtest has gone on. */
  readonly backtest?: boolean
  /** Conversations in which typed words have changed. */
  readonly typed?: readonly string[]
  /** In which venue of this console. */
  readonly account?: string
}

/** What a desk tells its windows; all one-way. */
export interface WindowApi {
  statusChanged(status: DeskStatus): void
  changed(change: DeskChange): void
  /** Where the others are and which agents are at work: all of it, nobody while the server cannot be reached. */
  presence(presence: Presence, account?: string): void
  /** Of whichever venue of this console. */
  alert(alert: Alert): void
  /** A venue has come or gone; or, where there are several, something has changed in one that is not looked at. */
  venuesChanged(): void
}

export function refused(code: ErrorCode, detail?: string): { ok: false } & RefusalBody {
  return { ok: false, code, message: detail ?? ERRORS[code][1] }
}
