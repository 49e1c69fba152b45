/**
 * Which conversations are in a view under a filter, with what is pending laid over: as sets, never by looking at each.
 * A conversation that has commands of its own pending is laid over as a row; a bulk act moves whole sets.
 */
import type Database from 'better-sqlite3'
import { type BulkChange, bulkPatch } from '#shared/bulk.ts'
import { type Filter, isEmpty, matches, NOBODY, setName, wanted } from '#shared/filters.ts'
import { type Condition, type InboxRow, type View, viewsFrom, viewsOf } from '#shared/views.ts'
import { type Bits, has, NONE, SETS, setOf, size } from './bits.ts'
import { type InboxKey, inboxKey, notWaiting } from './inbox.ts'
import { rootIn } from './merged.ts'
import { type Fact, factSet, prepareSetReader, type SetReader, viewSet } from './sets.ts'

/** A list row with pending commands laid over it. */
export interface OverlaidRow {
  readonly rid: number
  readonly row: InboxRow
  readonly key: InboxKey
  readonly views: readonly View[]
}

/** A bulk act whose effect the mirror does not show yet. */
export interface PendingBulk {
  /** By rid. */
  readonly conversations: Bits
  readonly change: BulkChange
}

export interface Overlay {
  readonly rows: ReadonlyMap<string, OverlaidRow>
  /** In the order in which they were given. */
  readonly bulks: readonly PendingBulk[]
}

export const overlaidRow = (rid: number, row: InboxRow): OverlaidRow => ({
  rid,
  row,
  key: inboxKey(row),
  views: viewsOf(row),
})

export interface Scope {
  /** Those whose rows are as the mirror has them, but for bulk acts. */
  readonly stored: Bits
  readonly over: readonly OverlaidRow[]
  readonly total: number
  /** It is a view as the mirror has it. */
  readonly plain: boolean
  /**
   * Where a bulk act is laid over, what the mirror's indexes say of views may not be so; this gives a place in the order
   * its pending form. Null: none is laid over.
   */
  readonly moved: (<K extends InboxKey & { readonly rid: number }>(key: K) => K) | null
}

export function prepareScope(db: Database.Database, me: string) {
  const sets = prepareSetReader(db)
  const ridsOf = db.prepare<[string], number>(
    `SELECT r.rid FROM conversations c CROSS JOIN conversations r ON r.id = ${rootIn('c.id')}
     WHERE c.contact_id IN (SELECT value FROM json_each(?))`,
  )
  ridsOf.pluck()

  const of = (view: View, filter: Filter, overlay: Overlay): Scope => {
    if (isEmpty(filter) && overlay.rows.size === 0 && overlay.bulks.length === 0) {
      const set = viewSet(view)
      return { stored: sets.get(set), over: [], total: sets.size(set), plain: true, moved: null }
    }
    const closing = overlay.bulks.filter(({ change }) => bulkPatch(change).waitingSince === null)
    const closes = closing.map(({ conversations }) => conversations).reduce(SETS.or, NONE)
    const moved: Scope['moved'] = (key) => (has(closes, key.rid) ? { ...key, waiting: notWaiting(key.at) } : key)
    const over = [...overlay.rows.values()].filter((o) => o.views.includes(view) && matches(o.row, filter, me))
    const laid = laidOver(sets, overlay.bulks)
    let stored = laid.view(view)
    for (const names of wanted(filter, me)) stored = SETS.and(stored, names.map(laid.get).reduce(SETS.or, NONE))
    if (filter.customer !== undefined) stored = SETS.and(stored, setOf(ridsOf.all(JSON.stringify(filter.customer))))
    stored = SETS.without(stored, setOf([...overlay.rows.values()].map(({ rid }) => rid)))
    const total = size(stored) + over.length
    return { stored, over, total, plain: false, moved: overlay.bulks.length === 0 ? null : moved }
  }
  return {
    of,
    /** Those with an automatic reply in its hold. */
    held: (): Bits => sets.get(factSet('held')),
  }
}

/** The mirror's sets with bulk acts laid over: each takes its conversations out of their sets and puts them into one. */
function laidOver(sets: SetReader, bulks: readonly PendingBulk[]) {
  const moves = bulks.map(({ conversations, change }) => ({ conversations, goes: destinations(change) }))
  const get = (name: string): Bits => {
    const family = name.startsWith('is:') ? name : name.slice(0, name.indexOf(':'))
    return moves.reduce((bits, { conversations, goes }) => {
      const to = goes.get(family)
      if (to === undefined) return bits
      return to === name ? SETS.or(bits, conversations) : SETS.without(bits, conversations)
    }, sets.get(name))
  }
  const fact = (name: Fact) => get(factSet(name))

  const view = (wantedView: View): Bits => {
    if (bulks.length === 0) return sets.get(viewSet(wantedView))
    const closed = get(setName('state', 'closed'))
    const conditions: Record<Condition, Bits> = {
      listed: fact('listed'),
      snoozed: get(setName('state', 'snoozed')),
      closed,
      handed: fact('handed'),
      sending: fact('sending'),
      draft: fact('draft'),
      trouble: SETS.or(fact('unknown'), SETS.without(fact('failed'), closed)),
      waits: fact('waits'),
      answered: fact('answered'),
    }
    return viewsFrom(SETS, conditions)[wantedView]
  }
  return { get, view }
}

/** By family of sets, the one that a conversation is in afterwards; empty: in none. */
function destinations(change: BulkChange): ReadonlyMap<string, string> {
  const { agentId, assigneeId, replyMode, state, waitingSince } = bulkPatch(change)
  const goes = new Map<string, string>()
  if (agentId !== undefined) goes.set('agent', setName('agent', agentId))
  if (assigneeId !== undefined) goes.set('assignee', setName('assignee', assigneeId ?? NOBODY))
  if (replyMode !== undefined) goes.set('replyMode', setName('replyMode', replyMode ?? 'agent'))
  if (state !== undefined) goes.set('state', setName('state', state))
  if (waitingSince === null) goes.set(factSet('waits'), '')
  return goes
}
