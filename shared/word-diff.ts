/** What somebody has changed in a text, word by word: the longest common run of words stays, the rest is out or in. */

export interface Piece {
  readonly kind: 'same' | 'out' | 'in'
  readonly text: string
}

/** A word with what belongs to it ("£32.50", "it's", "3-4"), a run of spaces, or a single mark. */
const TOKEN = /[£$€]?[\p{L}\p{N}\p{M}]+(?:[’'.,:/-][\p{L}\p{N}\p{M}]+)*|\s+|[^\s]/gu

/** Pieces that give `before` without what is in, and `after` without what is out. */
export function wordDiff(before: string, after: string): readonly Piece[] {
  const a = before.match(TOKEN) ?? []
  const b = after.match(TOKEN) ?? []
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return joined([
    ...a.slice(0, start).map(same),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ])
}

const same = (text: string): Piece => ({ kind: 'same', text })

function middle(a: readonly string[], b: readonly string[]): Piece[] {
  // common[i][j]: how many words the rests from i and j have in common.
  const width = b.length + 1
  const common = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
    }
  }
  const pieces: Piece[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pieces.push(same(a[i]!))
      i++
      j++
    } else if (j >= b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      pieces.push({ kind: 'out', text: a[i]! })
      i++
    } else {
      pieces.push({ kind: 'in', text: b[j]! })
      j++
    }
  }
  return pieces
}

/** Neighbours of one kind as one piece; a space alone between two changes belongs to both, so that phrases stay whole. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const out: Piece[] = []
  let gone = ''
  let come = ''
  const flush = () => {
    if (gone !== '') out.push({ kind: 'out', text: gone })
    if (come !== '') out.push({ kind: 'in', text: come })
    gone = ''
    come = ''
  }
  for (const [i, { kind, text }] of pieces.entries()) {
    const next = pieces[i + 1]
    const bridge =
      kind === 'same' && /^\s+$/.test(text) && gone + come !== '' && next !== undefined && next.kind !== 'same'
    if (kind === 'out' || bridge) gone += text
    if (kind === 'in' || bridge) come += text
    if (kind !== 'same' || bridge) continue
    flush()
    const last = out.at(-1)
    if (last?.kind === 'same') out[out.length - 1] = { kind: 'same', text: last.text + text }
    else out.push({ kind: 'same', text })
  }
  flush()
  return out
}
