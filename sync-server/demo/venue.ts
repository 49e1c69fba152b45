/** The demo venue, Willow & Wren: what it is, offers and knows. Its data lie in assets/demo/venue.json. */
import { z } from 'zod'
import { DAY } from '#shared/clock.ts'
import { type Closure, minuteOfDay, type VenueFacts, weekday } from '#shared/facts.ts'
import { addDays, holidaysOf, weekdayOf } from '#shared/holidays.ts'
import { localDate } from '#shared/quiet.ts'
import {
  agentRow,
  factRow,
  guidanceRow,
  macroRow,
  personRow,
  playbookRow,
  serviceRow,
  snippetRow,
  stafferRow,
} from '#shared/rows.ts'
import data from '../../assets/demo/venue.json' with { type: 'json' }
import { DEMO_LOCATION } from '../sandbox/credentials.ts'
import type { NewVenue } from '../storage/new-venue.ts'

const schema = z.object({
  id: z.string(),
  name: z.string(),
  number: z.string(),
  timeZone: z.string(),
  bookingLink: z.url(),
  disclosure: z.string(),
  avoid: z.array(z.string()),
  people: z.array(personRow.omit({ active: true }).extend({ email: z.email() })),
  agents: z.array(agentRow),
  guidance: z.array(guidanceRow),
  playbooks: z.array(playbookRow),
  hours: z.array(z.object({ day: weekday, opens: minuteOfDay, closes: minuteOfDay })),
  shortDays: z.array(
    z.object({ month: z.number(), day: z.number(), name: z.string(), opens: minuteOfDay, closes: minuteOfDay }),
  ),
  services: z.array(serviceRow.omit({ active: true })),
  staffers: z.array(stafferRow.omit({ active: true })),
  facts: z.array(factRow.omit({ expiresAt: true })),
  snippets: z.array(snippetRow.omit({ personId: true })),
  macros: z.array(macroRow.omit({ personId: true })),
})

export const DEMO = schema.parse(data)
export const PASSWORD = 'greenlight'
export const SPARKS = 5_000

/** The venue's facts as the composer reads them. @param now milliseconds; closures are those of the years around it */
export function demoVenueFacts(now: number): VenueFacts {
  return {
    venueName: DEMO.name,
    timeZone: DEMO.timeZone,
    locale: 'en-GB',
    currency: 'GBP',
    bookingLink: DEMO.bookingLink,
    persona: 'HOST',
    disclosure: DEMO.disclosure,
    avoid: DEMO.avoid,
    services: DEMO.services.map((service) => ({ ...service, active: true })),
    hours: DEMO.hours.map((row) => ({ id: `hours_${row.day}`, ...row })),
    closures: closuresAround(now),
    facts: DEMO.facts.map((fact) => ({ ...fact, expiresAt: null })),
  }
}

/** What creates it, people and settings included: automatic sending is off, as in every new venue. */
export function demoVenue(now: number): NewVenue {
  const { id, name, number, timeZone, bookingLink, disclosure, avoid, people, agents } = DEMO
  const { hours, closures } = demoVenueFacts(now)
  return {
    id,
    name,
    number,
    timeZone,
    bookingLink,
    avoid,
    agents,
    hours,
    closures,
    disclosure: { on: true, text: disclosure },
    reviews: { location: DEMO_LOCATION, healthy: true, reason: null, checkedAt: null },
    people: people.map((person) => ({ ...person, password: PASSWORD })),
    services: DEMO.services.map((service) => ({ ...service, active: true })),
    facts: DEMO.facts.map((fact) => ({ ...fact, expiresAt: null })),
    staffers: DEMO.staffers.map((staffer) => ({ ...staffer, active: true })),
    sparks: SPARKS,
    segmentCost: 400,
  }
}

/** What shapes its agents: some of it switched off, to be tried. */
export const demoGuidance = (): Pick<NewVenue, 'guidance' | 'playbooks'> => {
  const { guidance, playbooks } = DEMO
  return { guidance, playbooks }
}

/** Bank holidays and short days from a year ago to two years ahead. */
function closuresAround(now: number): Closure[] {
  const today = localDate(DEMO.timeZone, now)
  const first = localDate(DEMO.timeZone, now - 366 * DAY)
  const last = addDays(today, 730)
  const year = Number(today.slice(0, 4))
  const open = new Set(DEMO.hours.map((row) => row.day))
  return [year - 1, year, year + 1, year + 2]
    .flatMap((y): Closure[] => [
      ...holidaysOf(y, 'en-GB').map((day) => ({ ...day, id: `closed_${day.date}`, opens: null, closes: null })),
      ...DEMO.shortDays.map(({ month, day, name, opens, closes }) => {
        const date = `${y}-${pad(month)}-${pad(day)}`
        return { id: `short_${date}`, date, name, opens, closes }
      }),
    ])
    .filter((day) => day.date >= first && day.date <= last)
    .filter((day) => day.opens === null || open.has(weekdayOf(day.date)))
    .sort((a, b) => a.date.localeCompare(b.date))
}

const pad = (n: number) => String(n).padStart(2, '0')
