/** Days that people go by and no calendar here has a date for: whether a venue opens then, only it can say. */
import type { VenueFacts } from './facts.ts'

const MONTHS = 'january|february|march|april|may|june|july|august|september|october|november|december'
const SEASONS = 'spring|summer|autumn|winter|easter|october|school|uni|college'

const OCCASIONS = new RegExp(
  `\\b(?:${[
    String.raw`eid(?:\s+(?:al|ul)[\s-]+\w+)?|ramadh?an|diwali|deepavali|holi|navratri|[vb]aisakhi|(?:c?h)an+uk+ah?|passover|pesach|purim|sukkot`,
    String.raw`yom\s+kippur|rosh\s+hashan\w*|(?:for|over|during|in)\s+lent|ash\s+wednesday|shrove\s+tuesday|pancake\s+day|palm\s+sunday`,
    String.raw`maundy\s+thursday|whit\s+(?:sunday|monday|week)|pentecost|epiphany|orthodox\s+\w+|hallow'?e'?en|bonfire\s+night|guy\s+fawkes`,
    String.raw`burns\s+night|hogmanay|(?:be)?twixmas|black\s+friday|cyber\s+monday|valentine'?s?|(?:mother|father)'?s'?\s+day|mothering\s+sunday`,
    String.raw`(?:st|saint)\.?\s+\w+'?s\s+day|(?:labou?r|may|memorial|veterans'?|independence|canada|waitangi|election|polling|remembrance)\s+day`,
    String.raw`thanksgiving|juneteenth|remembrance\s+sunday|melbourne\s+cup|(?:king|queen)'?s'?\s+birthday|jubilee|coronation`,
    String.raw`(?:chinese|lunar)\s+new\s+year|(?:half|mid)[\s-]*term|reading\s+week|long\s+weekend|heatwave|strikes?|snow(?:s|ing)?`,
    String.raw`(?:${SEASONS})\s+(?:hol(?:iday)?s|break|hours|opening)|(?:over|during|for|in)\s+the\s+hol(?:iday)?s`,
    String.raw`(?:in|during|over|throughout|all)\s+(?:the\s+)?(?:${SEASONS}|${MONTHS})\b(?!\s+(?:bank|public|hol|day|eve|weekend|monday|friday|sunday|saturday|\d))`,
  ].join('|')})\\b`,
  'giu',
)

const GENERAL = /^(?:the|in|over|during|for|all|throughout)$/
const wordsIn = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/['’]s?/g, '')
    .match(/\p{L}+/gu) ?? []

/** True where a text names such a day, and no closure of the venue is called after it. */
export function namesUnknownOccasion(text: string, closures: VenueFacts['closures']): boolean {
  const named = [...text.replaceAll('’', "'").matchAll(OCCASIONS)].map(([found]) =>
    wordsIn(found).filter((word) => !GENERAL.test(word)),
  )
  const known = closures.map(({ name }) => new Set(wordsIn(name)))
  return named.some((words) => !known.some((of) => words.every((word) => of.has(word))))
}
