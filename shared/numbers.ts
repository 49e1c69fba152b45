/** Numbers written out: "a hundred and forty", "twenty-five". */

const UNITS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
] as const
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'] as const

const VALUES = new Map<string, number>([
  ...UNITS.map((word, value): [string, number] => [word, value]),
  ...TENS.map((word, index): [string, number] => [word, (index + 2) * 10]),
])

const SIMPLE = [...TENS.map((ten) => `${ten}[- ]?(?:${UNITS.slice(1, 10).join('|')})`), ...VALUES.keys()].join('|')

/** Source of an expression for one written number, without capturing groups. */
export const NUMBER_WORDS = `(?:(?:an?|${SIMPLE})\\s+(?:hundred|thousand)(?:\\s+(?:and\\s+)?(?:(?:${SIMPLE})\\s+hundred(?:\\s+(?:and\\s+)?))?(?:${SIMPLE}))?|${SIMPLE})`

/** Value of a number written in words ("one hundred and forty" → 140); null where it is none. */
export function wordsToNumber(text: string): number | null {
  let total = 0
  let part = 0
  let seen = false
  for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
    if (word === 'and') continue
    if (word === 'a' || word === 'an') part = 1
    else if (word === 'hundred') part = (part || 1) * 100
    else if (word === 'thousand') {
      total += (part || 1) * 1000
      part = 0
    } else {
      const value = VALUES.get(word)
      if (value === undefined) return null
      part += value
    }
    seen = true
  }
  return seen ? total + part : null
}
