/**
 * The one command runner. Here, and nowhere else: the payload's schema, the role, applied once by id, the order of a
 * device, the basis, the audit entry. Handlers only do their own work.
 */
import { COMMANDS, type CommandAnswer, type CommandEnvelope, type CommandType, type Payload } from '#shared/commands.ts'
import { type ErrorCode, Refusal } from '#shared/errors.ts'
import type { Deps, Session } from '../deps.ts'
import { AuditFailed, appendAudit, noteAudit } from '../governance/audit.ts'
import { keyed, sha256 } from '../hash.ts'
import { inPieces, type Left } from '../storage/in-pieces.ts'
import { prepared } from '../storage/prepared.ts'
import type { Tables } from '../storage/tables.ts'
import type { Tx } from '../storage/tx.ts'
import { checkBasis, guardedBy, noteWritten } from './basis.ts'
import type { AnyHandler, Done, Handler, OutsideHandler, PiecewiseHandler, Work } from './command.ts'
import { Conflict } from './conflict.ts'
import { HANDLERS } from './handlers/index.ts'

const isCommand = (type: string): type is CommandType => Object.hasOwn(COMMANDS, type)

function answerRefusal(id: string, seq: number, refusal: Refusal): CommandAnswer {
  const { code, message, result } = refusal
  return { id, status: 'refused', seq, code, message, ...(result && { result }) }
}

/** Never throws for what the caller did wrong. Faults of storage or engine are thrown, and consume nothing. */
export async function runCommand(deps: Deps, session: Session, envelope: CommandEnvelope): Promise<CommandAnswer> {
  const { id, type } = envelope
  if (!isCommand(type)) return answerRefusal(id, 0, new Refusal('unknown_command'))
  const parsed = COMMANDS[type].payload.safeParse(envelope.payload ?? {})
  if (!parsed.success) {
    const where = parsed.error.issues.map((i) => `${i.path.join('.') || 'payload'}: ${i.message}`)
    return answerRefusal(
      id,
      0,
      new Refusal('invalid_payload', `Not of the right form. ${where.slice(0, 5).join('; ')}.`),
    )
  }
  const payload = parsed.data as Payload<CommandType>
  const contents = sha256(JSON.stringify([type, payload]))
  const call: Call = { deps, session, envelope: { ...envelope, type }, payload, contents }
  const answer = await carryOut(call, HANDLERS[type] as AnyHandler<CommandType>)
  deps.wake()
  return answer
}

function carryOut(call: Call, handler: AnyHandler<CommandType>): Promise<CommandAnswer> {
  if (typeof handler === 'function') return inside(call, handler)
  return 'begin' in handler ? piecewise(call, handler) : outside(call, handler)
}

interface Call {
  readonly deps: Deps
  readonly session: Session
  readonly envelope: CommandEnvelope & { readonly type: CommandType }
  readonly payload: Payload<CommandType>
  /** Hash of its type and payload: what an id stands for. */
  readonly contents: string
}

const BEGUN = 'begun'

/** The usual way: everything in one write. */
function inside(call: Call, handler: Handler<CommandType>): Promise<CommandAnswer> {
  return write(call, async (tx, before) => {
    if (before !== null) return before.answer
    const gap = await deviceGap(call, tx)
    if (gap) return gap
    const answer = await apply(call, tx, handler)
    await remember(call, tx, answer)
    return answer
  })
}

/** Reserve, act outside any transaction, record. Whoever finds it begun takes it up; the first to record is heard. */
async function outside(call: Call, handler: OutsideHandler<CommandType>): Promise<CommandAnswer> {
  const known = await write(call, async (tx, before) => {
    if (before !== null) return before.begun ? null : before.answer
    const gap = await deviceGap(call, tx)
    if (gap) return gap
    const answer = await apply(call, tx, (context) => handler.reserve(context).then(() => ({})))
    const begun = answer.status === 'done'
    await remember(call, tx, answer, begun ? BEGUN : answer.status)
    return begun ? null : answer
  })
  if (known !== null) return known
  const { id: commandId, epoch } = call.envelope
  const record = await handler.act(call.deps, call.session, call.payload, { commandId, epoch })
  return write(call, async (tx, before) => {
    if (before !== null && !before.begun) return before.answer
    const answer = await apply(call, tx, record)
    await remember(call, tx, answer)
    return answer
  })
}

/**
 * Begun in the write of its first piece and answered in that of its last: where nobody comes between, it is one commit.
 * Whoever finds it begun takes it up; the first to record is heard.
 */
