/** What stands behind a `/` in the composer, and what it finds. Pure. */
import type { MacroRow, SnippetRow } from '#shared/rows.ts'

/** A `/` at the start of a word, with what was typed behind it. */
export interface Slash {
  readonly start: number
  readonly end: number
  readonly query: string
}

const LONGEST = 30

/** The one that the caret stands in or behind; null: none. */
export function slashAt(text: string, caret: number): Slash | null {
  const found = /(?:^|\s)\/([^\s/]*)$/u.exec(text.slice(0, caret))
  const query = found?.[1]
  if (query === undefined || query.length > LONGEST) return null
  return { start: caret - query.length - 1, end: caret, query }
}

export type Canned =
  | { readonly kind: 'snippet'; readonly row: SnippetRow }
  | { readonly kind: 'macro'; readonly row: MacroRow }

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** How well a name fits: 0 it begins so, 1 a word of it does, 2 its letters are in there; null: not at all. */
function rankOf(name: string, query: string): number | null {
  const of = plain(name)
  if (of.startsWith(query)) return 0
  if (of.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(query))) return 1
  return of.includes(query) ? 2 : null
}

/** Snippets and macros by name, the best first; without a query all of them. */
export function findCanned(
  query: string,
  snippets: readonly SnippetRow[],
  macros: readonly MacroRow[],
): readonly Canned[] {
  const wanted = plain(query)
  const all: Canned[] = [
    ...snippets.map((row) => ({ kind: 'snippet' as const, row })),
    ...macros.map((row) => ({ kind: 'macro' as const, row })),
  ]
  return all
    .flatMap((canned) => {
      const rank = rankOf(canned.row.name, wanted)
      return rank === null ? [] : [{ canned, rank }]
    })
    .sort((a, b) => a.rank - b.rank || a.canned.row.name.localeCompare(b.canned.row.name))
    .map(({ canned }) => canned)
}
