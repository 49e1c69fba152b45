/** The team: who may sign in, as what, and from where. The log keeps ids and roles, never names or addresses. */
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import type { Row } from '#shared/rows.ts'
import { INVITE_LIFE, sessionIdOf } from '../../governance/team.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Handler } from '../command.ts'

const MOST_INVITES = 50

/** The link itself is made where it is shown: nothing here ever holds it. */
export const invite: Handler<'person.invite'> = async ({ tx, session, payload, commandId }) => {
  const { email, role, tokenHash } = payload
  await freeEmail(tx, email)
  const open = await tx.db
    .selectFrom('invites')
    .select(['id', 'email'])
    .where('venueId', '=', tx.venueId)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', tx.now)
    .execute()
  if (open.length >= MOST_INVITES) throw new Refusal('list_full')
  // A new link for somebody ends the one before.
  await tx.db.deleteFrom('invites').where('venueId', '=', tx.venueId).where('email', '=', email).execute()
  const inviteId = createdIdOf('invite', session.personId, commandId)
  const times = { createdAt: tx.now, expiresAt: tx.now + INVITE_LIFE, usedAt: null }
  await tx.db
    .insertInto('invites')
    .values({ tokenHash, id: inviteId, venueId: tx.venueId, email, role, by: session.personId, ...times })
    .execute()
  return { result: { inviteId, expiresAt: times.expiresAt }, audit: { inviteId, role } }
}

/** One address signs in to one account, here or at another venue. @throws Refusal email_taken */
export async function freeEmail(tx: Pick<Tx, 'db'>, email: string): Promise<void> {
  const taken = await tx.db.selectFrom('people').select('id').where('email', '=', email).executeTakeFirst()
  if (taken) throw new Refusal('email_taken')
}

export const uninvite: Handler<'person.uninvite'> = async ({ tx, payload }) => {
  const { numDeletedRows } = await tx.db
    .deleteFrom('invites')
    .where('venueId', '=', tx.venueId)
    .where('id', '=', payload.inviteId)
    .where('usedAt', 'is', null)
    .executeTakeFirst()
  if (numDeletedRows !== 1n) throw new Refusal('row_not_found')
  return { audit: { inviteId: payload.inviteId } }
}

export const setRole: Handler<'person.role'> = async ({ tx, payload }) => {
  const person = await personOf(tx, payload.personId)
  if (person.role === payload.role) return {}
  if (payload.role !== 'owner') await anotherOwner(tx, person)
  await tx.patch('people', person.id, { role: payload.role })
  // What a console holds is of the role that it was filled for.
  await endSessions(tx, person.id)
  return { audit: { personId: person.id, from: person.role, to: payload.role } }
}

export const deactivate: Handler<'person.deactivate'> = async ({ tx, payload }) => {
  const person = await personOf(tx, payload.personId)
  if (!person.active) return {}
  await anotherOwner(tx, person)
  await tx.patch('people', person.id, { active: false })
  await endSessions(tx, person.id)
  return { audit: { personId: person.id } }
}

export const reactivate: Handler<'person.reactivate'> = async ({ tx, payload }) => {
  const person = await personOf(tx, payload.personId)
  if (person.active) return {}
  await tx.patch('people', person.id, { active: true })
  return { audit: { personId: person.id } }
}

export const endSession: Handler<'person.end_session'> = async ({ tx, session, payload }) => {
  const sessions = await tx.db
    .selectFrom('sessions')
    .select(['tokenHash', 'personId'])
    .where('venueId', '=', tx.venueId)
    .where('revoked', '=', 0)
    .execute()
  const found = sessions.find((one) => sessionIdOf(one.tokenHash) === payload.sessionId)
  if (!found || (found.personId !== session.personId && session.role !== 'owner')) throw new Refusal('row_not_found')
  await tx.db.updateTable('sessions').set({ revoked: 1 }).where('tokenHash', '=', found.tokenHash).execute()
  await noticed(tx, found.personId)
  return { audit: { personId: found.personId, sessionId: payload.sessionId } }
}

async function personOf(tx: Tx, personId: string): Promise<Row<'people'>> {
  const person = await tx.find('people', personId)
  if (!person) throw new Refusal('row_not_found')
  return person
}

/** @throws Refusal last_owner where nobody could let anybody in again */
async function anotherOwner(tx: Tx, person: Row<'people'>): Promise<void> {
  if (person.role !== 'owner' || !person.active) return
  const other = await tx.db
    .selectFrom('people')
    .select('id')
    .where('venueId', '=', tx.venueId)
    .where('role', '=', 'owner')
    .where('active', '=', 1)
    .where('id', '<>', person.id)
    .executeTakeFirst()
  if (!other) throw new Refusal('last_owner')
}

async function endSessions(tx: Tx, personId: string): Promise<void> {
  await tx.db.updateTable('sessions').set({ revoked: 1 }).where('personId', '=', personId).execute()
}

/** A changed row of somebody makes every instance look whether their sockets may stay. */
async function noticed(tx: Tx, personId: string): Promise<void> {
  await tx.patch('people', personId, {})
}
