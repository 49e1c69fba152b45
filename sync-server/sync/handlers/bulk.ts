/**
 * One change of many conversations, in pieces short enough that nothing waits for them. A piece and what it has done are
 * written together, under the command's id: a command that was cut short goes on where it stood, and one that comes twice
 * finds everything done. What each conversation was before is kept, so that one undo gives each its own back.
 */
import { type BulkChange, bulkPatch, withdrawsFor } from '#shared/bulk.ts'
import { DAY } from '#shared/clock.ts'
import { type ErrorCode, Refusal } from '#shared/errors.ts'
import type { ConversationRow } from '#shared/rows.ts'
import type { Session } from '../../deps.ts'
import { queued, withdrawAll } from '../../sending/outbox.ts'
import { among } from '../../storage/among.ts'
import { encode } from '../../storage/codec.ts'
import { prepared } from '../../storage/prepared.ts'
import type { Tables } from '../../storage/tables.ts'
import { conversationsOf, withMerged } from '../../storage/threads.ts'
import type { Tx } from '../../storage/tx.ts'
import type { PiecewiseHandler, Taken, Work } from '../command.ts'
import { mayLoosen, requireAssignee } from './common.ts'

/** Conversations a piece: a few milliseconds. */
export const PIECE = 500
/** So long a bulk act can be undone. */
const KEPT = 30 * DAY
/** Number of the entry that says: this bulk act is undone, no piece of it may follow. */
const UNDONE = -1

/** Some columns of conversations, as the database holds them: what is only put back is never decoded. */
type Columns = { readonly id: string } & { readonly [column in keyof ConversationRow]?: unknown }

type Failed = { readonly id: string; readonly code: ErrorCode }

interface Changed {
  readonly changed: number
  readonly failed: readonly Failed[]
}

/** What is kept of a piece. */
interface Done extends Changed {
  readonly change: BulkChange
  /** Columns that were changed, and of each conversation its id and what stood in them. */
  readonly columns: readonly string[]
  readonly before: readonly (readonly unknown[])[]
}

/** The same with the rows of `before` as the database has written them, between no brackets. */
type Written = Omit<Done, 'before'> & { readonly before: string }

const toKeep = ({ before, ...done }: Written): string => `${JSON.stringify(done).slice(0, -1)},"before":[${before}]}`

interface Undone {
  readonly restored: number
  readonly failed: readonly Failed[]
}

export const apply: PiecewiseHandler<'bulk.apply'> = {
  async begin({ tx, payload: { change }, epoch }) {
    await requireTarget(tx, change)
    if (loosens(change)) mayLoosen(tx, epoch)
    await tx.db
      .deleteFrom('bulk_pieces')
      .where('venueId', '=', tx.venueId)
      .where('at', '<', tx.now - KEPT)
      .execute()
  },
  async plan(_, session, { bulkId, change, ids: given }, taken): Promise<Work<Changed>> {
    const ids = [...new Set(given)]
    const pieces = Array.from({ length: Math.ceil(ids.length / PIECE) }, (_, n) => (tx: Tx) => {
      const piece = { bulkId, change, ids: ids.slice(n * PIECE, (n + 1) * PIECE) }
      return applyPiece(tx, session, taken, n, piece)
    })
    return {
      pieces,
      end(done) {
        const failed = done.flatMap((piece) => piece.failed)
        const count = sum(done.map((piece) => piece.changed))
        return {
          result: { changed: count, failed },
          audit: { bulkId, change, ids: ids.slice(0, 100), count, failed: failed.length },
        }
      },
    }
  },
}

