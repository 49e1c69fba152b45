/**
 * What stands in braces in a snippet and is filled in as it is inserted: {name}, {booking_link}, {venue}, {me},
 * {service_price:Balayage}. What cannot be filled in stays as it is, and keeps the text from being sent.
 */
import type { Service } from './facts.ts'
import { formatMoney } from './money.ts'

export const PLACEHOLDERS = ['name', 'booking_link', 'venue', 'me', 'service_price'] as const
type Placeholder = (typeof PLACEHOLDERS)[number]

/** What there is to fill in with. */
export interface Values {
  readonly customerName: string | null
  /** The name of whoever writes. */
  readonly me: string
  readonly venue: {
    readonly name: string
    readonly bookingLink: string
    readonly currency: 'GBP' | 'AUD'
    readonly services: readonly Pick<Service, 'name' | 'aliases' | 'price' | 'priceFrom' | 'active'>[]
  }
}

/** A placeholder as it stands in a text. */
export interface Found {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly name: string
  readonly argument: string | null
}

const SHAPE = /\{([a-z_]{1,30})(?::([^{}\n]{1,80}))?\}/g

function shapesIn(text: string): Found[] {
  return Array.from(text.matchAll(SHAPE), ({ 0: whole, 1: name, 2: argument, index }) => ({
    text: whole,
    start: index,
    end: index + whole.length,
    name: name!,
    argument: argument?.trim() ?? null,
  }))
}

const isKnown = (name: string): name is Placeholder => (PLACEHOLDERS as readonly string[]).includes(name)
const takesArgument = (name: string): boolean => name === 'service_price'

/** Placeholders that wait to be filled in: a text that holds one may not be sent. */
export function unfilled(text: string): readonly Found[] {
  return shapesIn(text).filter(({ name }) => isKnown(name))
}

/** What looks like a placeholder and is none, so that nothing will ever fill it in. */
export function misspelt(text: string): readonly string[] {
  return shapesIn(text)
    .filter(({ name, argument }) => !isKnown(name) || takesArgument(name) !== (argument !== null && argument !== ''))
    .map((found) => found.text)
}

/** The text with all that is known filled in. */
export function fill(text: string, values: Values): string {
  return text.replace(SHAPE, (whole, name: string, argument: string | undefined) =>
    isKnown(name) ? (valueFor(name, argument?.trim() ?? '', values) ?? whole) : whole,
  )
}

function valueFor(name: Placeholder, argument: string, { customerName, me, venue }: Values): string | null {
  switch (name) {
    case 'name':
      return customerName?.trim().split(/\s+/)[0] || null
    case 'booking_link':
      return venue.bookingLink || null
    case 'venue':
      return venue.name
    case 'me':
      return me.trim().split(/\s+/)[0] || null
    case 'service_price':
      return priceOf(argument, venue)
  }
}

function priceOf(name: string, { services, currency }: Values['venue']): string | null {
  const wanted = name.toLowerCase()
  const offered = services.filter((s) => s.active)
  const service =
    offered.find((s) => s.name.toLowerCase() === wanted) ??
    offered.find((s) => s.aliases.some((alias) => alias.toLowerCase() === wanted))
  if (service === undefined) return null
  return `${service.priceFrom ? 'from ' : ''}${formatMoney(service.price, currency)}`
}
