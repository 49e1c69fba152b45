/**
 * What an owner may set, with the bounds that hold for it: the payloads of the settings' commands, for forms and for the
 * server alike. Money is integer minor units, times of day are minutes from local midnight.
 */
import { z } from 'zod'
import { isoDate, minuteOfDay, PERSONAS, weekday } from './facts.ts'
import { macroStep } from './macro-steps.ts'
import { misspelt } from './placeholders.ts'
import { gsm7Length, toGsm7 } from './segments.ts'

/** How much of each there may be at one venue. */
export const MOST = {
  services: 1_000,
  closures: 500,
  facts: 500,
  periods: 6,
  avoid: 100,
  aliases: 20,
  keywords: 30,
  snippets: 300,
  macros: 100,
}

const id = z.string().min(1).max(200)
const line = (most: number) => z.string().trim().min(1, 'is empty').max(most, `is longer than ${most} characters`)
const noneTwice = (all: readonly string[]) => new Set(all.map((one) => one.toLowerCase())).size === all.length
const words = (most: number, longest: number) =>
  z.array(line(longest)).max(most, `has more than ${most} entries`).refine(noneTwice, 'has an entry twice')

// Services

const service = {
  name: line(80),
  price: z.number().int('is not a whole amount').min(0, 'is below zero').max(10_000_000, 'is too high'),
  /** "From": the price quoted is the lowest. */
  priceFrom: z.boolean(),
  minutes: z.number().int('is not a whole number').min(5, 'is under 5').max(1_440, 'is over a day'),
  aliases: words(MOST.aliases, 60),
  /** False: kept, but not offered. */
  active: z.boolean(),
}
export const newService = z.object({
  ...service,
  priceFrom: service.priceFrom.default(false),
  aliases: service.aliases.default([]),
  active: service.active.default(true),
})
export const serviceEdit = z.object(service).partial().extend({ serviceId: id })

/** Comma-separated values with a head row, as shared/services-csv.ts reads them. */
export const serviceImport = z.object({
  csv: z.string().refine((text) => new TextEncoder().encode(text).length <= 200_000, 'is larger than 200 KB'),
})

// Opening hours and dated exceptions

const ordered = (p: { opens: number; closes: number }) => p.opens < p.closes
const apart = (all: readonly { opens: number; closes: number }[]) => {
  const sorted = all.toSorted((a, b) => a.opens - b.opens)
  return sorted.every((p, i) => i === 0 || p.opens >= sorted[i - 1]!.closes)
}
/** The whole of one weekday; no periods: closed. A period ends on its own day, at 1440 at the latest. */
export const hoursOfDay = z.object({
  day: weekday,
  periods: z
    .array(z.object({ opens: minuteOfDay, closes: minuteOfDay }).refine(ordered, 'ends before it begins'))
    .max(MOST.periods, `has more than ${MOST.periods} entries`)
    .refine(apart, 'overlap'),
})

function isRealDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}
interface Times {
  readonly opens?: number | null | undefined
  readonly closes?: number | null | undefined
}
/** Both times, for a day with other hours, or neither, for a day that is closed. */
const together = ({ opens, closes }: Times) => typeof opens === typeof closes && (opens === null) === (closes === null)
const inOrder = ({ opens, closes }: Times) => opens == null || closes == null || opens < closes

const closure = {
  date: isoDate.refine(isRealDate, 'is no date of the calendar'),
  name: line(80),
  opens: minuteOfDay.nullable(),
  closes: minuteOfDay.nullable(),
}
export const newClosure = z
  .object({ ...closure, opens: closure.opens.default(null), closes: closure.closes.default(null) })
  .refine(together, 'has one time and not the other')
  .refine(inOrder, 'ends before it begins')
export const closureEdit = z
  .object(closure)
  .partial()
  .extend({ closureId: id })
  .refine(together, 'has one time and not the other')
  .refine(inOrder, 'ends before it begins')

// Business Memory

const fact = {
  topic: line(80),
  /** Words in a question that it answers. */
  keywords: words(MOST.keywords, 60),
  /** A reply quotes it whole, so it should fit a text. */
  text: line(500),
  /** Milliseconds since the epoch, in the future; null: it holds until it is changed. */
  expiresAt: z.number().int().min(0).nullable(),
}
export const newFact = z.object({
  ...fact,
  keywords: fact.keywords.default([]),
  expiresAt: fact.expiresAt.default(null),
})
export const factEdit = z.object(fact).partial().extend({ factId: id })

// Brand voice

const disclosure = z
  .object({ on: z.boolean(), text: z.string().max(400).transform(toGsm7) })
  .transform(({ on, text }) => ({ on, text: text.trim() }))
  .refine((d) => !d.on || d.text !== '', 'needs words while it is on')
  .refine((d) => d.text.length <= 100, 'is longer than 100 characters')
  .refine((d) => gsm7Length(d.text) !== null, 'has letters that make every reply cost twice')

