/** Why a text was answered as it was: the decision record of one inbound message. */
import { z } from 'zod'
import { Refusal } from '#shared/errors.ts'
import { decisionRow } from '#shared/rows.ts'
import { decode } from '../storage/codec.ts'
import type { App, Edge } from './edge.ts'
import { refusals, SESSION_REFUSALS } from './refusals.ts'

export function decisionRoutes(api: App, { deps }: Edge): void {
  api.get(
    '/decisions/:inboundMessageId',
    {
      schema: {
        summary: 'The decision record of an inbound message',
        security: [{ session: [] }],
        params: z.object({ inboundMessageId: z.string() }),
        response: { 200: decisionRow, ...refusals('row_not_found', ...SESSION_REFUSALS) },
      },
    },
    async ({ params, session }) => {
      const found = await deps.storage.read((db) =>
        db
          .selectFrom('decisions')
          .selectAll()
          .where('inboundMessageId', '=', params.inboundMessageId)
          .where('venueId', '=', session.venueId)
          .executeTakeFirst(),
      )
      if (!found) throw new Refusal('row_not_found')
      return decode('decisions', found)
    },
  )
}
