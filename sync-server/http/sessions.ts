/** Who is signed in: opaque tokens of 256 bits, of which only a hash is kept. */
import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { DAY, MINUTE } from '#shared/clock.ts'
import { Refusal } from '#shared/errors.ts'
import type { SignInAnswer } from '#shared/feed.ts'
import { passwordProblem } from '#shared/password.ts'
import type { AcceptBody, PasswordBody } from '#shared/team.ts'
import type { Deps, Session } from '../deps.ts'
import { appendAudit } from '../governance/audit.ts'
import { standingInvite } from '../governance/team.ts'
import { sha256 } from '../hash.ts'
import { freeEmail } from '../sync/handlers/people.ts'
import { Attempts, TooManyAttempts } from './attempts.ts'

const SESSION_LIFE = 30 * DAY
const FAILURES_PER_EMAIL = 10
const FAILURES_PER_ADDRESS = 50
const SEEN_EVERY = 5 * MINUTE
const LONGEST_DEVICE = 100

/** A session with what names and ends it. */
export interface LiveSession extends Session {
  readonly tokenHash: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

export interface Sessions {
  /** @throws Refusal wrong_credentials, TooManyAttempts. `address`: where the request came from. */
  signIn(input: {
    email: string
    password: string
    address: string
    device?: string | undefined
  }): Promise<SignInAnswer>
  /** Turns an invitation into a person, once. @throws Refusal invite_over, email_taken */
  accept(input: AcceptBody): Promise<SignInAnswer>
  /** @throws Refusal not_signed_in, session_expired. */
  require(authorization: string | undefined): Promise<LiveSession>
  /** @throws Refusal not_signed_in, session_expired. */
  ofToken(token: string): Promise<LiveSession>
  /** Whether the session that has this hash still stands, with the same rights. */
  stands(session: LiveSession): Promise<boolean>
  signOut(session: LiveSession): Promise<void>
  /** Sets a new password for whoever is signed in, and ends their other sessions. @throws Refusal wrong_password, TooManyAttempts */
  changePassword(session: LiveSession, body: PasswordBody): Promise<void>
  /** Tells that these sessions have ended. */
  ended(tokenHashes: readonly string[]): void
  /** Told the token hash of each session that was ended. */
  onEnd(listener: (tokenHash: string) => void): void
}

/** What a device says of itself, as one short line. */
const deviceOf = (said: string | undefined) => (said ?? '').replaceAll(/[^\x20-\x7e]/g, '').slice(0, LONGEST_DEVICE)

export function createSessions(deps: Deps): Sessions {
  const { storage, clock } = deps
  const byEmail = new Attempts(FAILURES_PER_EMAIL, clock)
  const byAddress = new Attempts(FAILURES_PER_ADDRESS, clock)
  const enders: ((tokenHash: string) => void)[] = []
  // Verified for unknown addresses, so that the time of the answer does not tell who has an account.
  const nobody = hash(randomBytes(16))

  const find = (email: string) =>
    storage.read((db) =>
      db
        .selectFrom('people')
        .innerJoin('venue', 'venue.id', 'people.venueId')
        .select(['people.id', 'people.name', 'people.role', 'people.active', 'people.passwordHash'])
        .select(['venue.id as venueId', 'venue.name as venueName', 'venue.timeZone'])
        .where('people.email', '=', email)
        .executeTakeFirst(),
    )

  const ended = (tokenHashes: readonly string[]) => {
    for (const tokenHash of tokenHashes) for (const end of enders) end(tokenHash)
  }

  const row = (tokenHash: string) =>
    storage.read((db) =>
      db
        .selectFrom('sessions')
        .innerJoin('people', 'people.id', 'sessions.personId')
        .select([
          'sessions.personId',
          'sessions.venueId',
          'sessions.expiresAt',
          'sessions.revoked',
          'sessions.lastSeenAt',
        ])
        .select(['people.role', 'people.active'])
        .where('tokenHash', '=', tokenHash)
        .executeTakeFirst(),
    )

  /** Begins a session for a person of a venue. */
  const begin = async (personId: string, venueId: string, device: string | undefined): Promise<string> => {
    const token = randomBytes(32).toString('base64url')
    const now = clock()
    const session = { tokenHash: sha256(token), personId, venueId, createdAt: now, expiresAt: now + SESSION_LIFE }
    await storage.system(async (db) => {
      await db.deleteFrom('sessions').where('personId', '=', personId).where('expiresAt', '<=', now).execute()
      await db
        .insertInto('sessions')
        .values({ ...session, revoked: 0, device: deviceOf(device), lastSeenAt: now })
        .execute()
    })
    return token
  }

  /** Noted now and then, so that asking costs no write. */
  const seen = (tokenHash: string, lastSeenAt: number) => {
    const now = clock()
    if (now - lastSeenAt < SEEN_EVERY) return
    storage
      .system((db) => db.updateTable('sessions').set({ lastSeenAt: now }).where('tokenHash', '=', tokenHash).execute())
      .catch(() => deps.logger.warn('when a session was seen could not be noted'))
  }

  const live = async (tokenHash: string): Promise<LiveSession> => {
    const found = await row(tokenHash)
    if (!found) throw new Refusal('not_signed_in')
    if (found.revoked || !found.active || found.expiresAt <= clock()) throw new Refusal('session_expired')
    seen(tokenHash, found.lastSeenAt)
    const { personId, venueId, role, expiresAt } = found
    return { personId, venueId, role, tokenHash, expiresAt }
  }

  return {
    async signIn({ email: written, password, address, device }) {
      const email = written.trim().toLowerCase()
      const emailKey = sha256(email)
      const wait = byAddress.take(address) ?? byEmail.take(emailKey)
      if (wait !== null) throw new TooManyAttempts(wait)
      const person = await find(email)
      const right = await verify(person?.passwordHash ?? (await nobody), password)
      if (!right || !person?.active) throw new Refusal('wrong_credentials')
      byAddress.giveBack(address)
      byEmail.giveBack(emailKey)
      const { id, name, role, venueId } = person
      return {
        token: await begin(id, venueId, device),
        person: { id, name, role, active: true, email },
        venue: { id: venueId, name: person.venueName, timeZone: person.timeZone },
      }
    },

    async accept({ token, name, password, device }) {
      const passwordHash = await hash(password)
      const { venueId } = await storage.read((db) => standingInvite(db, token, clock()))
      const id = deps.ids()
      const joined = await storage.write('command', venueId, async (tx) => {
        // Whoever was faster with the same link has had it.
        const { id: inviteId, email, role } = await standingInvite(tx.db, token, tx.now)
        await freeEmail(tx, email)
        await tx.db.updateTable('invites').set({ usedAt: tx.now }).where('id', '=', inviteId).execute()
        await tx.insert('people', { id, name, role, active: true, email, passwordHash })
        await appendAudit(tx, { personId: id, action: 'person.joined', detail: { inviteId, role } })
        const venue = (await tx.find('venue', tx.venueId))!
        return {
          person: { id, name, role, active: true, email },
          venue: { id: venueId, name: venue.name, timeZone: venue.timeZone },
        }
      })
      return { token: await begin(id, venueId, device), ...joined }
    },

    require(authorization) {
      const token = /^Bearer +([\w~+/.=-]{1,500})$/i.exec(authorization ?? '')?.[1]
      return token === undefined ? Promise.reject(new Refusal('not_signed_in')) : live(sha256(token))
    },

    ofToken: (token) => live(sha256(token)),

    async stands(session) {
      try {
        return (await live(session.tokenHash)).role === session.role
      } catch (error) {
        if (error instanceof Refusal) return false
        throw error
      }
    },

    async signOut({ tokenHash }) {
      await storage.system((db) =>
        db.updateTable('sessions').set({ revoked: 1 }).where('tokenHash', '=', tokenHash).execute(),
      )
      ended([tokenHash])
    },

    async changePassword({ personId, venueId, tokenHash }, { current, next }) {
      const wait = byEmail.take(personId)
      if (wait !== null) throw new TooManyAttempts(wait)
      const person = await storage.read((db) =>
        db
          .selectFrom('people')
          .select(['passwordHash', 'name', 'email'])
          .where('id', '=', personId)
          .executeTakeFirstOrThrow(),
      )
      if (!(await verify(person.passwordHash, current))) throw new Refusal('wrong_password')
      byEmail.giveBack(personId)
      const problem = passwordProblem(next, [person.name, person.email])
      if (problem !== null) throw new Refusal('invalid_payload', `The new password ${problem}.`)
      const passwordHash = await hash(next)
      const others = await storage.write('command', venueId, async (tx) => {
        const open = tx.db
          .selectFrom('sessions')
          .select('tokenHash')
          .where('personId', '=', personId)
          .where('revoked', '=', 0)
          .where('tokenHash', '<>', tokenHash)
        const others = (await open.execute()).map((one) => one.tokenHash)
        await tx.db
          .updateTable('sessions')
          .set({ revoked: 1 })
          .where('personId', '=', personId)
          .where('tokenHash', '<>', tokenHash)
          .execute()
        // The changed row makes every instance look whether their sockets may stay.
        await tx.patch('people', personId, { passwordHash })
        await appendAudit(tx, { personId, action: 'person.password', detail: { personId, sessions: others.length } })
        return others
      })
      ended(others)
    },

    ended,

    onEnd: (listener) => {
      enders.push(listener)
    },
  }
}
