/** How much a person changed a draft: the evidence behind an unlock. */
import { daysIn } from './days.ts'
import { linksIn } from './links.ts'
import { moneyIn } from './money.ts'
import { timesIn } from './times.ts'
import { blank } from './words.ts'

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
export function editDistance(before: string, after: string): number {
  const a = [...before]
  const b = [...after]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const left = a.slice(start, endA)
  const right = b.slice(start, endB)
  let older: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, j) => j)
  for (let i = 1; i <= left.length; i++) {
    const row = [i]
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1]
      let cost = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        cost = Math.min(cost, older[j - 2]! + 1)
      }
      row.push(cost)
    }
    older = previous
    previous = row
  }
  return previous[right.length] ?? 0
}

/** Share of the text that was changed, 0 to 1: edits over the longer of the two. */
export function editShare(before: string, after: string): number {
  const longer = Math.max([...before].length, [...after].length)
  return longer === 0 ? 0 : editDistance(before, after) / longer
}

/** True where the edit changed a price, a time, a day or a link: then the draft was not right, however small the edit. */
export function factsChanged(before: string, after: string): boolean {
  return factsOf(before) !== factsOf(after)
}

/** How much of a text may differ before it is another one. */
const MOST_EDITED = 0.2

/** The same to whoever reads it: no price, time, day or link differs, and at most 20 % of the words. */
export function saysTheSame(before: string, after: string): boolean {
  return before === after || (!factsChanged(before, after) && editShare(before, after) <= MOST_EDITED)
}

/** Any Monday will do: days are compared with each other only. */
const ANY_MONDAY = '2024-01-01'

function factsOf(text: string): string {
  const links = linksIn(text)
  const money = moneyIn(blank(text, links))
  const days = daysIn(blank(text, [...links, ...money]), ANY_MONDAY)
  const times = timesIn(blank(text, [...links, ...money, ...days]))
  return JSON.stringify([
    links.map((link) => link.target).sort(),
    money.map((sum) => sum.amount).sort((a, b) => a - b),
    days.map((day) => day.dates.join()).sort(),
    times.map((time) => time.minutes.join()).sort(),
  ])
}
