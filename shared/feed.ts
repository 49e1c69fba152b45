/** The change feed: catching up is "changed after N, in order"; the first sync is the same with N = 0. */
import { z } from 'zod'
import { personRow, role, typedRow, venueRow } from './rows.ts'

/** One changed row; `row` null: it is gone. */
export const change = z.object({ table: z.string(), id: z.string(), seq: z.number().int(), row: z.unknown() })
export type Change = z.infer<typeof change>

export const changesPage = z.object({
  /** The cursor that was asked from, and the one to go on from. */
  from: z.number().int(),
  to: z.number().int(),
  /** More rows follow after `to`. */
  more: z.boolean(),
  feedId: z.string(),
  /** The newest sequence number of the venue: how far `to` has to go. */
  head: z.number().int(),
  rows: z.array(change),
})
export type ChangesPage = z.infer<typeof changesPage>

/** The cursor cannot be continued: start the mirror afresh. */
export const changesReset = z.object({ reset: z.literal(true), feedId: z.string() })

export const changesAnswer = z.union([changesReset, changesPage])

/** How a page is asked for in two lines: what it is, then its rows, which somebody else may read. */
export const LINES = 'application/x-ndjson'

/** The first line. */
export const pageHead = changesPage.omit({ rows: true }).extend({ count: z.number().int() })
export type PageHead = z.infer<typeof pageHead>

/** A page whose rows are still as they came. */
export type Page = PageHead & { readonly body: Uint8Array }

/** The rows of a page do not have their form. */
export class UnreadablePage extends Error {
  readonly code = 'UNREADABLE_PAGE'
}

/** Many rows of one table: their fields once, then of each row its number and its values, in that order. */
const rowList = z
  .object({
    table: z.string(),
    fields: z.array(z.string()),
    rows: z.custom<readonly (readonly unknown[])[]>((rows) => Array.isArray(rows) && rows.every(Array.isArray)),
  })
  .refine(({ fields, rows }) => {
    const id = fields.indexOf('id') + 1
    return rows.every((values) => Number.isInteger(values[0]) && typeof values[id] === 'string')
  })
export type RowList = z.infer<typeof rowList>
/** What a page is made of. */
export type Part = RowList | Change

const rowsLine = z.array(z.union([rowList, change]))

/** The second line. @throws UnreadablePage */
export function partsOf(body: Uint8Array): Part[] {
  try {
    return rowsLine.parse(JSON.parse(new TextDecoder().decode(body)))
  } catch {
    throw new UnreadablePage('the rows of a page could not be read')
  }
}

/** Both lines. */
export function inLines(answer: Pick<ChangesPage, 'rows'> | z.infer<typeof changesReset>): string {
  if ('reset' in answer) return `${JSON.stringify(answer)}\n`
  const { rows, ...head } = answer
  return `${JSON.stringify({ ...head, count: rows.length })}\n${JSON.stringify(rows)}`
}

/** Pushed over the socket after each commit. A gap between pushes means a pull. */
export const changesPush = z.object({
  feedId: z.string(),
  from: z.number().int(),
  to: z.number().int(),
  rows: z.array(change),
})
export type ChangesPush = z.infer<typeof changesPush>

export const typedText = typedRow.omit({ id: true, personId: true }).extend({ text: z.string().max(5_000) })

/**
 * Words that were typed on a desk, each taken where it is later than what is there. No command: nothing is decided by
 * it, it may come again, and what comes late is simply old.
 */
export const typedBatch = z.object({
  texts: z.array(typedText).min(1).max(50),
})
/** Of each text, in their order, whether it was taken: a later one stands there otherwise. */
export const typedAnswer = z.object({ kept: z.array(z.boolean()) })
export type TypedBatch = z.infer<typeof typedBatch>

export const signInBody = z.object({
  email: z.string().min(3).max(254),
  password: z.string().min(1).max(200),
  /** What signs in, in words: "Chrome on macOS". */
  device: z.string().max(100).optional(),
})
export type SignInBody = z.infer<typeof signInBody>

export const signInAnswer = z.object({
  token: z.string(),
  person: personRow.extend({ email: z.string(), role }),
  venue: venueRow.pick({ id: true, name: true, timeZone: true }),
})
export type SignInAnswer = z.infer<typeof signInAnswer>

/** An entry of the audit log: ids, settings and times, never names, numbers or texts. */
export const auditEntry = z.object({
  n: z.number().int(),
  at: z.number().int(),
  personId: z.string().nullable(),
  action: z.string(),
  detail: z.record(z.string(), z.unknown()),
})
export type AuditEntry = z.infer<typeof auditEntry>

/** Which entries are wanted; all of it narrows. Times in milliseconds since the epoch. */
export const auditFilter = z.object({
  after: z.coerce.number().int().min(0).optional(),
  /** Given: newest first, from the one before this number. */
  before: z.coerce.number().int().min(1).optional(),
  action: z.string().max(100).optional(),
  /** A person's id, or "server". */
  person: z.string().max(200).optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  /** Words that all stand in the entry. */
  search: z.string().max(200).optional(),
})
export type AuditFilter = z.infer<typeof auditFilter>

/** Entries after a number, oldest first. */
export const auditAnswer = z.object({ entries: z.array(auditEntry), more: z.boolean() })
export const auditVerified = z.object({
  ok: z.boolean(),
  entries: z.number().int(),
  brokenAt: z.number().int().optional(),
})
