/** What an owner sees of how the venue is doing: tallies over a period, and how it stands now. */
import { z } from 'zod'
import { isoDate } from './facts.ts'
import { INTENT_KEYS } from './intents.ts'

export const INSIGHT_DAYS = [7, 28, 91, 364] as const
export type InsightDays = (typeof INSIGHT_DAYS)[number]
export const insightsQuery = z.object({ days: z.coerce.number().pipe(z.literal(INSIGHT_DAYS)) })

const number = z.number().int()
/** What became of texts. Those that a later text of the same burst answers are counted in `texts` alone. */
const tally = z.object({
  texts: number,
  /** Replies that were written. */
  drafted: number,
  approved: number,
  edited: number,
  rejected: number,
  /** Sent by itself. */
  auto: number,
  escalated: number,
})
export type Tally = z.infer<typeof tally>
export const NO_TALLY: Tally = { texts: 0, drafted: 0, approved: 0, edited: 0, rejected: 0, auto: 0, escalated: 0 }

/** Milliseconds; null: there was no reply. */
const wait = z.object({ replies: number, median: z.number().nullable(), slow: z.number().nullable() })

export const insights = z.object({
  from: isoDate,
  to: isoDate,
  all: tally,
  /** A day or a week each, oldest first; `to` is its last day. */
  periods: z.array(tally.extend({ from: isoDate, to: isoDate, firstReply: wait })),
  /** `changed`: the median share of a text that an edit changed, 0 to 1; null: none was edited. */
  intents: z.array(tally.extend({ intent: z.enum(INTENT_KEYS), changed: z.number().nullable() })),
  /** From a customer's text to the first reply; `slow`: nine of ten were faster. */
  firstReply: wait,
  waiting: z.object({ now: number, since: number.nullable() }),
  caps: z.object({ hourly: number, usedHour: number, daily: number, usedDay: number }),
  wrongSends: number,
  sparks: z.object({ spent: number, left: number }),
})
export type Insights = z.infer<typeof insights>

export const replied = ({ approved, edited, auto }: Tally): number => approved + edited + auto

const COLUMNS = ['texts', 'drafted', 'approved', 'edited', 'rejected', 'auto', 'escalated'] as const

/** The tallies as a table: by day or week, then by intent. */
export function insightsCsv({ periods, intents }: Insights): string {
  const values = (of: Tally) => COLUMNS.map((column) => of[column])
  const lines = [
    ['from', 'to', 'intent', ...COLUMNS, 'first_reply_median_s'],
    ...periods.map((one) => [one.from, one.to, '', ...values(one), seconds(one.firstReply.median)]),
    ...intents.map((one) => [periods[0]?.from ?? '', periods.at(-1)?.to ?? '', one.intent, ...values(one), '']),
  ]
  return lines.map((line) => `${line.join(',')}\r\n`).join('')
}

const seconds = (ms: number | null) => (ms === null ? '' : Math.round(ms / 1_000))
