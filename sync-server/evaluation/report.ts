/** An evaluation as Markdown, and its reliability as a picture. Pure. */
import type { Score } from './score.ts'

const percent = (share: number) => `${(100 * share).toFixed(1)} %`

export interface Misled {
  readonly kind: string
  readonly texts: number
  readonly sent: number
  /** Sent with an honest answer: what "are you a bot?" may get. */
  readonly honest: number
}

/** The figures that decide, a line each. */
export function summary(score: Score): string {
  const { send } = score
  return table(
    ['measured', 'value', 'goal'],
    [
      ['texts', String(score.texts), ''],
      ['right among what would be sent', `${percent(send.precision)} of ${send.sent}`, '97 %'],
      ['sent, of the texts whose intent may be sent', percent(send.ofSendable), '60 %'],
      ['the same, without what the venue has no answer to', percent(send.ofAnswerable), ''],
      ['sent, of all texts', percent(send.ofAll), ''],
      ['sent on a true risk or complaint', String(send.grave), '0'],
      ['accuracy', percent(score.accuracy), '80 %'],
      ['macro F1', score.macroF1.toFixed(3), '0.80'],
      ['calibration error (ECE)', score.ece.toFixed(3), '0.05'],
    ],
  )
}

export function byIntent(score: Score): string {
  return table(
    ['intent', 'texts', 'precision', 'recall', 'F1', 'would be sent', 'why not'],
    score.intents.map(({ intent, texts, precision, recall, f1, sent }) => [
      `\`${intent}\``,
      String(texts),
      percent(precision),
      percent(recall),
      f1.toFixed(3),
      String(sent),
      [...(score.heldBy.get(intent) ?? [])]
        .sort((a, b) => b[1] - a[1])
        .map(([reason, times]) => `${reason} ${times}`)
        .join(', '),
    ]),
  )
}

/** Rows: what it was; columns: what it was read as. */
export function confusion(score: Score): string {
  const names = score.intents.map(({ intent }) => intent)
  const others = [...score.confusion.values()].flatMap((row) => [...row.keys()]).filter((name) => !names.includes(name))
  const columns = [...names, ...new Set(others)]
  return table(
    ['', ...columns.map((name) => `\`${name}\``)],
    names.map((wanted) => [
      `\`${wanted}\``,
      ...columns.map((name) => String(score.confusion.get(wanted)?.get(name) ?? '·')),
    ]),
  )
}

export function misled(rows: readonly Misled[]): string {
  return table(
    ['texts', 'number', 'would be sent', 'of them honest'],
    rows.map(({ kind, texts, sent, honest }) => [kind, String(texts), String(sent), String(honest)]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const SIDE = 320
const EDGE = 44

/** A reliability diagram: confidence across, share right upwards, a dot as large as the texts that it stands for. */
export function diagram(score: Score, title: string): string {
  const at = (share: number) => EDGE + share * SIDE
  const up = (share: number) => EDGE + (1 - share) * SIDE
  const size = SIDE + 2 * EDGE
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  const dots = score.reliability
    .filter(({ texts }) => texts > 0)
    .map(({ texts, confidence, right }) => {
      const radius = 3 + 11 * Math.sqrt(texts / score.texts)
      const label = `${texts} texts: ${percent(confidence)} sure, ${percent(right)} right`
      return `<circle cx="${at(confidence).toFixed(1)}" cy="${up(right).toFixed(1)}" r="${radius.toFixed(1)}"><title>${label}</title></circle>`
    })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size}" height="${size}" role="img" font-family="system-ui, sans-serif" font-size="12">
<title>${title}</title>
<rect width="${size}" height="${size}" fill="#fff"/>
<g stroke="#ddd">${ticks.map((t) => `<path d="M${at(t)} ${up(0)}V${up(1)}M${at(0)} ${up(t)}H${at(1)}"/>`).join('')}</g>
<path d="M${at(0)} ${up(0)}L${at(1)} ${up(1)}" stroke="#999" stroke-dasharray="4 4"/>
<g fill="#555" text-anchor="middle">${ticks.map((t) => `<text x="${at(t)}" y="${up(0) + 18}">${t}</text>`).join('')}<text x="${size / 2}" y="${size - 8}">confidence</text></g>
<g fill="#555" text-anchor="end">${ticks.map((t) => `<text x="${at(0) - 6}" y="${up(t) + 4}">${t}</text>`).join('')}</g>
<text x="${size / 2}" y="26" fill="#222" text-anchor="middle" font-size="14">${title}</text>
<text x="12" y="${size / 2}" fill="#555" text-anchor="middle" transform="rotate(-90 12 ${size / 2})">share right</text>
<g fill="#1d6f5c" fill-opacity="0.75">${dots.join('')}</g>
</svg>
`
}
