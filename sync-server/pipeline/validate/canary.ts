/** Whether what only the writer was told shows in a text: its marker, however written, or a stretch of the instructions. */
import { wordsOf } from '#shared/words.ts'

/** A marker may be given away in part: this many of its letters and digits in a row are enough. */
const PART = 8
/** Shorter pieces, where together they make up half of it. */
const PIECE = 4

export function showsCanary(text: string, canary: string): boolean {
  const marker = letters(canary)
  if (marker === '') return false
  const plain = letters(text)
  const [thinned, steps] = [bare(plain), stepsOf(plain)]
  const views = viewsOf(text, plain)
  return [marker, reversed(marker)].some(
    (one) =>
      views.some((view) => sharesRun(view, one) || sharesPieces(view, one)) ||
      sharesRun(thinned, bare(one)) ||
      [one, mirrored(one)].some((ciphered) => sharesRun(steps, stepsOf(ciphered), PART - 1)),
  )
}

/** The text read in every way in which letters are commonly hidden, each as letters and digits alone. */
function viewsOf(text: string, plain: string): string[] {
  const every = (rest: number) => [...plain].filter((_, at) => at % 2 === rest).join('')
  const unpacked = [text, reversed(text)].flatMap(decoded)
  const twice = unpacked.flatMap((one) => (/^[\w+/=:-]{8,}/.test(one) ? decoded(one) : []))
  return [
    plain,
    every(0),
    every(1),
    letters((text.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word[0]).join('')),
    plain.replace(/[0-9]/g, (digit) => DIGITS_AS_LETTERS[Number(digit)]!),
    ...[...unpacked, ...twice].map(letters),
  ]
}
const DIGITS_AS_LETTERS = 'olzeasgtbg'

function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Script=Cyrillic}\p{Script=Greek}]/gu, (letter) => LATIN[ALIKE.indexOf(letter)] ?? letter)
    .replace(/[^\p{L}\p{N}]/gu, '')
}
/** Letters of other scripts, and those of ours that look the same. */
const ALIKE = 'авсеіјкмнорԛѕтухԝһԁαβεικνορτυχ'
const LATIN = 'abceijkmhopqstyxwhdabeikvoptux'

const reversed = (text: string) => [...text].reverse().join('')

/** Without vowels put in between, and no letter twice in a row. */
const bare = (text: string) => text.replace(/[aeiou]/g, '').replace(/(.)\1+/g, '$1')

/** Each letter counted from the other end of the alphabet. */
const mirrored = (text: string) =>
  text.replace(/[a-z]/g, (letter) => String.fromCharCode(A + 25 - (letter.charCodeAt(0) - A)))
const A = 97

/** The way from each letter to the next, which no shift of the alphabet changes. */
function stepsOf(text: string): string {
  const codes = Array.from(text.replace(/[^a-z]/g, ''), (letter) => letter.charCodeAt(0))
  return codes
    .slice(1)
    .map((code, at) => String.fromCharCode(A + ((code - codes[at]! + 26) % 26)))
    .join('')
}

function sharesRun(text: string, marker: string, part = PART): boolean {
  const length = Math.min(part, marker.length)
  if (length < PIECE) return false
  for (let at = 0; at + length <= marker.length; at++) if (text.includes(marker.slice(at, at + length))) return true
  return false
}

function sharesPieces(text: string, marker: string): boolean {
  const found = new Set<number>()
  for (let at = 0; at + PIECE <= marker.length; at++) {
    if (text.includes(marker.slice(at, at + PIECE))) for (let n = 0; n < PIECE; n++) found.add(at + n)
  }
  return marker.length >= 2 * PART && found.size * 2 >= marker.length
}

/** What stands in a text as base64 (in any alignment, also with breaks in it), hexadecimal, or numbers of letters. */
function decoded(text: string): string[] {
  const found: string[] = []
  for (const run of [...(text.match(/[A-Za-z0-9+/_=-]{8,}/g) ?? []), text.replace(/[^A-Za-z0-9+/_-]/g, '')]) {
    const plain = run.replaceAll('-', '+').replaceAll('_', '/').replaceAll('=', '')
    for (let skip = 0; skip < 4; skip++) found.push(Buffer.from(plain.slice(skip), 'base64').toString('latin1'))
  }
  for (const run of text.replace(/(?:\\x|0x|&#x|[\s:;,.%-])+/g, '').match(/[0-9a-f]{12,}/gi) ?? []) {
    for (let skip = 0; skip < 2; skip++) found.push(Buffer.from(run.slice(skip), 'hex').toString('latin1'))
  }
  const numbers = text.match(/\d+/g) ?? []
  found.push(numbers.map((number) => letterOf(number)).join(''))
  return found
}

/** "98" and "01100010" are b as a computer counts, "2" as a child does. */
function letterOf(number: string): string {
  const code = /^[01]{7,8}$/.test(number) ? Number.parseInt(number, 2) : Number(number)
  if (code >= 1 && code <= 26) return String.fromCharCode(A - 1 + code)
  return code < 128 ? String.fromCharCode(code) : ' '
}

/** So many words in a row stand in both by no chance. */
const STRETCH = 6

export function repeatsInstructions(text: string, instructions: string): boolean {
  const plain = (one: string) => wordsOf(one).map((word) => word.text)
  const told = ` ${plain(instructions).join(' ')} `
  const said = plain(text)
  return said.some(
    (_, at) => at + STRETCH <= said.length && told.includes(` ${said.slice(at, at + STRETCH).join(' ')} `),
  )
}
