/** The venue's facts, read in one go: the ground that replies rest on. */
import type { Kysely } from 'kysely'
import type { VenueFacts } from '#shared/facts.ts'
import { readBehaviour } from '#shared/instruction.ts'
import type { Row } from '#shared/rows.ts'
import { decode } from '../storage/codec.ts'
import { prepared } from '../storage/prepared.ts'
import type { Tables } from '../storage/tables.ts'
import { questionOf } from './playbook.ts'

const GROUND = ['venue', 'guidance', 'playbooks', 'agents', 'services', 'hours', 'closures', 'facts'] as const
type Ground = (typeof GROUND)[number]

const rowsOf = new Map(
  GROUND.map((table) => [
    table,
    prepared((db, { venueId }: Readonly<Record<'venueId', string>>) =>
      db
        .selectFrom(table as 'facts')
        .selectAll()
        .where('venueId', '=', venueId),
    ),
  ]),
)

/** @param now facts that have expired by then are left out; milliseconds since the epoch */
export async function loadFacts(db: Kysely<Tables>, venueId: string, now: number): Promise<VenueFacts> {
  const rows = async <T extends Ground>(table: T): Promise<Row<T>[]> => {
    const columns = await rowsOf.get(table)!(db, { venueId })
    return columns.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((c) => decode(table, { ...c }))
  }
  const [venue] = await rows('venue')
  const cards = await rows('guidance')
  const playbooks = await rows('playbooks')
  const agents = await rows('agents')
  if (!venue) throw new Error('a venue without its row')
  return {
    venueName: venue.name,
    timeZone: venue.timeZone,
    locale: venue.locale,
    currency: venue.currency,
    bookingLink: venue.bookingLink,
    persona: venue.persona,
    disclosure: venue.disclosure.on ? venue.disclosure.text : null,
    avoid: venue.avoid,
    services: (await rows('services')).filter((s) => s.active),
    hours: await rows('hours'),
    closures: await rows('closures'),
    facts: (await rows('facts')).filter((f) => f.expiresAt === null || f.expiresAt > now),
    sayings: [
      ...cards.filter((card) => card.effect === 'say').map((card) => card.text),
      ...playbooks.flatMap(({ collect, route, text }) => [...collect.map(questionOf), route.question, text]),
      ...agents.flatMap(({ behaviour }) => readBehaviour(behaviour).signOff ?? []),
      venue.handoff.text,
    ],
  }
}
