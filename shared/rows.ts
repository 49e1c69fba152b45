/**
 * The rows that the server shares with every desk, as they travel in the change feed and lie in the mirror.
 * Times are milliseconds since the epoch. A field that a role may not see is absent from its feed.
 */
import type { z } from 'zod'
import { agentRow, guidanceRow, playbookRow, playbookRunRow } from './rows/agents.ts'
import { contactRow, conversationRow, decisionRow, draftRow, incidentRow, messageRow } from './rows/conversations.ts'
import { evalResultRow, evalRow, evalRunRow } from './rows/evals.ts'
import { bookingRow, calendarFeedRow, closureRow, factRow, hoursRow, serviceRow, stafferRow } from './rows/facts.ts'
import { macroRow, personRow, preferencesRow, savedViewRow, snippetRow, typedRow } from './rows/people.ts'
import { calibrationRow, policyRow, venueRow } from './rows/venue.ts'

export * from './rows/agents.ts'
export * from './rows/base.ts'
export * from './rows/conversations.ts'
export * from './rows/evals.ts'
export * from './rows/facts.ts'
export * from './rows/people.ts'
export * from './rows/venue.ts'

/** Every table of the feed, by the name it has there. */
export const ROWS = {
  venue: venueRow,
  people: personRow,
  agents: agentRow,
  services: serviceRow,
  hours: hoursRow,
  closures: closureRow,
  facts: factRow,
  staffers: stafferRow,
  bookings: bookingRow,
  calendar_feeds: calendarFeedRow,
  policies: policyRow,
  contacts: contactRow,
  conversations: conversationRow,
  messages: messageRow,
  drafts: draftRow,
  decisions: decisionRow,
  incidents: incidentRow,
  calibrations: calibrationRow,
  guidance: guidanceRow,
  playbooks: playbookRow,
  playbook_runs: playbookRunRow,
  typed: typedRow,
  snippets: snippetRow,
  macros: macroRow,
  preferences: preferencesRow,
  evals: evalRow,
  eval_runs: evalRunRow,
  eval_results: evalResultRow,
  saved_views: savedViewRow,
} as const
export type TableName = keyof typeof ROWS
export type Row<T extends TableName> = z.infer<(typeof ROWS)[T]>
export const TABLE_NAMES = Object.keys(ROWS) as TableName[]