export const voiceEdit = z.object({
  persona: z.enum(PERSONAS).optional(),
  /** Words and phrases that no reply may use. */
  avoid: words(MOST.avoid, 60).optional(),
  /** Appended to every reply of the AI while it is on. */
  disclosure: disclosure.optional(),
})

// The venue

function isOwnLink(text: string): boolean {
  const url = URL.parse(text)
  return url?.protocol === 'https:' && !/\s/.test(text) && url.username === '' && url.hostname.includes('.')
}
function isTimeZone(name: string): boolean {
  // Offsets such as "+01:00" are none: they know no summer time.
  if (!/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Told once to a customer who is handed to a person: an automatic text, with room left for the disclosure. */
const handoffNotice = z
  .object({ tell: z.boolean(), text: z.string().trim().max(200, 'is longer than 200 characters') })
  .transform(({ tell, text }) => ({ tell, text: toGsm7(text) }))
  .refine((h) => !h.tell || h.text !== '', 'needs words while it is on')
  .refine((h) => gsm7Length(h.text) !== null, 'has letters that make it cost twice')

export const venueEdit = z.object({
  name: line(60).optional(),
  /** The venue's own page for bookings, the only address that replies may name; empty: none. */
  bookingLink: z
    .string()
    .trim()
    .max(100, 'is longer than 100 characters')
    .refine((text) => text === '' || isOwnLink(text), 'is no web address that begins with https://')
    .optional(),
  /** A name of the IANA database, such as "Europe/London". */
  timeZone: z.string().max(60).refine(isTimeZone, 'has to be one like Europe/London').optional(),
  /** As people write it; which numbers are taken says shared/venue-number.ts. */
  number: line(30).optional(),
  waitTargetMinutes: z.number().min(1).max(1_440).optional(),
  /** What the provider takes for one segment, in hundredths of a penny or cent; null: not said. */
  segmentCost: z.number().int().min(0).max(99_999).nullable().optional(),
  handoff: handoffNotice.optional(),
})

/** As the provider names it; empty: none. */
export const reviewsLocation = z
  .string()
  .trim()
  .regex(/^(?:accounts\/[\w-]{1,64}\/locations\/[\w-]{1,64})?$/, 'is not of the form accounts/…/locations/…')

// Customers

/** What people type of a customer: no control characters but line breaks, no half characters; nothing left is null. */
const typedOf = (most: number) =>
  z
    .string()
    .transform((text) =>
      text
        .toWellFormed()
        .replaceAll(/[^\P{Cc}\n]/gu, ' ')
        .trim(),
    )
    .pipe(z.string().max(most, { error: () => `is longer than ${most.toLocaleString('en-GB')} characters` }))
    .transform((text) => (text === '' ? null : text))
    .nullable()
const oneLine = (text: string | null) => text?.replaceAll(/\s+/g, ' ') ?? null

export const contactEdit = z.object({
  contactId: id,
  name: typedOf(100).transform(oneLine).optional(),
  email: typedOf(254)
    .refine((text) => text === null || z.email().safeParse(text).success, 'has to be written like name@example.com')
    .optional(),
  note: typedOf(2_000).optional(),
})

// Snippets and macros

const words1000 = z
  .string()
  .trim()
  .max(1_000, 'is longer than 1,000 characters')
  .refine((text) => misspelt(text).length === 0, {
    error: ({ input }) => `has ${misspelt(String(input))[0]}, which nothing fills in`,
  })

const snippet = { name: line(60), text: words1000.refine((text) => text !== '', 'is empty') }
/** `shared`: everybody's, which only an owner may add; what it is once it stays. */
export const newSnippet = z.object({ ...snippet, shared: z.boolean().default(false) })
export const snippetEdit = z.object(snippet).partial().extend({ snippetId: id })

const macro = {
  name: line(60),
  /** Empty: nothing is sent. */
  text: words1000,
  steps: z.array(macroStep).max(6, 'has more than 6 steps'),
  /** A letter or digit, pressed after `m`. */
  key: z
    .string()
    .regex(/^[a-z0-9]$/, 'is no letter or digit')
    .nullable(),
}
const doesSomething = (m: { text?: string | undefined; steps?: readonly unknown[] | undefined }) =>
  m.text !== '' || m.steps === undefined || m.steps.length > 0
const NOTHING = { error: 'do nothing: no reply and no step', path: ['steps'] }
export const newMacro = z
  .object({ ...macro, text: macro.text.default(''), key: macro.key.default(null), shared: z.boolean().default(false) })
  .refine(doesSomething, NOTHING)
export const macroEdit = z.object(macro).partial().extend({ macroId: id }).refine(doesSomething, NOTHING)