function piecewise(call: Call, handler: PiecewiseHandler<CommandType>): Promise<CommandAnswer> {
  const { deps, session, payload } = call
  const { id: commandId, epoch } = call.envelope
  const done: unknown[] = []
  const goOn = async (tx: Tx, work: Work<unknown>): Promise<Left<CommandAnswer>> => {
    const piece = work.pieces[done.length]
    if (piece) done.push(await piece(tx))
    if (done.length < work.pieces.length) return { next: (later) => goOn(later, work) }
    const before = await earlier(call, tx)
    if (before !== null && !before.begun) return { end: before.answer }
    const answer = await applyAfter(call, tx, async () => work.end(done))
    await remember(call, tx, answer)
    return { end: answer }
  }
  return inPieces(deps.storage, session.venueId, async (tx) => {
    const before = await earlier(call, tx)
    if (before !== null && !before.begun) return { end: before.answer }
    const work = () => handler.plan(tx, session, payload, { commandId, epoch })
    if (before !== null) return goOn(tx, await work())
    const gap = await deviceGap(call, tx)
    if (gap) return { end: gap }
    const answer = await apply(call, tx, (context) => handler.begin(context).then(() => ({})))
    await remember(call, tx, answer, answer.status === 'done' ? BEGUN : answer.status)
    return answer.status === 'done' ? goOn(tx, await work()) : { end: answer }
  })
}

/** What is known of a command's id. */
interface Earlier {
  readonly begun: boolean
  readonly answer: CommandAnswer
}

/** One write, told what is known of this command's id: applied once, whatever is repeated. */
function write<R extends CommandAnswer | null>(
  call: Call,
  fn: (tx: Tx, before: Earlier | null) => Promise<R>,
): Promise<R> {
  const { deps, session, envelope } = call
  const lane = envelope.type === 'killswitch.engage' ? 'kill' : 'command'
  return deps.storage.write(lane, session.venueId, async (tx) => fn(tx, await earlier(call, tx)))
}

async function earlier({ session, envelope: { id }, contents }: Call, tx: Tx): Promise<Earlier | null> {
  const [known] = await earlierOf(tx.db, { personId: session.personId, id })
  if (!known) return null
  if (known.payloadHash === keyed(tx.control.salt, contents))
    return { begun: known.status === BEGUN, answer: JSON.parse(known.answer) as CommandAnswer }
  return { begun: false, answer: answerRefusal(id, tx.control.seq, new Refusal('command_id_reused')) }
}

const earlierOf = prepared((db, { personId, id }: Readonly<Record<'personId' | 'id', string>>) =>
  db
    .selectFrom('commands')
    .select(['payloadHash', 'status', 'answer'])
    .where('personId', '=', personId)
    .where('id', '=', id),
)

const keep = prepared((db, { personId, id, venueId, payloadHash, status, answer, at }: Readonly<Tables['commands']>) =>
  db
    .insertInto('commands')
    .values({ personId, id, venueId, payloadHash, status, answer, at })
    .onConflict((c) => c.columns(['personId', 'id']).doUpdateSet({ status, answer, at })),
)

async function remember(call: Call, tx: Tx, answer: CommandAnswer, status: string = answer.status): Promise<void> {
  const { personId, venueId } = call.session
  const { id } = call.envelope
  const entry = { status, answer: JSON.stringify(answer), at: tx.now }
  await keep(tx.db, { personId, id, venueId, payloadHash: keyed(tx.control.salt, call.contents), ...entry })
}

type Device = Readonly<Record<'personId' | 'deviceId', string>>

const lastOf = prepared((db, { personId, deviceId }: Device) =>
  db.selectFrom('devices').select('lastN').where('personId', '=', personId).where('deviceId', '=', deviceId),
)

/** Nearly always the next number is the one that comes: no need to ask for the last. */
const countOn = prepared((db, { personId, deviceId, lastN, n }: Device & Readonly<Record<'lastN' | 'n', number>>) =>
  db
    .updateTable('devices')
    .set({ lastN: n })
    .where('personId', '=', personId)
    .where('deviceId', '=', deviceId)
    .where('lastN', '=', lastN)
    .returning('lastN'),
)

const keepFirst = prepared((db, { personId, deviceId, lastN }: Readonly<Tables['devices']>) =>
  db.insertInto('devices').values({ personId, deviceId, lastN }),
)

/**
 * A device numbers what it queues; a number that was skipped means that something earlier is missing.
 * @returns a refusal that is not remembered, since the same command comes again in its place
 */
