/**
 * The training corpus: one text a line, a file a label. A line with `{slot}` or `[this|that|]` is a
 * template, drawn from several times; slots stand in `slots.txt` as `name = a | b`. `#` starts a comment line.
 */
import { z } from 'zod'
import { wordHash } from './features.ts'

/** What a text is trained as: an intent, complaints by severity. */
export const LABELS = [
  'pricing',
  'hours',
  'availability',
  'booking_link',
  'booking_request',
  'quote_request',
  'follow_up',
  'new_lead',
  'enquiry',
  'general',
  'complaint.low',
  'complaint.high',
  'risk',
  'noise',
  'unknown',
] as const
export type Label = (typeof LABELS)[number]
export const label = z.enum(LABELS)

export interface Sample {
  readonly text: string
  readonly label: Label
  /** Samples of one line share a group, so that a held-out fold never sees a sibling. */
  readonly group: number
  readonly weight: number
  /** Never trained on: what the shipped model is measured by. */
  readonly heldOut: boolean
}

export type Random = () => number

/** Small seeded generator (mulberry32): the same seed draws the same corpus on every machine. */
export function seeded(seed: number): Random {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export type Slots = ReadonlyMap<string, readonly string[]>

export function parseSlots(source: string): Slots {
  const slots = new Map<string, readonly string[]>()
  for (const line of lines(source)) {
    const at = line.indexOf('=')
    if (at < 0) throw new Error(`Slot without "=": ${line}`)
    slots.set(
      line.slice(0, at).trim(),
      line
        .slice(at + 1)
        .split(/\|(?![^[]*\])/)
        .map((value) => value.trim()),
    )
  }
  return slots
}

/** One random expansion of a template. */
export function expand(template: string, slots: Slots, random: Random): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  let text = template
  for (let depth = 0; /[{[]/.test(text); depth++) {
    if (depth > 12) throw new Error(`Template never ends: ${template}`)
    text = text
      .replace(/\[([^[\]{}]*)\]/g, (_, choices: string) => pick(choices.split('|')))
      .replace(/\{(\w+)\}/g, (_, name: string) => {
        const values = slots.get(name)
        if (values === undefined) throw new Error(`Unknown slot {${name}} in: ${template}`)
        return pick(values)
      })
  }
  return text
    .replace(/\s+/g, ' ')
    .replace(/ ([?!.,])/g, '$1')
    .trim()
}

const DRAWS = 16
const TEMPLATE_SHARE = 6

/**
 * One line in ten, whatever stands around it; all that is drawn of a template goes with its line. Another tenth is taken once
 * the mistakes in this one have been looked at: what was written to mend them would flatter.
 */
const TENTH = 3
const isHeldOut = (line: string): boolean => wordHash(line) % 10 === TENTH

/** Samples of one label's file: its lines as they are, and up to 16 distinct drawings of each template. */
export function parseTexts(label: Label, source: string, slots: Slots, random: Random, firstGroup = 0): Sample[] {
  const samples: Sample[] = []
  let group = firstGroup
  for (const line of lines(source)) {
    group++
    const heldOut = isHeldOut(line)
    if (!/[{[]/.test(line)) {
      samples.push({ text: line, label, group, weight: 1, heldOut })
      continue
    }
    const drawn = new Set<string>()
    for (let i = 0; i < DRAWS; i++) drawn.add(expand(line, slots, random))
    const weight = Math.min(1, TEMPLATE_SHARE / drawn.size)
    for (const text of drawn) samples.push({ text, label, group, weight, heldOut })
  }
  return samples
}

function lines(source: string): string[] {
  return source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

const OPENERS = [
  'hi',
  'hey',
  'hello',
  'hiya',
  'hi there',
  'good morning',
  'afternoon',
  'hi lovely',
  'hi guys',
  'morning!',
  'hey hun',
  'hi, hope you are well.',
  'hi there, hope you can help.',
  'hello, I am a regular client.',
  'hi it is Emma.',
  'sorry to bother you again.',
]
const CLOSERS = [
  'pls',
  'please',
  'thanks',
  'thx',
  'x',
  'xx',
  'cheers',
  'ta',
  'thank you',
  '😊',
  '🙏',
  'thanks in advance',
  'many thanks',
  'many thanks, Emma',
  'kind regards, Mrs Lowe',
  'cheers, Dan x',
  'no rush',
  'let me know',
  'when you get a sec',
]

/** The same text as somebody else might have typed it: a greeting, a thank-you, a slip of the finger. */
export function vary(text: string, random: Random): string {
  let out = text
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)]!
  if (random() < 0.4) out = `${pick(OPENERS)}${random() < 0.3 ? ',' : ''} ${out}`
  if (random() < 0.35) out = `${out} ${pick(CLOSERS)}`
  if (random() < 0.4) out = slip(out, random)
  if (random() < 0.5) out = out.replace(/[?.!]+$/, '')
  return out
}

/** One letter lost, doubled or swapped inside a longer word. */
function slip(text: string, random: Random): string {
  const spots = [...text.matchAll(/[a-z]{5,}/gi)]
  const spot = spots[Math.floor(random() * spots.length)]
  if (spot === undefined) return text
  const word = spot[0]
  const i = 1 + Math.floor(random() * (word.length - 2))
  const kind = random()
  const changed =
    kind < 0.4
      ? word.slice(0, i) + word.slice(i + 1)
      : kind < 0.6
        ? word.slice(0, i) + word[i] + word.slice(i)
        : word.slice(0, i) + word[i + 1]! + word[i]! + word.slice(i + 2)
  return text.slice(0, spot.index) + changed + text.slice(spot.index + word.length)
}
