/** Times to which a conversation can be put aside, in the venue's zone. */
import { HOUR } from '#shared/clock.ts'
import { hourOfDay, weekdayOf, whenText } from './time.ts'

export interface SnoozeChoice {
  readonly label: string
  readonly until: number | 'reply'
  readonly detail: string
}

export const MORNING = 9

export function snoozeChoices(zone: string, now: number): readonly SnoozeChoice[] {
  const monday = 8 - weekdayOf(zone, now)
  const at = (until: number) => ({ until, detail: whenText(zone, now, until) })
  return [
    { label: 'In an hour', ...at(now + HOUR) },
    { label: 'In three hours', ...at(now + 3 * HOUR) },
    { label: 'Tomorrow morning', ...at(hourOfDay(zone, now, 1, MORNING)) },
    ...(monday === 1 ? [] : [{ label: 'Next Monday', ...at(hourOfDay(zone, now, monday, MORNING)) }]),
    { label: 'Until they reply', until: 'reply', detail: '' },
  ]
}
