/** What people type into the settings, and what it means. Null: it cannot be read. */

/** "140", "£32.50", "1,200" as minor units. */
export function readAmount(text: string): number | null {
  const match = /^[£$]?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (match === null) return null
  return Number(match[1]!.replaceAll(',', '')) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/** 14000 as "140", 3250 as "32.50". */
export function amountText(minor: number): string {
  return minor % 100 === 0 ? String(minor / 100) : (minor / 100).toFixed(2)
}

/** What texts cost, given in hundredths of a penny or cent: "4p", "4.5p", "£1.20". */
export function costText(hundredths: number, currency: 'GBP' | 'AUD'): string {
  const minor = Math.round(hundredths / 10) / 10
  if (minor < 100) return `${minor}${currency === 'GBP' ? 'p' : 'c'}`
  return `${currency === 'GBP' ? '£' : '$'}${(minor / 100).toFixed(2)}`
}

/** "4", "4.25" of a penny or cent as hundredths of it. */
export function readCost(text: string): number | null {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text.trim())
  return match === null ? null : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/** "9", "9:30", "09.30", "0930" or "24:00" as minutes from midnight. */
export function readClock(text: string): number | null {
  const match = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(text.trim())
  if (match === null) return null
  const minutes = Number(match[1]) * 60 + Number(match[2] ?? 0)
  return Number(match[2] ?? 0) < 60 && minutes <= 1_440 ? minutes : null
}

/** 570 as "09:30" */
export function clockText(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** 90 as "1 h 30", 45 as "45 min" */
export function durationText(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return `${rest} min`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest}`
}

/** A whole number. */
export function readWhole(text: string): number | null {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : null
}
