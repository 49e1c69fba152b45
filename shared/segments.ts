/** What a text costs on the wire, and its plain-text form. Runs on the server and in the window. */
import { SegmentedMessage } from 'sms-segments-calculator'

export interface Segments {
  readonly encoding: 'GSM-7' | 'UCS-2'
  readonly segments: number
  /** Places taken on the wire: septets in GSM-7 ("€" and "[" take two), 16-bit units in UCS-2. */
  readonly characters: number
  /** Room in each segment at this length: 160 or 153 in GSM-7, 70 or 67 in UCS-2. */
  readonly perSegment: number
  /** Each character that GSM-7 cannot carry, once. */
  readonly offending: readonly string[]
}

/** Two real segments: the most that an automatic reply may take, disclosure included. */
export const TWO_SEGMENTS = { 'GSM-7': 306, 'UCS-2': 134 } as const

export function segmentsOf(text: string): Segments {
  const septets = gsm7Length(text)
  // Most texts; the calculator takes as long as all the rest of drawing a draft.
  if (septets !== null && septets <= 160) {
    return { encoding: 'GSM-7', segments: text === '' ? 0 : 1, characters: septets, perSegment: 160, offending: [] }
  }
  const message = new SegmentedMessage(text)
  const encoding = message.encodingName
  const segments = text === '' ? 0 : message.segmentsCount
  const single = encoding === 'GSM-7' ? 160 : 70
  return {
    encoding,
    segments,
    characters: encoding === 'GSM-7' ? message.numberOfCharacters : text.length,
    perSegment: segments > 1 ? single - (encoding === 'GSM-7' ? 7 : 3) : single,
    offending: [...new Set(message.getNonGsmCharacters())],
  }
}

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const EXTENDED = '\f^{}\\[~]|€'
const GSM = new Set(BASIC + EXTENDED)
const DOUBLE = new Set(EXTENDED)

/** Septets that a text takes in GSM-7, or null where a character does not fit the alphabet. Cheap: for budgets. */
export function gsm7Length(text: string): number | null {
  let length = 0
  for (const character of text) {
    if (!GSM.has(character)) return null
    length += DOUBLE.has(character) ? 2 : 1
  }
  return length
}

const PLAIN = new Map<string, string>(
  Object.entries({
    '‘’‚‛ʼ′`´': "'",
    '“”„‟″«»': '"',
    '‹': '<',
    '›': '>',
    '‐‑‒–―−': '-',
    '•·▪●‣◦': '-',
    '×✕✖': 'x',
    '÷': '/',
    '→➔➡': '->',
    '←⬅': '<-',
    '⁄': '/',
    '°': ' deg',
    '©': '(c)',
    '®': '(R)',
    œ: 'oe',
    Œ: 'OE',
    ł: 'l',
    Ł: 'L',
    đð: 'd',
    ĐÐ: 'D',
    þ: 'th',
    Þ: 'Th',
    ı: 'i',
    '\t\u2028\u2029\u00a0\u2007\u202f': ' ',
  }).flatMap(([characters, plain]) => [...characters].map((character): [string, string] => [character, plain])),
)

/**
 * The text in GSM-7 characters, saying the same: straight quotes, hyphens for dashes (an em dash becomes a comma),
 * three dots, plain spaces, letters without accents that the alphabet lacks. Emoji, and marks that have no plain
 * form, are left out. Letters of another script stay as they are, since dropping them would lose what is said: such
 * a text stays UCS-2.
 */
export function toGsm7(text: string): string {
  const spaced = text
    .normalize('NFC')
    .replace(/\s*—\s*(?=[.!?,;:]|$)/g, '')
    .replace(/\s*—\s*/g, ', ')
  let out = ''
  let dropped = false
  for (const character of spaced) {
    if (GSM.has(character)) out += character
    else {
      const plain = plainOf(character)
      dropped ||= plain === ''
      out += plain
    }
  }
  return dropped
    ? out
        .replace(/ {2,}/g, ' ')
        .replace(/ +(?=[.,!?;:](?:\s|$))/g, '')
        .trim()
    : out
}

function plainOf(character: string): string {
  const known = PLAIN.get(character)
  if (known !== undefined) return known
  const folded = Array.from(character.normalize('NFKD').replace(/\p{M}/gu, ''), (part) => PLAIN.get(part) ?? part).join(
    '',
  )
  if (folded !== '' && [...folded].every((part) => GSM.has(part))) return folded
  return /[\p{L}\p{N}]/u.test(character) ? character : ''
}
