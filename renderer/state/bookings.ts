/** Bookings ahead, read again whenever something of the venue changes. */
import { useEffect, useState } from 'react'
import { HOUR } from '#shared/clock.ts'
import type { BookingRow } from '#shared/rows.ts'
import type { Seen } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { ask } from './ask.ts'
import { useNow } from './clock.ts'
import { useVenueStore } from './venue.ts'

/** @returns null until they have been read; `contactId` null: everybody's. */
export function useBookings(contactId: string | null, limit: number): readonly Seen<BookingRow>[] | null {
  const view = useVenueStore((s) => s.view)
  const from = useNow(HOUR / 4)
  const [read, setRead] = useState<{ of: string | null; rows: readonly Seen<BookingRow>[] } | null>(null)
  useEffect(() => {
    if (view === null) return
    let current = true
    void ask(desk.bookings({ from, contactId, limit })).then((rows) => {
      if (current && rows !== undefined) setRead({ of: contactId, rows })
    })
    return () => {
      current = false
    }
  }, [view, from, contactId, limit])
  return read?.of === contactId ? read.rows : null
}
