/** The audit log, for owners. */
import { z } from 'zod'
import { Refusal } from '#shared/errors.ts'
import type { Session } from '../deps.ts'
import { readAudit, verifyAudit } from '../governance/audit.ts'
import type { App, Edge } from './app.ts'
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

export function auditRoutes(api: App, { deps }: Edge): void {
  const security = [{ session: [] }]
  api.get(
    '/audit',
    {
      schema: {
        summary: `Entries after number n, oldest first, ${PAGE} at a time`,
        security,
        querystring: z.object({ after: z.coerce.number().int().min(0).default(0) }),
        response: {
          200: z.object({ entries: z.array(entry), more: z.boolean() }),
          ...refusals('invalid_payload', 'forbidden', ...SESSION_REFUSALS),
        },
      },
    },
    async ({ query, session }) => {
      ownersOnly(session)
      const found = await deps.storage.read((db) => readAudit(db, session.venueId, query.after, PAGE + 1))
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
}

function ownersOnly(session: Session): void {
  if (session.role !== 'owner') throw new Refusal('forbidden')
}
