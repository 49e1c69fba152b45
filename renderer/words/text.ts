/** Small words and numbers. */
import { shownNumber } from '#shared/channels.ts'

/** "1 action", "3 actions" */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}

/** "12,345", of a whole number. A formatter would cost the first frame more than all else in it. */
export const whole = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')

/** "Hannah Whitcombe" or, for want of a name, the number. */
export function nameOf(who: { readonly customerName: string | null; readonly customerNumber: string }): string {
  return who.customerName?.trim() || prettyNumber(who.customerNumber)
}

/** "Hannah", "Zoë" of "🌸 Zoë"; the whole name or the number where there is no such word. */
export function firstName(who: Parameters<typeof nameOf>[0]): string {
  return who.customerName?.split(/\s+/).find((word) => /\p{L}/u.test(word)) ?? nameOf(who)
}

/** Longer, a first name takes more room than the words that one writes. */
const NAME_FITS = 24

/** "Reply to Zoë" */
export function replyTo(who: Parameters<typeof nameOf>[0]): string {
  const name = firstName(who)
  return name.length > NAME_FITS ? 'Reply' : `Reply to ${name}`
}

/** "+447700900142" as "+44 7700 900142"; numbers of other countries stay as they are. */
export function prettyNumber(number: string): string {
  const uk = /^\+44(\d{4})(\d{6})$/.exec(number)
  if (uk !== null) return `+44 ${uk[1]} ${uk[2]}`
  const au = /^\+61(\d{3})(\d{3})(\d{3})$/.exec(number)
  return au === null ? shownNumber(number) : `+61 ${au[1]} ${au[2]} ${au[3]}`
}

/** "Dana Okafor" as "DO" */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const first = words[0]?.[0] ?? ''
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''
  return (first + last).toUpperCase()
}

export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
