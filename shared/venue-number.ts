/** Phone numbers as people write them: the venue's own, Australian or British and one that can text; anybody's. */
import { type CountryCode, type NumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max'

export type VenueNumber = { readonly number: string } | { readonly problem: string }

/** Set aside for films and tests: they belong to nobody, so the library does not count them as valid. */
const NOBODYS = /^\+447700900\d{3}$/
const CANNOT_TEXT: ReadonlySet<NumberType> = new Set<NumberType>([
  'TOLL_FREE',
  'PREMIUM_RATE',
  'SHARED_COST',
  'PAGER',
  'UAN',
  'VOICEMAIL',
])

/** @param home country of a number that is written without one. @returns E.164, or why not in words. */
export function venueNumber(written: string, home: 'GB' | 'AU'): VenueNumber {
  const parsed = parsePhoneNumberFromString(written, home)
  if (!parsed?.isPossible() || parsed.ext !== undefined) {
    return { problem: 'This is no complete phone number. Write it like +44 7700 900100.' }
  }
  if (NOBODYS.test(parsed.number)) return { number: parsed.number }
  const place = parsed.country ?? parsed.getPossibleCountries()[0]
  if (place !== 'GB' && place !== 'AU') {
    const where = place === undefined ? 'elsewhere' : `from ${countryName(place)}`
    return { problem: `This number is ${where}. The venue's own number must be Australian or British.` }
  }
  if (!parsed.isValid()) return { problem: `There is no such number in ${countryName(place)}.` }
  const type = parsed.getType()
  if (type !== undefined && CANNOT_TEXT.has(type)) {
    return { problem: 'Numbers of this kind cannot send texts. Use a mobile number.' }
  }
  return { number: parsed.number }
}

/** A phone anywhere. @param home country of a number that is written without one. @returns E.164; null: that is none. */
export function phoneNumber(written: string, home: 'GB' | 'AU'): string | null {
  const parsed = parsePhoneNumberFromString(written, home)
  return parsed?.isPossible() && parsed.ext === undefined ? parsed.number : null
}

const names = new Intl.DisplayNames('en-GB', { type: 'region' })
const countryName = (country: CountryCode): string => names.of(country) ?? country
