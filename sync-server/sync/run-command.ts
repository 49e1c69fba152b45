/**
 * The one command runner. Here, and nowhere else: the payload's schema, the role, applied once by id, the order of a
 * device, the basis, the audit entry. Handlers only do their own work.
 */
import { COMMANDS, type CommandAnswer, type CommandEnvelope, type CommandType, type Payload } from '#shared/commands.ts'
import { type ErrorCode, Refusal } from '#shared/errors.ts'
import type { Deps, Session } from '../deps.ts'
import { appendAudit } from '../governance/audit.ts'
import { sha256 } from '../hash.ts'
import type { Tx } from '../storage/tx.ts'
import { guardDraft } from './basis.ts'
import { Conflict, type Context, type Done } from './command.ts'
import { HANDLERS } from './handlers/index.ts'

const isCommand = (type: string): type is CommandType => Object.hasOwn(COMMANDS, type)

function answerRefusal(id: string, seq: number, refusal: Refusal): CommandAnswer {
  return { id, status: 'refused', seq, code: refusal.code, message: refusal.message }
}

/** Never throws for what the caller did wrong. Faults of the storage are thrown as a Refusal, and consume nothing. */
export async function runCommand(deps: Deps, session: Session, envelope: CommandEnvelope): Promise<CommandAnswer> {
  const { id, type } = envelope
  if (!isCommand(type)) return answerRefusal(id, 0, new Refusal('unknown_command'))
  const parsed = COMMANDS[type].payload.safeParse(envelope.payload ?? {})
  if (!parsed.success) {
    const where = parsed.error.issues.map((i) => i.path.join('.') || 'payload').join(', ')
    return answerRefusal(id, 0, new Refusal('invalid_payload', `This does not have the right form: ${where}.`))
  }
  const payloadHash = sha256(JSON.stringify([type, parsed.data]))
  const lane = type === 'killswitch.engage' ? 'kill' : 'command'
  const answer = await deps.storage.write(lane, session.venueId, async (tx) => {
    const earlier = await tx.db
      .selectFrom('commands')
      .select(['payloadHash', 'answer'])
      .where('personId', '=', session.personId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (earlier) {
      if (earlier.payloadHash === payloadHash) return JSON.parse(earlier.answer) as CommandAnswer
      return answerRefusal(id, tx.control.seq, new Refusal('command_id_reused'))
    }
    const gap = await deviceGap(tx, session, envelope)
    if (gap) return answerRefusal(id, tx.control.seq, gap)
    const answered = await apply(deps, tx, session, { ...envelope, type }, parsed.data as Payload<CommandType>)
    await tx.db
      .insertInto('commands')
      .values({
        personId: session.personId,
        id,
        venueId: session.venueId,
        payloadHash,
        status: answered.status,
        answer: JSON.stringify(answered),
        at: tx.now,
      })
      .execute()
    return answered
  })
  deps.wake()
  return answer
}

/** A device numbers what it queues; a number that was skipped means that something earlier is missing. */
async function deviceGap(tx: Tx, session: Session, { device }: CommandEnvelope): Promise<Refusal | null> {
  if (!device) return null
  const known = await tx.db
    .selectFrom('devices')
    .select('lastN')
    .where('personId', '=', session.personId)
    .where('deviceId', '=', device.id)
    .executeTakeFirst()
  const last = known?.lastN ?? 0
  if (device.n > last + 1) return new Refusal('command_gap')
  if (device.n <= last) return null
  await tx.db
    .insertInto('devices')
    .values({ personId: session.personId, deviceId: device.id, lastN: device.n })
    .onConflict((c) => c.columns(['personId', 'deviceId']).doUpdateSet({ lastN: device.n }))
    .execute()
  return null
}

/** The handler within a savepoint of its own: a refusal undoes its work, and is remembered all the same. */
async function apply(
  deps: Deps,
  tx: Tx,
  session: Session,
  envelope: CommandEnvelope & { type: CommandType },
  payload: Payload<CommandType>,
): Promise<CommandAnswer> {
  const before = { ...tx.control }
  await tx.savepoint()
  try {
    if (COMMANDS[envelope.type].role === 'owner' && session.role !== 'owner') throw new Refusal('forbidden')
    await checkPredecessor(tx, session, envelope)
    await guardDraft(tx, envelope, payload)
    const context = { tx, session, payload, commandId: envelope.id, epoch: envelope.epoch, deps }
    const handler = HANDLERS[envelope.type] as (context: Context<CommandType>) => Promise<Done>
    const done = await handler(context as Context<CommandType>)
    if (done.audit) await appendAudit(tx, { personId: session.personId, action: envelope.type, detail: done.audit })
    await tx.release()
    return { id: envelope.id, status: 'done', seq: tx.control.seq, ...(done.result && { result: done.result }) }
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof Conflict)) throw error
    await tx.rollback(before)
    if (error instanceof Refusal) return answerRefusal(envelope.id, tx.control.seq, error)
    return conflictAnswer(tx, envelope.id, error)
  }
}

async function conflictAnswer(tx: Tx, id: string, conflict: Conflict): Promise<CommandAnswer> {
  const person = conflict.by === null ? undefined : await tx.find('people', conflict.by)
  const byName = person?.name ?? null
  return {
    id,
    status: 'conflict',
    seq: tx.control.seq,
    code: 'conflict' satisfies ErrorCode,
    message: byName ? `${byName} was faster: ${conflict.what}.` : `This has changed since: ${conflict.what}.`,
    result: { by: conflict.by, byName, what: conflict.what, at: conflict.at, text: conflict.text },
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
