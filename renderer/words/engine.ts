/** What is said of the engine that answers. */

/** Why it did not answer, by its code. */
const FAILURES: Readonly<Record<string, string>> = {
  too_late: 'it took too long',
  no_answer: 'it could not be reached, or the connection broke',
  unreadable: 'its answer could not be read',
  model_refused: 'it would not answer',
  cut_short: 'its answer was cut short',
  empty: 'its answer was empty',
  resting: 'it is left alone for a while, after failing time after time',
  http_400: 'it did not take the request: the model may not know structured output',
  http_401: 'its key is not taken',
  http_403: 'its key may not be used for this',
  http_404: 'there is no such model or address',
  http_429: 'it takes no more requests for now, or the account has run out',
}

export function failureText(code: string): string {
  const known = FAILURES[code]
  if (known !== undefined) return known
  return code.startsWith('http_5') ? `it has a fault of its own (${code.slice(5)})` : `it failed (${code})`
}

/** Which one answered, as decisions name it. */
export const engineName = (engine: string): string => (engine === 'local' ? 'local engine' : engine)

/** "4 ms", "1.3 s" */
export function tookText(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}

/** Hundredths of a penny or cent, which may be a small part of one: "0.042p", "3.1p", "£1.20". */
export function tinyCost(hundredths: number, currency: 'GBP' | 'AUD'): string {
  const minor = hundredths / 100
  if (minor >= 100) return `${currency === 'GBP' ? '£' : '$'}${(minor / 100).toFixed(2)}`
  return `${minor === 0 ? 0 : Number(minor.toPrecision(2))}${currency === 'GBP' ? 'p' : 'c'}`
}
