/** The first venue of a server with its owner; and the demo in its place, put there and taken away whole. */
import { sql } from 'kysely'
import { Refusal } from '#shared/errors.ts'
import { TABLE_NAMES } from '#shared/rows.ts'
import { COUNTRIES, type SetUpBody } from '#shared/setup.ts'
import type { Deps, Session } from '../deps.ts'
import { appendAudit } from '../governance/audit.ts'
import { createVenue } from '../storage/new-venue.ts'
import type { Tables } from '../storage/tables.ts'
import { Tx } from '../storage/tx.ts'
import { keepCode, lookAtCode, spendCode } from './codes.ts'

type Needs = Pick<Deps, 'storage' | 'clock' | 'ids'>

/** @throws Refusal setup_done, setup_over; there is no venue then. */
export async function setUp({ storage, clock, ids }: Needs, { token, venue, owner }: SetUpBody): Promise<void> {
  // A guess costs no hash of a password.
  await storage.read((db) => lookAtCode(db, token, clock()))
  const { locale, currency } = COUNTRIES[venue.country]
  const id = `venue_${ids()}`
  const personId = `person_${ids()}`
  await createVenue(
    storage,
    {
      id,
      name: venue.name,
      // It has none yet: nothing can leave, and no text finds it.
      number: '',
      timeZone: venue.timeZone,
      locale,
      currency,
      people: [{ id: personId, ...owner, role: 'owner' }],
      setup: { stage: 'steps', steps: {} },
    },
    {
      clock,
      ids,
      before: (db) => spendCode(db, token, clock()),
      fill: (tx) => appendAudit(tx, { personId, action: 'venue.created', detail: { country: venue.country } }),
    },
  )
}

/** @throws Refusal setup_done, setup_over */
export async function fillDemo({ storage, clock }: Needs, token: string): Promise<void> {
  await storage.read((db) => lookAtCode(db, token, clock()))
  const { seedDemo } = await import('../demo/seed.ts')
  await seedDemo(storage, { clock, before: (db) => spendCode(db, token, clock()) })
}

/** What lies in tables of a venue that no desk sees; the audit log stays, as it always does. */
const UNSEEN = [
  'tombstones',
  'sessions',
  'invites',
  'turns',
  'busy',
  'cap_log',
  'wallet',
  'evidence',
  'commands',
  'field_writes',
  'previews',
  'bulk_pieces',
  'erasures',
  'suppressions',
  'venue_control',
] as const satisfies readonly (keyof Tables)[]

/**
 * Takes the demo away with all that belongs to it, and leaves the code under whose hash the set-up goes on.
 * @returns the hashes of the sessions that have ended by that. @throws Refusal not_the_demo
 */
export async function removeDemo(
  { storage, clock }: Needs,
  { venueId, personId }: Session,
  codeHash: string,
): Promise<readonly string[]> {
  return storage.system(async (db) => {
    const now = clock()
    const control = await db
      .selectFrom('venue_control')
      .selectAll()
      .where('venueId', '=', venueId)
      .executeTakeFirstOrThrow()
    const tx = new Tx(db, control, now)
    if ((await tx.find('venue', venueId))?.demo !== true) throw new Refusal('not_the_demo')
    await appendAudit(tx, { personId, action: 'demo.removed', detail: {} })
    const sessions = await db.selectFrom('sessions').select('tokenHash').where('venueId', '=', venueId).execute()
    const people = db.selectFrom('people').select('id').where('venueId', '=', venueId)
    const texts = db.selectFrom('messages').select('id').where('venueId', '=', venueId)
    await db.deleteFrom('devices').where('personId', 'in', people).execute()
    await db.deleteFrom('provider_ids').where('messageId', 'in', texts).execute()
    for (const table of [...TABLE_NAMES, ...UNSEEN]) {
      await sql`DELETE FROM ${sql.table(table)} WHERE "venueId" = ${venueId}`.execute(db)
    }
    await keepCode(db, codeHash, now)
    return sessions.map((one) => one.tokenHash)
  })
}