export const undo: PiecewiseHandler<'bulk.undo'> = {
  async begin({ tx, session, payload, commandId }) {
    const { personId } = session
    const known = await tx.db
      .selectFrom('bulk_pieces')
      .select('n')
      .where('personId', '=', personId)
      .where('bulkId', '=', payload.bulkId)
      .executeTakeFirst()
    if (!known) throw new Refusal('row_not_found')
    const mark = { personId, commandId, n: UNDONE, venueId: tx.venueId, bulkId: payload.bulkId, at: tx.now, done: '{}' }
    await tx.db.insertInto('bulk_pieces').values(mark).execute()
  },
  async plan(tx, session, { bulkId }, taken): Promise<Work<Undone>> {
    const done = await tx.db
      .selectFrom('bulk_pieces')
      .select(['commandId', 'n'])
      .where('personId', '=', session.personId)
      .where('bulkId', '=', bulkId)
      .where('n', '>', UNDONE)
      .orderBy('at', 'desc')
      .orderBy('n', 'desc')
      .execute()
    return {
      pieces: done.map((piece) => (later) => undoPiece(later, session, taken, piece)),
      end(undone) {
        const failed = undone.flatMap((piece) => piece.failed)
        const restored = sum(undone.map((piece) => piece.restored))
        return { result: { restored, failed }, audit: { bulkId, count: restored, failed: failed.length } }
      },
    }
  },
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

const loosens = (change: BulkChange): boolean => change.kind === 'reply_mode' && change.mode === 'auto'

/** @throws Refusal row_not_found where nobody, or no agent, of that id is there */
async function requireTarget(tx: Tx, change: BulkChange): Promise<void> {
  if (change.kind === 'assign') await requireAssignee(tx, change.assigneeId)
  if (change.kind === 'agent' && !(await tx.find('agents', change.agentId))) throw new Refusal('row_not_found')
}

interface Piece {
  readonly bulkId: string
  readonly change: BulkChange
  readonly ids: readonly string[]
}

async function applyPiece(
  tx: Tx,
  session: Session,
  { commandId, epoch }: Taken,
  n: number,
  { bulkId, change, ids }: Piece,
): Promise<Changed> {
  const { personId } = session
  const [known] = await doneOf(tx.db, { personId, commandId, n })
  if (known) return JSON.parse(known.done) as Done
  const [undone] = await undoOf(tx.db, { personId, bulkId })
  const stopped = undone ? 'bulk_undone' : loosens(change) ? refusalOf(() => mayLoosen(tx, epoch)) : null
  const done = stopped === null ? await changeThreads(tx, change, ids, commandId) : nothing(change, ids, stopped)
  await keep(tx.db, { personId, commandId, n, venueId: tx.venueId, bulkId, at: tx.now, done: toKeep(done) })
  const { changed, failed } = done
  return { changed, failed }
}

type Kept = Omit<Tables['bulk_pieces'], 'undoneBy' | 'undone'>

const doneOf = prepared((db, { personId, commandId, n }: Readonly<Pick<Kept, 'personId' | 'commandId' | 'n'>>) =>
  db
    .selectFrom('bulk_pieces')
    .select('done')
    .where('personId', '=', personId)
    .where('commandId', '=', commandId)
    .where('n', '=', n),
)

const undoOf = prepared((db, { personId, bulkId }: Readonly<Pick<Kept, 'personId' | 'bulkId'>>) =>
  db
    .selectFrom('bulk_pieces')
    .select('n')
    .where('personId', '=', personId)
    .where('bulkId', '=', bulkId)
    .where('n', '=', UNDONE),
)

const keep = prepared((db, { personId, commandId, n, venueId, bulkId, at, done }: Readonly<Kept>) =>
  db.insertInto('bulk_pieces').values({ personId, commandId, n, venueId, bulkId, at, done }),
)

const nothing = (change: BulkChange, ids: readonly string[], code: ErrorCode): Written => ({
  change,
  changed: 0,
  failed: ids.map((id) => ({ id, code })),
  columns: [],
  before: '',
})

function refusalOf(check: () => void): ErrorCode | null {
  try {
    check()
    return null
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

/** Changes each thread that is there; one is its root and all that was merged into it. */
async function changeThreads(tx: Tx, change: BulkChange, ids: readonly string[], commandId: string): Promise<Written> {
  const patch = encode('conversations', bulkPatch(change))
  const roots = await tx.exchange('conversations', ids, patch, '"mergedInto" IS NULL')
  // Where each has changed, each is there.
  const found = roots.count === ids.length ? null : await conversationsOf(tx, ids)
  const there = found?.filter(({ mergedInto }) => mergedInto === null).map(({ id }) => id) ?? ids
  const threads = await withMerged(tx, there)
  const merged = await tx.exchange('conversations', threads.slice(there.length), patch)
  await takeBack(tx, change, threads, commandId)
  return {
    change,
    changed: there.length,
    failed: found === null ? [] : leftOut(ids, found),
    columns: Object.keys(patch),
    before: [roots, merged].flatMap(({ count, before }) => (count > 0 ? [before] : [])).join(),
  }
}

/** Those that are no roots. */
function leftOut(ids: readonly string[], found: Awaited<ReturnType<typeof conversationsOf>>): Failed[] {
  const into = new Map(found.map(({ id, mergedInto }) => [id, mergedInto]))
  return ids
    .filter((id) => into.get(id) !== null)
    .map((id) => ({ id, code: into.has(id) ? 'merged_away' : 'row_not_found' }))
}

/** Of each of these that is there: those columns. */
async function columnsOf(
  tx: Tx,
  ids: readonly string[],
  columns: readonly (keyof ConversationRow)[],
): Promise<Columns[]> {
  if (ids.length === 0) return []
  const query = tx.db.selectFrom('conversations').select(['id', ...columns])
  return query.where('venueId', '=', tx.venueId).where('id', 'in', among(tx.db, ids)).execute()
}

/** What would leave by itself under the mode or the agent before does not. */
async function takeBack(
  tx: Tx,
  change: BulkChange,
  conversationIds: readonly string[],
  commandId: string,
): Promise<void> {
  const reason = withdrawsFor(change)
  if (reason === null || conversationIds.length === 0) return
  await withdrawAll(tx, await queued(tx, { auto: true, conversationIds }), reason, commandId)
}

async function undoPiece(
  tx: Tx,
  { personId }: Session,
  { commandId, epoch }: Taken,
  piece: { readonly commandId: string; readonly n: number },
): Promise<Undone> {
  const entry = await tx.db
    .selectFrom('bulk_pieces')
    .select(['done', 'undoneBy', 'undone'])
    .where('personId', '=', personId)
    .where('commandId', '=', piece.commandId)
    .where('n', '=', piece.n)
    .executeTakeFirst()
  if (!entry) return { restored: 0, failed: [] }
  if (entry.undoneBy !== null) {
    return entry.undoneBy === commandId ? JSON.parse(entry.undone!) : { restored: 0, failed: [] }
  }
  const undone = await restore(tx, JSON.parse(entry.done), commandId, epoch)
  await tx.db
    .updateTable('bulk_pieces')
    .set({ undoneBy: commandId, undone: JSON.stringify(undone) })
    .where('personId', '=', personId)
    .where('commandId', '=', piece.commandId)
    .where('n', '=', piece.n)
    .execute()
  return undone
}

/** Gives each its own back, unless somebody has changed it since. */
async function restore(tx: Tx, done: Done, commandId: string, epoch: number | undefined): Promise<Undone> {
  const { change } = done
  const columns = done.columns as (keyof ConversationRow)[]
  const before = done.before.map(
    ([id, ...values]): Columns => ({
      ...Object.fromEntries(columns.map((column, n) => [column, values[n]])),
      id: id as string,
    }),
  )
  const ids = before.map(({ id }) => id)
  const now = new Map((await columnsOf(tx, ids, columns)).map((row) => [row.id, row]))
  const agents = new Set((await tx.db.selectFrom('agents').select('id').execute()).map((agent) => agent.id))
  const stopped = refusalOf(() => mayLoosen(tx, epoch))
  const patch = encode('conversations', bulkPatch(change))
  const whyNot = (was: Columns): ErrorCode | null => {
    const row = now.get(was.id)
    if (row === undefined || (was.agentId !== undefined && !agents.has(was.agentId as string))) return 'row_not_found'
    if (columns.some((column) => row[column] !== patch[column])) return 'changed_since'
    return was.replyMode === 'auto' ? stopped : null
  }
  const failed = before.flatMap((row): Failed[] => {
    const code = whyNot(row)
    return code === null ? [] : [{ id: row.id, code }]
  })
  const left = new Set(failed.map(({ id }) => id))
  const restoring = before.filter(({ id }) => !left.has(id))
  await tx.setMany('conversations', restoring)
  const closing = restoring.filter(({ replyMode }) => replyMode !== 'auto').map(({ id }) => id)
  const backTo: BulkChange = change.kind === 'reply_mode' ? { kind: 'reply_mode', mode: null } : change
  await takeBack(tx, backTo, closing, commandId)
  return { restored: restoring.length, failed }
}
