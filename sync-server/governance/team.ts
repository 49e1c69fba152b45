/** Invitations: a link that works once and for a week. Only its hash is kept. */
import type { Kysely } from 'kysely'
import { DAY } from '#shared/clock.ts'
import { Refusal } from '#shared/errors.ts'
import type { InviteView, SessionView, TeamView } from '#shared/team.ts'
import type { Session } from '../deps.ts'
import { sha256 } from '../hash.ts'
import type { Tables } from '../storage/tables.ts'

export const INVITE_LIFE = 7 * DAY

/** What names a session without being of use to anybody: the beginning of its hash. */
export const sessionIdOf = (tokenHash: string) => tokenHash.slice(0, 16)

/** @throws Refusal invite_over for whatever does not work (any more) */
export async function standingInvite(db: Kysely<Tables>, token: string, now: number): Promise<Tables['invites']> {
  const invite = await db.selectFrom('invites').selectAll().where('tokenHash', '=', sha256(token)).executeTakeFirst()
  if (!invite || invite.usedAt !== null || invite.expiresAt <= now) throw new Refusal('invite_over')
  return invite
}

export async function lookAtInvite(db: Kysely<Tables>, token: string, now: number): Promise<InviteView> {
  const { venueId, email, role, expiresAt } = await standingInvite(db, token, now)
  const venue = await db.selectFrom('venue').select('name').where('id', '=', venueId).executeTakeFirstOrThrow()
  return { venue: venue.name, email, role, expiresAt }
}

/** Everybody's sessions for an owner, one's own for all others. */
export async function readTeam(
  db: Kysely<Tables>,
  { venueId, personId, role }: Session,
  current: string,
  now: number,
): Promise<TeamView> {
  const owner = role === 'owner'
  let people = db.selectFrom('people').select(['id', 'email']).where('venueId', '=', venueId)
  if (!owner) people = people.where('id', '=', personId)
  const sessions = await db
    .selectFrom('sessions')
    .selectAll()
    .where('venueId', '=', venueId)
    .where('revoked', '=', 0)
    .where('expiresAt', '>', now)
    .orderBy('lastSeenAt', 'desc')
    .execute()
  const view = ({ tokenHash, device, createdAt, lastSeenAt }: Tables['sessions']): SessionView => ({
    ...{ id: sessionIdOf(tokenHash), device, createdAt, lastSeenAt },
    current: tokenHash === current,
  })
  const invites = db
    .selectFrom('invites')
    .select(['id', 'email', 'role', 'createdAt', 'expiresAt'])
    .where('venueId', '=', venueId)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .orderBy('createdAt')
  return {
    people: (await people.orderBy('email').execute()).map((person) => ({
      ...person,
      sessions: sessions.filter((one) => one.personId === person.id).map(view),
    })),
    invites: owner ? await invites.execute() : [],
  }
}
