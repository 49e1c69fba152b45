/** What a new venue starts with: its control row, one policy for every intent, and settings that send nothing alone. */
import { randomBytes, randomUUID } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import type { Kysely } from 'kysely'
import { CHANNELS } from '#shared/channels.ts'
import type { Clock, IdSource } from '#shared/clock.ts'
import { INTENTS } from '#shared/intents.ts'
import { NOT_ENGAGED, type PolicyRow, type Row } from '#shared/rows.ts'
import type { Storage } from './storage.ts'
import type { ControlTable, Tables } from './tables.ts'
import { Tx } from './tx.ts'

interface NewPerson {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly password: string
  readonly role: 'owner' | 'staff'
}

type VenueSettings = Omit<Row<'venue'>, 'id' | 'name' | 'number' | 'timeZone' | 'sparksEmpty'>

export interface NewVenue extends Partial<VenueSettings> {
  readonly id: string
  readonly name: string
  /** E.164; no other venue has it. */
  readonly number: string
  readonly timeZone: string
  readonly people: readonly NewPerson[]
  /** One "Front desk" unless given. */
  readonly agents?: readonly Row<'agents'>[]
  /** Policies that differ from what a new venue has. */
  readonly policies?: readonly PolicyRow[]
  readonly services?: readonly Row<'services'>[]
  readonly hours?: readonly Row<'hours'>[]
  readonly closures?: readonly Row<'closures'>[]
  readonly facts?: readonly Row<'facts'>[]
  readonly staffers?: readonly Row<'staffers'>[]
  readonly guidance?: readonly Row<'guidance'>[]
  readonly playbooks?: readonly Row<'playbooks'>[]
}

interface NewVenueOptions {
  readonly clock?: Clock
  readonly ids?: IdSource
  /** Asked first in the venue's transaction: what it throws, leaves no venue. */
  readonly before?: (db: Kysely<Tables>) => Promise<void>
  /** What is kept of a password. */
  readonly hashOf?: (password: string) => Promise<string>
  /** What else belongs to the venue's first transaction. */
  readonly fill?: (tx: Tx) => Promise<void>
}

/** Creates a venue, whole or not at all. @throws when its id, its number or somebody's email is taken. */
export async function createVenue(storage: Storage, venue: NewVenue, options: NewVenueOptions = {}): Promise<void> {
  const { clock = Date.now, ids = randomUUID, hashOf = hash, before, fill } = options
  const people = await Promise.all(
    venue.people.map(async ({ password, email, ...person }) => ({
      ...person,
      email: email.toLowerCase(),
      passwordHash: await hashOf(password),
    })),
  )
  await storage.system(async (db) => {
    await before?.(db)
    const control = { ...newControl(venue.id, ids()), ...(await endOfAudit(db, venue.id)) }
    await db.insertInto('venue_control').values(control).execute()
    const tx = new Tx(db, control, clock())
    await tx.insert('venue', venueRow(venue))
    for (const person of people) await tx.insert('people', { ...person, active: true })
    for (const agent of venue.agents ?? [frontDesk(venue.id)]) await tx.insert('agents', agent)
    const policies = new Map(venue.policies?.map((policy) => [policy.id, policy]))
    for (const policy of newPolicies()) await tx.insert('policies', policies.get(policy.id) ?? policy)
    for (const table of ['services', 'hours', 'closures', 'facts', 'staffers', 'guidance', 'playbooks'] as const) {
      for (const row of venue[table] ?? []) await tx.insert(table, row)
    }
    await topUp(tx, ids(), venue.sparks ?? DEFAULTS.sparks)
    await fill?.(tx)
    await saveControl(db, tx.control)
  })
}

/** What a customer who is handed to a person is told, where the owner wants that. */
const HANDOFF_TEXT = 'Thanks for your message. A member of our team will answer it.'

const DEFAULTS = {
  plan: 'PRO',
  locale: 'en-GB',
  currency: 'GBP',
  bookingLink: '',
  persona: 'HOST',
  disclosure: { on: false, text: '' },
  avoid: [],
  killSwitch: NOT_ENGAGED,
  masterSwitch: { on: false, acknowledgedAt: null, by: null },
  caps: { hourly: 20, daily: 100, usedHour: 0, usedDay: 0 },
  quiet: [],
  timing: { burstSeconds: 8, holdSeconds: 20, undoSeconds: 5, humanMinutes: 60, waitTargetMinutes: 15 },
  credentials: { healthy: true, reason: null },
  reviews: null,
  handoff: { tell: false, text: HANDOFF_TEXT },
  sparks: 500,
} satisfies VenueSettings

/** Every intent in the first of its modes, untrained, with the floor as its threshold. */
export function newPolicies(): PolicyRow[] {
  return INTENTS.map((intent) => ({
    id: intent.key,
    mode: intent.modes[0]!,
    threshold: intent.floor,
    floor: intent.floor,
    unlocked: false,
    training: { reviewed: 0, needed: intent.reviewsNeeded ?? 0, right: 0, lowerBound: 0 },
  }))
}

function newControl(venueId: string, feedId: string): ControlTable {
  return {
    venueId,
    seq: 0,
    epoch: 0,
    killed: 0,
    feedId,
    lastAt: 0,
    auditN: 0,
    auditHash: '',
    salt: randomBytes(32).toString('hex'),
  }
}

/** The log outlives a demo that was taken away: one of the same name goes on with its chain. */
async function endOfAudit(db: Kysely<Tables>, venueId: string): Promise<Pick<ControlTable, 'auditN' | 'auditHash'>> {
  const last = await db
    .selectFrom('audit')
    .select(['n as auditN', 'hash as auditHash'])
    .where('venueId', '=', venueId)
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last ?? { auditN: 0, auditHash: '' }
}

function venueRow({
  people: _,
  agents: _1,
  policies: _2,
  services: _3,
  hours: _4,
  closures: _5,
  facts: _6,
  staffers: _7,
  guidance: _8,
  playbooks: _9,
  ...venue
}: NewVenue): Row<'venue'> {
  const row = { ...DEFAULTS, ...venue }
  return { ...row, sparksEmpty: row.sparks <= 0 }
}

function frontDesk(venueId: string): Row<'agents'> {
  return {
    id: `${venueId}_front_desk`,
    name: 'Front desk',
    channels: [...CHANNELS],
    replyMode: 'auto',
    persona: null,
    behaviour: '',
    classifierOn: true,
    classifierInstruction: '',
    active: true,
    order: 1,
  }
}

async function topUp(tx: Tx, id: string, delta: number): Promise<void> {
  const row = { id, venueId: tx.venueId, turnId: null, delta, at: tx.now, reason: 'first top-up', by: null }
  if (delta > 0) await tx.db.insertInto('wallet').values(row).execute()
}

async function saveControl(db: Kysely<Tables>, { venueId, ...columns }: ControlTable): Promise<void> {
  await db.updateTable('venue_control').set(columns).where('venueId', '=', venueId).execute()
}
