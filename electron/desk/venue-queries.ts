/** What a window reads of the venue: all that an owner sets, whole. */
import type { VenueView } from '#shared/rpc.ts'
import type { AutoSend } from '#shared/venues.ts'
import type { Mirror } from './mirror.ts'

const byOrder = (a: { order: number }, b: { order: number }) => a.order - b.order
const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)

export function createVenueQueries(mirror: Mirror, personId: string) {
  const { reads } = mirror
  return {
    /** The venue as the glance at it shows it: server truth, and a small part of the row. */
    killSwitch(): (AutoSend & { readonly name: string }) | null {
      const venue = reads.all('venue')[0]
      if (venue === undefined) return null
      const { name, killSwitch, masterSwitch, timeZone } = venue
      return { name, killSwitch, masterSwitch, timeZone }
    },
    venue(): VenueView | null {
      const venue = reads.all('venue')[0]
      if (venue === undefined) return null
      return {
        venue,
        people: reads.all('people'),
        agents: reads.all('agents').sort(byOrder),
        guidance: reads.all('guidance').sort(byOrder),
        playbooks: reads.all('playbooks').sort(byOrder),
        policies: reads.all('policies'),
        calibrations: reads.all('calibrations'),
        services: reads.all('services'),
        hours: reads.all('hours'),
        closures: reads.all('closures'),
        facts: reads.all('facts'),
        staffers: reads.all('staffers'),
        feeds: reads.all('calendar_feeds'),
        snippets: reads.all('snippets').sort(byName),
        macros: reads.all('macros').sort(byName),
        savedViews: reads.all('saved_views').sort(byName),
        preferences: reads.all('preferences').find((row) => row.id === personId) ?? null,
        cursor: mirror.position().cursor,
      }
    },
  }
}
