/** Whether what only the writer was told shows in a text: its marker, however written, or a stretch of the instructions. */
import { wordsOf } from '#shared/words.ts'

/** A marker may be given away in part: this many of its letters and digits in a row are enough. */
const PART = 8

export function showsCanary(text: string, canary: string): boolean {
  const marker = letters(canary)
  if (marker === '') return false
  const turned = [...marker].reverse().join('')
  const hidden = [text, ...decoded(text)].map(letters)
  return hidden.some((one) => sharesRun(one, marker) || sharesRun(one, turned) || sharesRun(rot13(one), marker))
}

function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function sharesRun(text: string, marker: string): boolean {
  const length = Math.min(PART, marker.length)
  for (let at = 0; at + length <= marker.length; at++) if (text.includes(marker.slice(at, at + length))) return true
  return false
}

/** What stands in a text as base64 (in any alignment, also with breaks in it) or hexadecimal. */
function decoded(text: string): string[] {
  const found: string[] = []
  for (const run of [...(text.match(/[A-Za-z0-9+/_=-]{8,}/g) ?? []), text.replace(/[^A-Za-z0-9+/_-]/g, '')]) {
    const plain = run.replaceAll('-', '+').replaceAll('_', '/').replaceAll('=', '')
    for (let skip = 0; skip < 4; skip++) found.push(Buffer.from(plain.slice(skip), 'base64').toString('latin1'))
  }
  for (const run of text.replace(/[\s:,-]+/g, '').match(/[0-9a-f]{12,}/gi) ?? []) {
    for (let skip = 0; skip < 2; skip++) found.push(Buffer.from(run.slice(skip), 'hex').toString('latin1'))
  }
  return found
}

function rot13(text: string): string {
  return text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97))
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
