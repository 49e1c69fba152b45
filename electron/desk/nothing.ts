/** What is shown where nothing may be shown. */
import type { EvalsView, InboxPage, Tallies } from '#shared/rpc.ts'
import { VIEWS, type View } from '#shared/views.ts'

export const NO_COUNTS = Object.fromEntries(VIEWS.map((view) => [view, 0])) as Record<View, number>
export const NO_PAGE: InboxPage = { rows: [], total: 0, hits: {}, next: null }
export const NO_EVALS: EvalsView = { evals: [], runs: [], results: [] }
export const NO_TALLIES: Tallies = { agents: {}, saved: {} }
