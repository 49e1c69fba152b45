/** A price list as people write one: a service a line, such as "Trim £35 30 min" or "Balayage from £140, 3 h". */
import Papa from 'papaparse'

const BULLET = /^\s*(?:[-*•·–]|\d+[.)])\s+/u
const MINUTES =
  /\b(?:(?<h>\d+(?:\.\d)?)\s*h(?:rs?|ours?)?(?:\s*(?<hm>\d{1,2})\s*(?:m(?:ins?|inutes?)?)?)?|(?<m>\d+)\s*m(?:ins?|inutes?)?)(?!\w)/iu
const PRICE = /(?<from>\bfrom\s+)?(?:[£$]|\b(?:GBP|AUD)\b)?\s*(?<price>\d[\d,]*(?:\.\d{1,2})?)(?<plus>\+)?\s*$/iu
const EDGES = /^[\s,;:|–—-]+|[\s,;:|–—()-]+$/gu

/** As the import of a list takes them (services-csv.ts); line n is its row n + 1. What has no price is left for it to name. */
export function csvOfLines(text: string): string {
  const rows = text.split(/\r?\n/).map(readLine)
  return Papa.unparse([['name', 'price', 'from', 'minutes'], ...rows], { newline: '\n' })
}

function readLine(written: string): string[] {
  const line = written.replace(BULLET, '').replaceAll(/\t/g, ' ')
  const time = MINUTES.exec(line)?.groups
  const rest = line.replace(MINUTES, ' ').replaceAll(EDGES, '')
  const price = PRICE.exec(rest)
  const name = (price ? rest.slice(0, price.index) : rest).replaceAll(EDGES, '').replaceAll(/\s+/g, ' ')
  if (name === '' && price === null) return ['']
  const minutes =
    time === undefined ? '' : String(Math.round(Number(time.h ?? 0) * 60) + Number(time.hm ?? time.m ?? 0))
  const from = price?.groups?.from !== undefined || price?.groups?.plus !== undefined
  return [name, price?.groups?.price?.replaceAll(',', '') ?? '', from ? 'yes' : '', minutes]
}
