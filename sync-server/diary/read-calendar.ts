/**
 * A process of its own that reads one calendar: what it is given comes from outside, and may be made to take for ever.
 * It runs in the zone that times without a zone are meant in (TZ), is given one text, answers once, and ends.
 */
import ical, { type VEvent, type VFreebusy } from 'node-ical'
import { z } from 'zod'
import { DAY } from '#shared/clock.ts'
import { joined, type Stretch } from '#shared/diary.ts'

const order = z.object({ text: z.string(), from: z.number(), to: z.number() })

process.once('message', (message) => {
  const { text, from, to } = order.parse(message)
  process.send?.(busyIn(text, from, to))
  process.disconnect()
})

/** The times that its events take between two instants; what is cancelled or marked as free takes none. */
function busyIn(text: string, from: number, to: number): Stretch[] {
  const found: Stretch[] = []
  for (const part of Object.values(ical.sync.parseICS(text))) {
    if (part?.type === 'VEVENT') found.push(...timesOf(part as VEvent, from, to))
    if (part?.type === 'VFREEBUSY') found.push(...periodsOf(part as VFreebusy))
  }
  return joined(found.filter((one) => one.endsAt > from && one.startsAt < to))
}

function timesOf(event: VEvent, from: number, to: number): Stretch[] {
  const range = { from: new Date(from - DAY), to: new Date(to + DAY), expandOngoing: true }
  return ical
    .expandRecurringEvent(event, range)
    .filter((one) => takesTime(one.event))
    .map((one) => ({ startsAt: one.start.getTime(), endsAt: one.end.getTime() }))
}

const takesTime = ({ status, transparency }: VEvent): boolean =>
  status !== 'CANCELLED' && transparency !== 'TRANSPARENT'

function periodsOf({ freebusy = [] }: VFreebusy): Stretch[] {
  return freebusy
    .filter((one) => one.type !== 'FREE')
    .map((one) => ({ startsAt: one.start.getTime(), endsAt: one.end.getTime() }))
}
