/**
 * Saved views: a view, a filter and an order under a name. What is saved is kept as text and judged when it is read, so
 * that one from another version, or one whose agent has gone, is shown as broken and harms nothing. Pure.
 */
import { z } from 'zod'
import { FACETS, type Filter, filter, ME, NOBODY, ORDERS } from './filters.ts'
import type { AgentRow, PersonRow, SavedViewRow } from './rows.ts'
import { VIEWS } from './views.ts'

export const savedQuery = z.strictObject({ view: z.enum(VIEWS), filter, order: z.enum(ORDERS) })
export type SavedQuery = z.infer<typeof savedQuery>

export const savedName = z.string().trim().min(1).max(60)

/** `unreadable`: not of a form that is known here. `agent_gone`, `person_gone`: it names one who is no longer there. */
export type Broken = 'unreadable' | 'agent_gone' | 'person_gone'
export type ReadView = { readonly ok: true; readonly query: SavedQuery } | { readonly ok: false; readonly why: Broken }

export function readView({ query }: Pick<SavedViewRow, 'query'>): ReadView {
  const parsed = savedQuery.safeParse(jsonOf(query))
  return parsed.success ? { ok: true, query: parsed.data } : { ok: false, why: 'unreadable' }
}

/** The same, and whether all whom it names are still there. */
export function judgeView(
  row: Pick<SavedViewRow, 'query'>,
  agents: readonly Pick<AgentRow, 'id'>[],
  people: readonly Pick<PersonRow, 'id'>[],
): ReadView {
  const read = readView(row)
  if (!read.ok) return read
  const { agent = [], assignee = [] } = read.query.filter
  if (!agent.every((id) => agents.some((a) => a.id === id))) return { ok: false, why: 'agent_gone' }
  const known = (id: string) => id === ME || id === NOBODY || people.some((p) => p.id === id)
  return assignee.every(known) ? read : { ok: false, why: 'person_gone' }
}

/** Whether two filters let the same conversations through. */
export function sameFilter(a: Filter, b: Filter): boolean {
  return FACETS.every((facet) => {
    const left: readonly string[] = a[facet] ?? []
    const right: readonly string[] = b[facet] ?? []
    return left.length === right.length && left.every((value) => right.includes(value))
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
