/** The change feed over HTTP: what a desk catches up with. */
import { z } from 'zod'
import { change, changesAnswer, LINES } from '#shared/feed.ts'
import { readChanges, readRecent } from '../sync/feed.ts'
import { readLines, readRecentLines } from '../sync/feed-lines.ts'
import type { App, Edge } from './edge.ts'
import { refusals, SESSION_REFUSALS } from './refusals.ts'

const whole = (fallback: number, most: number) => z.coerce.number().int().min(0).max(most).default(fallback)
const limit = (fallback: number, most: number) => z.coerce.number().int().min(1).max(most).default(fallback)

export function changesRoutes(api: App, { deps }: Edge): void {
  const response = refusals('invalid_payload', ...SESSION_REFUSALS)
  const security = [{ session: [] }]
  api.get(
    '/changes',
    {
      schema: {
        summary: 'Rows changed after a sequence number, in order; or word that the mirror must start afresh',
        description: `Where \`${LINES}\` is accepted, in two lines: all but the rows, with their \`count\`; and the rows, in order table by table; of a table with many as one \`{table, fields, rows}\`, each row its number and the values of its fields.`,
        security,
        querystring: z.object({ since: whole(0, Number.MAX_SAFE_INTEGER), limit: limit(1_000, 5_000) }),
        response: { 200: changesAnswer, ...response },
      },
    },
    async ({ query, headers, session: { venueId, role, personId } }, reply) => {
      const q = { venueId, role, personId, ...query }
      if (headers.accept !== LINES) return deps.storage.read((db) => readChanges(db, q))
      // What was just read from the tables is not looked over once more, row by row, as it leaves.
      return reply.type(LINES).send((await deps.storage.read((db) => readLines(db, q))) as never)
    },
  )
  api.get(
    '/changes/recent',
    {
      schema: {
        summary: 'The newest conversations first, for the eye: apply where newer, move no cursor',
        description: `Where \`${LINES}\` is accepted, in two lines as \`/changes\`; the first has their \`count\` alone.`,
        security,
        querystring: z.object({ limit: limit(50, 200) }),
        response: { 200: z.object({ rows: z.array(change) }), ...response },
      },
    },
    async ({ query, headers, session: { venueId, role } }, reply) => {
      const { limit } = query
      if (headers.accept !== LINES)
        return { rows: await deps.storage.read((db) => readRecent(db, venueId, role, limit)) }
      const lines = await deps.storage.read((db) => readRecentLines(db, { venueId, role, limit }))
      return reply.type(LINES).send(lines as never)
    },
  )
}
