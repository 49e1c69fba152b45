/** How a persona speaks, and how an answer becomes a text that fits: greeting, answer, closing. */
import { avoidedIn } from '#shared/avoid.ts'
import { withDisclosure } from '#shared/disclosure.ts'
import type { Citation, Persona } from '#shared/facts.ts'
import { gsm7Length, TWO_SEGMENTS, toGsm7 } from '#shared/segments.ts'
import type { Composition, Doubt } from '../../engine.ts'
import type { Ask } from '../mentions.ts'

/** What to say, before a persona says it. */
export interface Answer {
  /** Wordings that mean the same, any of which may be chosen. */
  readonly bodies: readonly string[]
  readonly citations: readonly Citation[]
  /** Whether the venue's booking link follows, where there is room for it. */
  readonly invite?: boolean
  /** Why a person has to look at it before it leaves. */
  readonly doubts?: readonly Doubt[]
  /** False: the wordings greet by themselves. */
  readonly greet?: boolean
}

interface Voice {
  /** `@` stands for the name with a space before it, or for nothing. */
  readonly greetings: readonly string[]
  /** The booking link follows. */
  readonly invites: readonly string[]
  readonly sorry: string
  readonly yes: string
  /** True: no contractions. */
  readonly formal: boolean
}

const VOICES: Record<Persona, Voice> = {
  HOST: {
    greetings: [
      'Hi@, thanks for your message.',
      'Hello@, thanks for getting in touch.',
      'Hi@, thank you for texting us.',
    ],
    invites: ['You can book any time here:', "You're welcome to book here:", "Whenever you're ready, book here:"],
    sorry: 'Sorry, ',
    yes: 'Yes, ',
    formal: false,
  },
  CONCIERGE: {
    greetings: [
      'Hello@, thank you for your message.',
      'Hello@, thank you for getting in touch.',
      'Hello@, many thanks for your message.',
    ],
    invites: ['You are most welcome to book at', 'Should you wish to book, please visit', 'Bookings can be made at'],
    sorry: "I'm afraid ",
    yes: 'Yes, ',
    formal: true,
  },
  CASUAL: {
    greetings: ['Hey@!', 'Hi@!', 'Hiya@!'],
    invites: ["Book here whenever you're ready:", 'Fancy it? Book here:', 'Book here:'],
    sorry: 'Sorry, ',
    yes: 'Yep, ',
    formal: false,
  },
  ENTHUSIAST: {
    greetings: [
      'Hi@, so lovely to hear from you!',
      'Hello@, great to hear from you!',
      'Hi@, thanks so much for your message!',
    ],
    invites: [
      "We'd love to see you! Book here:",
      "Can't wait to welcome you! Book here:",
      'Come and see us! Book here:',
    ],
    sorry: 'Ah, sorry, ',
    yes: 'Yes, ',
    formal: false,
  },
}

const PLAIN_GREETINGS = ['Hello@.', 'Hi@.']
const PLAIN_INVITES = ['Book here:', 'Online:']

export function voiceOf(ask: Ask): Voice {
  return VOICES[ask.venue.persona]
}

/** The longest reply: two segments that hold, with the disclosure in them. */
const LIMIT = TWO_SEGMENTS['GSM-7']

/**
 * The first text that fits in length and alphabet and uses no word of the avoid list, the fullest form first; null
 * where none does.
 */
export function write(ask: Ask, answer: Answer): Composition | null {
  const voice = voiceOf(ask)
  const greetings =
    answer.greet === false || !ask.manner.greets
      ? ['']
      : ask.plain
        ? PLAIN_GREETINGS
        : [...turned(voice.greetings, ask.seed), ...PLAIN_GREETINGS]
  const link = ask.venue.bookingLink
  const invites =
    !answer.invite || link === ''
      ? []
      : ask.plain
        ? PLAIN_INVITES
        : [...turned(voice.invites, ask.seed >>> 3), ...PLAIN_INVITES]
  const bodies = turned(answer.bodies, ask.seed >>> 6)
  const endings = [...invites.map((invite) => `${invite} ${link}`), '']
  const { signOff } = ask.manner
  for (const said of ask.say === '' ? [''] : [ask.say, '']) {
    for (const greeting of [...greetings, '']) {
      for (const ending of endings) {
        for (const body of bodies) {
          for (const sign of signOff === null ? [''] : [signOff, '']) {
            const hello = greeting.replace('@', ask.name === null ? '' : ` ${ask.name}`)
            const own = [hello, body].map((part) => spelt(ask, part, voice.formal))
            const text = toGsm7([...own, said, spelt(ask, ending, voice.formal), sign].filter(Boolean).join(' '))
            if (!fits(ask, text)) continue
            const cites = ending === '' ? answer.citations : [...answer.citations, linkCitation(ask)]
            return { text, citations: unique(cites), ...(answer.doubts && { doubts: answer.doubts }) }
          }
        }
      }
    }
  }
  return null
}

export function linkCitation(ask: Ask): Citation {
  return { source: 'booking_link', id: 'booking_link', label: ask.venue.bookingLink }
}

const spelt = (ask: Ask, text: string, formal: boolean) =>
  formal ? expanded(toGsm7(text), ask.venue.bookingLink) : text

function fits(ask: Ask, text: string): boolean {
  const length = gsm7Length(withDisclosure(text, ask.venue.disclosure && toGsm7(ask.venue.disclosure)))
  return length !== null && length <= LIMIT && avoidedIn(text, ask.venue.avoid).length === 0
}

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\bcan't\b/gi, 'cannot'],
  [/\b(we|you|they)'re\b/gi, '$1 are'],
  [/\b(i)'m\b/gi, '$1 am'],
  [/\b(we|you|i|they)'ve\b/gi, '$1 have'],
  [/\b(we|you|i)'d\b/gi, '$1 would'],
  [/\b(it|that|there|here|what)'s\b/gi, '$1 is'],
  [/\b(is|are|do|does)n't\b/gi, '$1 not'],
]

function expanded(text: string, link: string): string {
  const spell = (part: string) => CONTRACTIONS.reduce((out, [from, to]) => out.replace(from, to), part)
  return link === '' ? spell(text) : text.split(link).map(spell).join(link)
}

/** The list begun at another place: a stable choice that still knows its alternatives. */
function turned<T>(list: readonly T[], seed: number): T[] {
  const at = list.length === 0 ? 0 : seed % list.length
  return [...list.slice(at), ...list.slice(0, at)]
}

function unique(citations: readonly Citation[]): Citation[] {
  return [...new Map(citations.map((one) => [`${one.source} ${one.id}`, one])).values()]
}

/** "a, b and c". */
export function listed(parts: readonly string[], joint = 'and'): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} ${joint} ${parts.at(-1)}`
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
