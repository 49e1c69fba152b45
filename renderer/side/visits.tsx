import type { BookingRow } from '#shared/rows.ts'
import type { Customer } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { useVenueStore, useZone } from '../state/venue.ts'
import { clockTime, shortDate, shortDay } from '../words/time.ts'
import { Group, Nothing, Reading } from './group.tsx'

const FIRST = 3

/** What they have booked, the next one first, and what they came for before. */
export function Visits({ customer }: { readonly customer: Customer | null }) {
  return (
    <Group title="Visits">
      {customer === null ? (
        <Reading />
      ) : customer.ahead.length + customer.past.length === 0 ? (
        <Nothing>Nothing booked, now or before.</Nothing>
      ) : (
        <>
          {customer.ahead.length === 0 ? (
            <Nothing>Nothing booked ahead.</Nothing>
          ) : (
            <List visits={customer.ahead} ahead />
          )}
          <Past visits={customer.past} />
        </>
      )}
    </Group>
  )
}

function Past({ visits }: { readonly visits: readonly BookingRow[] }) {
  if (visits.length === 0) return null
  const [latest, rest] = [visits.slice(0, FIRST), visits.slice(FIRST)]
  return (
    <div className="mt-1.5 text-dim">
      <List visits={latest} />
      {rest.length > 0 && (
        <details>
          <summary className="cursor-default rounded text-faint text-xs hover:text-text">
            {rest.length} more before
          </summary>
          <List visits={rest} />
        </details>
      )}
    </div>
  )
}

function List({ visits, ahead = false }: { readonly visits: readonly BookingRow[]; readonly ahead?: boolean }) {
  const view = useVenueStore((s) => s.view)
  const zone = useZone()
  const now = useNow(60_000)
  return (
    <ul className="flex flex-col gap-0.5">
      {visits.map((visit) => {
        const service = view?.services.find((s) => s.id === visit.serviceId)?.name ?? 'Visit'
        const staffer = view?.staffers.find((s) => s.id === visit.stafferId)?.name
        return (
          <li key={visit.id} className="grid grid-cols-[92px_1fr]">
            <span className="text-faint">{(ahead ? shortDay : shortDate)(zone, now, visit.startsAt)}</span>
            <span className="min-w-0">
              {ahead && `${clockTime(zone, visit.startsAt)} `}
              {service}
              {staffer !== undefined && ` with ${firstWord(staffer)}`}
              {visit.status === 'held' && <span className="text-wait"> · held</span>}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

const firstWord = (name: string) => name.split(' ')[0] ?? name
