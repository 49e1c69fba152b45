/**
 * Screens: what must reach a person, or is an opt-out in other words, found before anything that thinks is asked.
 * Lexical and pure. They catch the plain cases for certain; the classifier's own `risk` and `complaint` catch more.
 */
import { asksWhetherBot } from '../engines/local/compose/bot.ts'
import { holdsKeywordSlip } from './keyword-slips.ts'
import { OPT_OUT } from './opt-out-patterns.ts'
import { plain } from './plain.ts'
import { COMPLAINT, HARMLESS, type Pattern, RISK, SOMEBODY_ELSES } from './screen-patterns.ts'

export interface Screened {
  readonly kind: 'risk' | 'complaint' | 'opt_out'
  /** Set for complaints. */
  readonly severity?: 'low' | 'high'
  /** Short code of the pattern, for the decision record and the escalation card. */
  readonly reason: string
}

/** The gravest thing found: risk before opt-out before complaint. null: nothing. */
export function screen(text: string): Screened | null {
  const s = plain(text)
  if (holdsCard(s)) return { kind: 'risk', reason: 'card_data' }
  const soft = HARMLESS.reduce((rest, harmless) => rest.replace(harmless, ' '), s)
  const risk = first(RISK, soft)
  if (risk !== null) return { kind: 'risk', reason: risk.code }
  const out = first(OPT_OUT, soft)?.code ?? (shoutsKeyword(text) || holdsKeywordSlip(s) ? 'keyword' : null)
  if (out !== null) return { kind: 'opt_out', reason: out }
  const complaints = SOMEBODY_ELSES.test(soft) ? [] : COMPLAINT.filter((pattern) => matches(pattern, soft))
  const worst = complaints.find((pattern) => pattern.severity === 'high') ?? complaints[0]
  if (worst === undefined) return null
  return { kind: 'complaint', severity: worst.severity ?? 'high', reason: worst.code }
}

/** "fri 3pm it's Sam STOP": a word in capitals where the rest has none. */
function shoutsKeyword(text: string): boolean {
  return /\b(?:STOP|STOPALL|UNSUBSCRIBE|QUIT|REVOKE|OPT-?OUT)\b/.test(text.normalize('NFKC')) && /\p{Ll}/u.test(text)
}

function first(patterns: readonly Pattern[], text: string): Pattern | null {
  return patterns.find((pattern) => matches(pattern, text)) ?? null
}

function matches({ hit, unless }: Pattern, text: string): boolean {
  return hit.test(text) && !(unless?.test(text) ?? false)
}

/** A payment card's number: 13 to 19 digits that pass the check digit, however they are spaced. */
function holdsCard(text: string): boolean {
  for (const run of text.matchAll(/\d+(?:[ .-]\d+)*/g)) {
    const groups = run[0].split(/[ .-]/)
    for (let from = 0; from < groups.length; from++) {
      let digits = ''
      for (let to = from; to < groups.length && digits.length < 19; to++) {
        digits += groups[to]
        if (digits.length >= 13 && digits.length <= 19 && passesCheck(digits)) return true
      }
    }
  }
  return false
}

/** The check digit of payment cards (Luhn). */
function passesCheck(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const twice = digit * 2
    sum += i % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice
  }
  return sum % 10 === 0 && /[1-9]/.test(digits)
}

const PERSON =
  '(?:an? )?(?:(?:real|actual|live|proper) )?(?:person|human(?: being)?|manager|owner|receptionist|member of staff|staff member|supervisor|someone (?:real|senior|human|in charge|who works there)|somebody (?:real|senior|human|in charge))'
const PEOPLE = [
  new RegExp(
    `\\b(?:speak|talk|chat|put me through|connect me|transfer me|pass me|escalate(?: this)?|get me)\\b[^.?!]{0,20}\\b(?:to|with|on to|me)? ?(?:the |your )?${PERSON}`,
  ),
  new RegExp(
    `\\b(?:i (?:want|need|would like|'d like|prefer)|i'd (?:like|prefer|rather have)|give me|let me have|can i (?:have|get)) (?:to (?:speak|talk) (?:to|with) )?(?:the |your )?(?:${PERSON})\\b(?! (?:cut|style|who))`,
  ),
  /\b(?:can|could|would|will) (?:someone|somebody|anyone|you|the manager|a person|you guys)(?: please)? (?:(?:give me a|give us a) (?:call|ring|bell)|(?:call|ring|phone) (?:me|us))\b/,
  /\b(?:speak|talk) to (?:someone|somebody|anyone)\b(?! else)/,
  /^(?:please )?(?:call|ring|phone) me(?: back)?(?: please)?[.!]*$/,
  /\bnot (?:a|the|your) (?:bot|robot|machine|computer)\b/,
  /\bhuman please\b|^(?:agent|human|operator|person)[.!]*$/,
  /\b(?:is|are) there (?:an? |any )?(?:(?:real|actual) )?(?:person|human|anyone|anybody|someone|somebody)(?: there)? (?:that |who )?(?:i|we) (?:can|could|may) (?:speak|talk|chat) (?:to|with)\b/,
  /\b(?:rather|prefer|want|like|need)(?: to)? (?:be )?(?:speak|talk|chat|deal)(?:ing)? (?:to|with) (?:an? |one of )?(?:(?:real|actual) )?(?:person|human|someone|somebody|(?:the|your) (?:team|staff))\b/,
  /\bdon't (?:want|like)(?: to)? (?:speak|talk|chat|deal|text)(?:ing)? (?:to|with) (?:an? |this )?(?:bot|robot|machine|computer|a\.?i)\b/,
  /\b(?:one of (?:the|your) (?:team|girls|stylists|staff)|someone|somebody|a (?:real )?(?:person|human))(?: to)?(?: please)? (?:call|ring|phone|contact) (?:me|us)\b/,
  /\b(?:want|need|like|request|arrange|have|get) an? (?:quick |phone )?call ?back\b|\b(?:can|could) (?:i|we) (?:have|get|arrange|request) a (?:quick )?(?:phone )?call\b/,
  /\b(?:ring|call|phone) me (?:back )?(?:when|later|today|tomorrow|asap|on|after|before|this|please|instead|back)\b/,
]

/** True where the customer asks to be dealt with by a person; to ask whether one is there is no such wish. */
export function asksForPerson(text: string): boolean {
  const s = plain(text)
  return PEOPLE.some((pattern) => pattern.test(s)) && !asksWhetherBot(text)
}
