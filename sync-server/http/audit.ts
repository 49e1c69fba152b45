/** The audit log, for owners: read, searched, verified, and taken away as a file. */
import { Readable } from 'node:stream'
import papaparse from 'papaparse'
import { z } from 'zod'
import { Refusal } from '#shared/errors.ts'
import { type AuditFilter, auditFilter } from '#shared/feed.ts'
import type { Deps, Session } from '../deps.ts'
import { type AuditEntry, readAudit, verifyAudit } from '../governance/audit.ts'
import type { App, Edge } from './edge.ts'
import { refusals, SESSION_REFUSALS } from './refusals.ts'

const entry = z.object({
  n: z.number().int(),
  at: z.number().int(),
  personId: z.string().nullable(),
  action: z.string(),
  detail: z.record(z.string(), z.unknown()),
  prevHash: z.string(),
  hash: z.string(),
})

const PAGE = 500
const EXPORTS = { jsonl: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const

export function auditRoutes(api: App, { deps }: Edge): void {
  const security = [{ session: [] }]
  api.get(
    '/audit',
    {
      schema: {
        summary: `Entries that the filter asks for, oldest first (newest first with before), ${PAGE} at a time`,
        security,
        querystring: auditFilter,
        response: {
          200: z.object({ entries: z.array(entry), more: z.boolean() }),
          ...refusals('invalid_payload', 'forbidden', ...SESSION_REFUSALS),
        },
      },
    },
    async ({ query, session }) => {
      ownersOnly(session)
      const found = await deps.storage.read((db) => readAudit(db, session.venueId, query, PAGE + 1))
      return { entries: found.slice(0, PAGE), more: found.length > PAGE }
    },
  )
  api.get(
    '/audit/verify',
    {
      schema: {
        summary: 'Walks the whole chain of hashes',
        security,
        response: {
          200: z.object({ ok: z.boolean(), entries: z.number().int(), brokenAt: z.number().int().optional() }),
          ...refusals('forbidden', ...SESSION_REFUSALS),
        },
      },
    },
    ({ session }) => {
      ownersOnly(session)
      return deps.storage.read((db) => verifyAudit(db, session.venueId))
    },
  )
  api.get(
    '/audit/export',
    {
      schema: {
        summary: 'Everything that the filter asks for, oldest first, as JSON Lines or CSV',
        security,
        querystring: auditFilter.extend({ format: z.enum(['jsonl', 'csv']).default('jsonl') }),
        response: { 200: z.any(), ...refusals('invalid_payload', 'forbidden', ...SESSION_REFUSALS) },
      },
    },
    ({ query: { format, ...filter }, session }, reply) => {
      ownersOnly(session)
      return reply
        .header('content-disposition', `attachment; filename="audit.${format}"`)
        .type(EXPORTS[format])
        .send(Readable.from(pages(deps, session.venueId, filter, format)))
    },
  )
}

/** A page at a time, so that a long log is never in memory as a whole. */
async function* pages(
  deps: Deps,
  venueId: string,
  { before, ...filter }: AuditFilter,
  format: keyof typeof EXPORTS,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\r\n`
  for (let after = filter.after ?? 0; ; ) {
    const from = after
    const found = await deps.storage.read((db) => readAudit(db, venueId, { ...filter, after: from }, PAGE))
    const wanted = before === undefined ? found : found.filter(({ n }) => n < before)
    if (wanted.length > 0) yield format === 'csv' ? csv(wanted) : wanted.map((e) => `${JSON.stringify(e)}\n`).join('')
    if (found.length < PAGE) return
    after = found.at(-1)!.n
  }
}

const COLUMNS = ['n', 'at', 'personId', 'action', 'detail', 'prevHash', 'hash'] as const

const csv = (entries: readonly AuditEntry[]) =>
  `${papaparse.unparse(
    entries.map((e) => ({ ...e, at: new Date(e.at).toISOString(), detail: JSON.stringify(e.detail) })),
    { columns: [...COLUMNS], header: false, escapeFormulae: true },
  )}\r\n`

function ownersOnly(session: Session): void {
  if (session.role !== 'owner') throw new Refusal('forbidden')
}
