/** The code that sets a server up: made while there is no account, works once and for an hour; only its hash is kept. */
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { type Clock, HOUR } from '#shared/clock.ts'
import { Refusal } from '#shared/errors.ts'
import { sha256 } from '../hash.ts'
import type { Storage } from '../storage/storage.ts'
import type { Tables } from '../storage/tables.ts'

const CODE_LIFE = HOUR

export interface SetupCode {
  readonly token: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

export async function hasAccounts(db: Kysely<Tables>): Promise<boolean> {
  return (await db.selectFrom('people').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** @returns null where somebody has an account already */
export async function newSetupCode(storage: Storage, clock: Clock): Promise<SetupCode | null> {
  const token = randomBytes(32).toString('base64url')
  return storage.system(async (db) => {
    if (await hasAccounts(db)) return null
    return { token, expiresAt: await keepCode(db, sha256(token), clock()) }
  })
}

/** The latest code alone works: who has lost one to somebody's eyes asks for another. @returns when it ends */
export async function keepCode(db: Kysely<Tables>, hash: string, now: number): Promise<number> {
  await db.deleteFrom('setup_codes').execute()
  const expiresAt = now + CODE_LIFE
  await db.insertInto('setup_codes').values({ hash, createdAt: now, expiresAt, usedAt: null }).execute()
  return expiresAt
}

/** Uses the code up, in the transaction that it pays for. @throws Refusal setup_done, setup_over */
export async function spendCode(db: Kysely<Tables>, token: string, now: number): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('setup_codes')
    .set({ usedAt: now })
    .where('hash', '=', sha256(token))
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirst()
  // Two at once: the second waits for the first one's row, and then finds its account.
  if (await hasAccounts(db)) throw new Refusal('setup_done')
  if (numUpdatedRows !== 1n) throw new Refusal('setup_over')
}

/** @throws Refusal setup_done, setup_over */
export async function lookAtCode(db: Kysely<Tables>, token: string, now: number): Promise<void> {
  if (await hasAccounts(db)) throw new Refusal('setup_done')
  const found = await db.selectFrom('setup_codes').selectAll().where('hash', '=', sha256(token)).executeTakeFirst()
  if (!found || found.usedAt !== null || found.expiresAt <= now) throw new Refusal('setup_over')
}
