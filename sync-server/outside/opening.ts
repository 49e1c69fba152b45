/** Quiet hours, closures and opening hours. */
import { about, idOf, type Pages, reasons, s, seen, unseen } from './seen.ts'

export const opening: Pages = {
  'Quiet hours and closures': [
    {
      of: 'autosend.quiet_hours',
      see: reasons,
      before: [],
      change: () => s.done('autosend.quiet_hours', { windows: [{ days: [3], from: '09:00', to: '19:00' }] }),
      after: ['quiet_hours'],
      back: () => s.done('autosend.quiet_hours', { windows: [{ days: [3], from: '20:00', to: '24:00' }] }),
    },
    {
      of: 'venue.edit timeZone',
      see: reasons,
      before: [],
      change: () => s.done('venue.edit', { timeZone: 'Australia/Sydney' }),
      after: ['quiet_hours'],
      back: async () => {
        await s.done('venue.edit', { timeZone: 'Europe/London' })
        await s.done('autosend.quiet_hours', { windows: [] })
      },
    },
    {
      of: 'closure.add',
      see: about('Are you open on Friday?'),
      before: unseen('closed'),
      change: () => s.done('closure.add', { date: '2026-11-20', name: 'Staff day' }),
      after: seen('closed'),
    },
    {
      of: 'closure.edit',
      see: reasons,
      before: [],
      change: async () =>
        s.done('closure.edit', { closureId: await idOf('closures', 'Staff day'), date: '2026-11-18' }),
      after: ['closure'],
    },
    {
      of: 'closure.remove',
      see: reasons,
      before: ['closure'],
      change: async () => s.done('closure.remove', { closureId: await idOf('closures', 'Staff day') }),
      after: [],
    },
  ],
  'Opening hours': [
    {
      of: 'hours.set',
      see: about('Are you open on Monday?'),
      before: seen('closed on Monday'),
      change: () => s.done('hours.set', { day: 1, periods: [{ opens: 600, closes: 780 }] }),
      after: seen('10am to 1pm'),
      back: () => s.done('hours.set', { day: 1, periods: [] }),
    },
  ],
}
