/** What a citation leads to: the entry in the settings, and its content in a sentence. */
import type { Citation } from '#shared/facts.ts'
import { formatMoney } from '#shared/money.ts'
import type { VenueView } from '#shared/rpc.ts'
import { clockText, durationText } from './amounts.ts'
import { DAY_NAMES } from './quiet.ts'
import { dateName } from './time.ts'
import type { SettingsPage } from './why.ts'

/** The page that holds the entry. */
export const SOURCE_PAGE: Record<Citation['source'], SettingsPage> = {
  service: 'services',
  hours: 'diary',
  closure: 'limits',
  fact: 'memory',
  booking_link: 'venue',
  slot: 'diary',
}

type Facts = Pick<VenueView, 'venue' | 'services' | 'hours' | 'closures' | 'facts'>

const spanText = ({ opens, closes }: { opens: number; closes: number }) => `${clockText(opens)} to ${clockText(closes)}`

/** The entry as it stands now; null where it is gone, or is none. */
export function sourceText({ source, id }: Citation, view: Facts): string | null {
  switch (source) {
    case 'service': {
      const service = view.services.find((s) => s.id === id)
      if (service === undefined) return null
      const price = `${service.priceFrom ? 'from ' : ''}${formatMoney(service.price, view.venue.currency)}`
      return `${price}, ${durationText(service.minutes)}${service.active ? '' : ', not offered any more'}`
    }
    case 'hours': {
      const day = view.hours.find((h) => h.id === id)?.day
      if (day === undefined) return null
      const periods = view.hours.filter((h) => h.day === day).toSorted((a, b) => a.opens - b.opens)
      return `${DAY_NAMES[day - 1] ?? ''} ${periods.map(spanText).join(' and ')}`
    }
    case 'closure': {
      const closure = view.closures.find((c) => c.id === id)
      if (closure === undefined) return null
      const { date, opens, closes } = closure
      return `${dateName(date)}: ${opens === null || closes === null ? 'closed all day' : spanText({ opens, closes })}`
    }
    case 'fact':
      return view.facts.find((f) => f.id === id)?.text ?? null
    case 'booking_link':
      return view.venue.bookingLink === '' ? null : view.venue.bookingLink
    case 'slot':
      return null
  }
}
