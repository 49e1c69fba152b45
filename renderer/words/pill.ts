/** The small pill of a list row: who has it, or what is the matter. */
import type { PersonRow } from '#shared/rows.ts'
import type { InboxRow } from '#shared/views.ts'
import { initials } from './text.ts'
import { clockTime, secondsLeft } from './time.ts'

export type Tone = 'need' | 'wait' | 'fine' | 'stop' | 'quiet'

export interface Pill {
  readonly tone: Tone
  readonly text: string
  /** What a screen reader says where the short form would puzzle. */
  readonly title?: string
}

export interface PillContext {
  readonly now: number
  readonly zone: string
  readonly me: string | null
  readonly people: readonly PersonRow[]
  /** The list is of those that are done: a row need not say it again. */
  readonly allDone?: boolean
}

const FLAGS = {
  risk: { tone: 'stop', text: 'Risk' },
  opt_out: { tone: 'wait', text: 'Opt-out?' },
  cancel: { tone: 'wait', text: 'Cancel?' },
} as const satisfies Record<string, Pill>

export function pillOf(row: InboxRow, { now, zone, me, people, allDone = false }: PillContext): Pill | null {
  const { conversation: c, draft, sending, trouble } = row
  if (trouble?.state === 'failed') return { tone: 'stop', text: 'Failed' }
  if (trouble?.state === 'unknown') return { tone: 'wait', text: 'Sent?', title: 'Nobody knows whether it arrived' }
  if (draft?.kind === 'escalation') return { tone: 'stop', text: draft.intent === 'risk' ? 'Risk' : 'Complaint' }
  if (c.handoff !== null) return { tone: 'wait', text: `Handed off: ${c.handoff.route}` }
  if (sending !== null) {
    const left = sending.notBefore === null ? 0 : secondsLeft(now, sending.notBefore)
    return { tone: 'fine', text: left > 0 && sending.state === 'queued' ? `Sending in ${left} s` : 'Sending' }
  }
  if (c.flag !== null) return FLAGS[c.flag]
  if (draft?.kind === 'marker') return { tone: 'wait', text: 'No credits' }
  if (draft !== null) return draft.stale ? { tone: 'wait', text: 'Stale draft' } : { tone: 'need', text: 'Draft' }
  if (c.state === 'snoozed') {
    const until = c.snoozedUntil
    if (until === 'reply') return { tone: 'quiet', text: 'Until they reply' }
    return { tone: 'quiet', text: until === null ? 'Snoozed' : `Until ${clockTime(zone, until)}` }
  }
  if (c.state === 'closed' && !allDone) return { tone: 'quiet', text: 'Done' }
  if (c.assigneeId !== null && c.assigneeId !== me) {
    const name = people.find((p) => p.id === c.assigneeId)?.name ?? 'A colleague'
    return { tone: 'quiet', text: initials(name), title: `Assigned to ${name}` }
  }
  if (c.assigneeId === me && me !== null) return { tone: 'quiet', text: 'You', title: 'Assigned to you' }
  if (c.lastAuthor === 'ai') return { tone: 'quiet', text: 'AI', title: 'Answered by the AI' }
  if (c.personal) return { tone: 'quiet', text: 'Personal' }
  return null
}

/** True where the pill counts down and must be drawn each second. */
export function pillTicks(row: InboxRow): boolean {
  return row.sending?.notBefore != null && row.sending.state === 'queued'
}

/** Since when the customer waits; null where nobody needs to hurry: answered by the AI, put aside, or closed. */
export function waitingSince({ conversation: c, draft, sending }: InboxRow): number | null {
  if (c.state !== 'open' || sending !== null) return null
  return c.lastAuthor === 'ai' && draft === null ? null : c.waitingSince
}

/** Second line of a row: who wrote last, and what. */
export function lastLine(row: InboxRow): string {
  const { lastAuthor, lastText } = row.conversation
  const text = lastText === '' ? 'A picture' : lastText
  if (lastAuthor === 'ai') return `AI: ${text}`
  return lastAuthor === 'staff' ? `Team: ${text}` : text
}
