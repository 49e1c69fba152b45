/**
 * `basis`: the sequence number of what the person saw. Where a field that the command edits has changed since, somebody
 * was faster. Who wrote which field last is kept by the runner; drafts change by more than commands, so that for them
 * the row's own number counts.
 */
import { COMMANDS, type CommandEnvelope, type CommandType, type Guard, type Payload } from '#shared/commands.ts'
import type { Row, TableName } from '#shared/rows.ts'
import type { Session } from '../deps.ts'
import { threadOf } from '../storage/threads.ts'
import type { Fields, Tx } from '../storage/tx.ts'
import { Conflict } from './conflict.ts'
import { writtenAgain } from './unseen.ts'

const WHAT: Record<string, string> = {
  approved: 'approved and sent it',
  edited: 'edited and sent it',
  rejected: 'rejected it',
  dropped: 'the draft was dropped',
  superseded: 'a newer draft has taken its place',
  auto: 'it was sent automatically',
}

/** In words, what became of a draft that is not as the person saw it. */
function whatBecameOf({ state, kind, returned, settledBy }: Row<'drafts'>): string {
  if (state === 'approved' && kind === 'escalation') return 'confirmed what it is about'
  if (state === 'superseded' && settledBy !== null) return 'answered in their own words'
  if (state !== 'pending') return WHAT[state] ?? 'it was dealt with'
  return returned === 'undone' || returned === 'cancelled'
    ? 'took it back, and it waits again'
    : 'the draft has changed'
}

/** What somebody is told who comes too late for a draft, and by whom: the one who settled it, or whose command wrote it last. */
export async function tooLateFor(tx: Tx, draft: Fields<'drafts'>): Promise<Conflict> {
  const thread = draft.state === 'pending' && draft.stale ? await threadOf(tx, draft.conversationId) : undefined
  if (thread) return writtenAgain(tx, thread)
  const { settledBy, settledAt, settledText } = draft
  const settled =
    settledBy === null ? await giverOf(tx, draft.writtenBy ?? null) : { personId: settledBy, at: settledAt }
  return new Conflict(whatBecameOf(draft), settled?.personId ?? null, settled?.at ?? settledAt, settledText)
}

/** Who gave a command, and when; undefined where there was none. */
async function giverOf(tx: Tx, commandId: string | null) {
  if (commandId === null) return undefined
  return tx.db
    .selectFrom('commands')
    .select(['personId', 'at'])
    .where('id', '=', commandId)
    .where('personId', 'in', (e) => e.selectFrom('people').select('people.id').where('venueId', '=', tx.venueId))
    .executeTakeFirst()
}

/** Fields of a row, as a command edits or has written them; `*` is all of them. */
export interface Written {
  readonly table: TableName
  readonly id: string
  readonly fields: readonly string[]
}

/** What a command of this payload edits, as shared/commands.ts lists it; null: nothing that is guarded. */
export function guardedBy(type: CommandType, payload: Payload<CommandType>, venueId: string): Written | null {
  const spec: { readonly guards?: Guard } = COMMANDS[type]
  if (!spec.guards) return null
  const { table, id, fields } = spec.guards
  const given = Object.entries(payload).filter(([key, value]) => key !== id && value !== undefined)
  const row = id === undefined ? venueId : String((payload as Readonly<Record<string, unknown>>)[id])
  return { table, id: row, fields: fields ?? given.map(([key]) => key) }
}

/** @throws Conflict where the basis has moved on. */
export async function checkBasis(
  tx: Tx,
  session: Session,
  envelope: CommandEnvelope & { type: CommandType },
  payload: Payload<CommandType>,
): Promise<void> {
  const { basis, after } = envelope
  const edited = guardedBy(envelope.type, payload, session.venueId)
  if (basis === undefined || edited === null) return
  if (edited.table === 'drafts') return checkDraft(tx, edited.id, basis, after)
  const written = await tx.db
    .selectFrom('field_writes')
    .selectAll()
    .where('venueId', '=', tx.venueId)
    .where('table', '=', edited.table)
    .where('rowId', '=', edited.id)
    .where('seq', '>', basis)
    .orderBy('seq', 'desc')
    .execute()
  const met = written.filter(({ field, commandId, personId }) => {
    const own = commandId === after && personId === session.personId
    return !own && (field === '*' || edited.fields.includes('*') || edited.fields.includes(field))
  })
  // Newest first; somebody else is told of before one's own other window.
  const last = met.find((w) => w.personId !== session.personId) ?? met[0]
  if (!last) return
  const theirs = met.filter((w) => w.personId === last.personId)
  throw new Conflict(whatChanged(theirs.map((w) => w.field)), last.personId, last.at)
}

async function checkDraft(tx: Tx, id: string, basis: number, after: string | undefined): Promise<void> {
  const draft = await tx.find('drafts', id)
  if (!draft || draft.seq <= basis) return
  if (after !== undefined && draft.writtenBy === after) return
  throw await tooLateFor(tx, draft)
}

/** Who wrote that field of a row last by a command; undefined: nobody has. */
export async function lastWriter(tx: Tx, table: TableName, rowId: string, field: string) {
  return tx.db
    .selectFrom('field_writes')
    .select(['personId', 'at'])
    .where('venueId', '=', tx.venueId)
    .where('table', '=', table)
    .where('rowId', '=', rowId)
    .where('field', '=', field)
    .executeTakeFirst()
}

/** Keeps who wrote which fields. To be called once the rows are written, so that their numbers are known. */
export async function noteWritten(tx: Tx, session: Session, commandId: string, written: Written): Promise<void> {
  const { table, id, fields } = written
  const row = await tx.db
    .selectFrom(table)
    .select('seq')
    .where('venueId', '=', tx.venueId)
    .where('id', '=', id)
    .executeTakeFirst()
  const last = { seq: row?.seq ?? tx.control.seq, personId: session.personId, commandId, at: tx.now }
  for (const field of fields) {
    await tx.db
      .insertInto('field_writes')
      .values({ venueId: tx.venueId, table, rowId: id, field, ...last })
      .onConflict((c) => c.columns(['venueId', 'table', 'rowId', 'field']).doUpdateSet(last))
      .execute()
  }
}

const NAMES: Record<string, string> = {
  staffMay: 'who may use the kill switch',
  masterSwitch: 'the master switch',
  mode: 'the mode',
  needed: 'the reviews needed',
  hourly: 'the hourly cap',
  daily: 'the daily cap',
  windows: 'the quiet hours',
  burstSeconds: 'the burst wait',
  holdSeconds: 'the hold',
  undoSeconds: 'the undo window',
  humanMinutes: 'the rest after a person has written',
  waitTargetMinutes: 'the waiting target',
  bookingLink: 'the booking link',
  segmentCost: 'the cost of a segment',
  timeZone: 'the time zone',
  avoid: 'the avoid list',
  priceFrom: 'whether the price is a lowest price',
  minutes: 'the duration',
  aliases: 'the other names',
  active: 'whether it is offered',
  periods: 'the opening hours of that day',
  startsAt: 'the time',
  stafferId: 'who does it',
  opens: 'the times',
  closes: 'the times',
  expiresAt: 'when it expires',
  mergedInto: 'what it is merged with',
}

function whatChanged(fields: readonly string[]): string {
  if (fields.includes('*')) return 'removed it'
  const names = [...new Set(fields.map((field) => NAMES[field] ?? `the ${field}`))]
  const last = names.pop()
  return `changed ${names.length > 0 ? `${names.join(', ')} and ` : ''}${last}`
}