async function deviceGap({ session, envelope }: Call, tx: Tx): Promise<CommandAnswer | null> {
  const { id, device } = envelope
  if (!device) return null
  const its = { personId: session.personId, deviceId: device.id }
  if ((await countOn(tx.db, { ...its, lastN: device.n - 1, n: device.n })).length > 0) return null
  const [known] = await lastOf(tx.db, its)
  if (device.n > (known?.lastN ?? 0) + 1) return answerRefusal(id, tx.control.seq, new Refusal('command_gap'))
  if (known === undefined) await keepFirst(tx.db, { ...its, lastN: device.n })
  return null
}

/** The handler where nothing but its device's number was written before it: a refusal takes the write back to its beginning. */
function apply(call: Call, tx: Tx, handler: Handler<CommandType>): Promise<CommandAnswer> {
  const before = { ...tx.control }
  return attempt(call, tx, handler, async () => {
    await tx.startOver(before)
    await deviceGap(call, tx)
  })
}

/** The same behind work that stays whatever becomes of it. */
async function applyAfter(call: Call, tx: Tx, handler: Handler<CommandType>): Promise<CommandAnswer> {
  const before = { ...tx.control }
  await tx.savepoint()
  const answer = await attempt(call, tx, handler, () => tx.rollback(before))
  if (answer.status === 'done') await tx.release()
  return answer
}

/** A refusal undoes what the handler did, and is remembered all the same. */
async function attempt(
  { deps, session, envelope, payload }: Call,
  tx: Tx,
  handler: Handler<CommandType>,
  undo: () => Promise<void>,
): Promise<CommandAnswer> {
  const { id, type, epoch } = envelope
  try {
    if (COMMANDS[type].role === 'owner' && session.role !== 'owner') throw new Refusal('forbidden')
    await checkPredecessor(tx, session, envelope)
    await checkBasis(tx, session, envelope, payload)
    const done = await handler({ tx, session, payload, commandId: id, epoch, deps })
    await noteAll(tx, { session, envelope, payload }, done)
    if (done.audit) await log(tx, { personId: session.personId, action: type, detail: done.audit })
    return { id, status: 'done', seq: tx.control.seq, ...(done.result && { result: done.result }) }
  } catch (error) {
    // Not remembered: the same command is welcome again once the log can be written.
    if (error instanceof AuditFailed || !(error instanceof Refusal || error instanceof Conflict)) throw error
    await undo()
    if (error instanceof Refusal) return answerRefusal(id, tx.control.seq, error)
    return conflictAnswer(tx, id, error)
  }
}

/** What cannot be logged does not happen; a stop does all the same, and says that the log is missing it. */
async function log(tx: Tx, entry: Parameters<typeof appendAudit>[1]): Promise<void> {
  if (entry.action !== 'killswitch.engage') return appendAudit(tx, entry)
  const before = { ...tx.control }
  await tx.savepoint()
  try {
    await appendAudit(tx, entry)
    await tx.release()
  } catch (error) {
    if (!(error instanceof AuditFailed)) throw error
    await tx.rollback(before)
    await noteAudit(tx, true)
  }
}

/** Keeps which guarded fields were written. Drafts are left out: theirs is the row's own number. */
async function noteAll(tx: Tx, call: Pick<Call, 'session' | 'envelope' | 'payload'>, done: Done): Promise<void> {
  const { session, envelope, payload } = call
  const own = guardedBy(envelope.type, payload, session.venueId)
  for (const written of [own, ...(done.wrote ?? [])]) {
    if (written && written.table !== 'drafts') await noteWritten(tx, session, envelope.id, written)
  }
}

async function conflictAnswer(tx: Tx, id: string, conflict: Conflict): Promise<CommandAnswer> {
  const person = conflict.by === null ? undefined : await tx.find('people', conflict.by)
  const byName = person?.name ?? null
  const { by, what, at, text, unseen } = conflict
  return {
    id,
    status: 'conflict',
    seq: tx.control.seq,
    code: (unseen ? 'unseen_message' : 'conflict') satisfies ErrorCode,
    message: byName ? `${byName} was faster: ${what}.` : `This has changed since: ${what}.`,
    result: { by, byName, what, at, text, ...(unseen && { unseen }) },
  }
}

/** A failed predecessor refuses only what declared that it follows it. */
async function checkPredecessor(tx: Tx, session: Session, { after }: CommandEnvelope): Promise<void> {
  if (after === undefined) return
  const earlier = await tx.db
    .selectFrom('commands')
    .select('status')
    .where('personId', '=', session.personId)
    .where('id', '=', after)
    .executeTakeFirst()
  if (earlier?.status !== 'done') throw new Refusal('predecessor_failed')
}
