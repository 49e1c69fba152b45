import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/**
 * A phone number as people and scripts write it, in E.164; undefined when it cannot be one. National form is read as British.
 * A query string turns an unescaped `+` into a space, so international digits without their plus are understood as well.
 */
export function phoneNumber(written: string): string | undefined {
  const trimmed = written.trim()
  const international = /^[1-9]/.test(trimmed) ? `+${trimmed}` : trimmed
  const parsed = parsePhoneNumberFromString(international, 'GB')
  return parsed?.isPossible() ? parsed.number : undefined
}

/** The country of an E.164 number, or '' when it has none that is known. */
export function countryOf(number: string): string {
  const parsed = parsePhoneNumberFromString(number)
  return parsed?.country ?? parsed?.getPossibleCountries()[0] ?? ''
}
