/** A customer's text as the keyword, screen and warrant rules read it. */

const INVISIBLE = /[\p{Cf}\p{Mn}]/gu

const SHORT: readonly (readonly [RegExp, string])[] = [
  [/\bu\b/g, 'you'],
  [/\bur\b/g, 'your'],
  [/\br\b/g, 'are'],
  [/\bpls\b|\bplz\b/g, 'please'],
  [/\bim\b/g, "i'm"],
  [/\bive\b/g, "i've"],
  [/\bthats\b/g, "that's"],
  [/\byoure\b/g, "you're"],
  [/\byouve\b/g, "you've"],
  [/\b(do|did|does|is|was|are|were|has|have|had|could|would|should|ca|wo)nt\b/g, "$1n't"],
  [/\bcannot\b|\bcan not\b/g, "can't"],
  [/\b(do|did|does|is|was|are|were|has|have|had|could|would|should) not\b/g, "$1n't"],
]

/** Lower case, straight quotes, single spaces, no invisible characters, common shorthand written out. */
export function plain(text: string): string {
  let s = text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .trim()
  for (const [pattern, long] of SHORT) s = s.replace(pattern, long)
  return s
}
