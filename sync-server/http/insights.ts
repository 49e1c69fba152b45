/** Insights, for owners. */
import { Refusal } from '#shared/errors.ts'
import { insights, insightsQuery } from '#shared/insights.ts'
import { readInsights } from '../insights/insights.ts'
import type { App, Edge } from './edge.ts'
import { refusals, SESSION_REFUSALS } from './refusals.ts'

export function insightsRoutes(api: App, { deps }: Edge): void {
  api.get(
    '/insights',
    {
      schema: {
        summary: 'What became of the texts of the last days, by day or week and by intent, and how it stands now',
        security: [{ session: [] }],
        querystring: insightsQuery,
        response: { 200: insights, ...refusals('invalid_payload', 'forbidden', ...SESSION_REFUSALS) },
      },
    },
    ({ query: { days }, session: { role, venueId } }) => {
      if (role !== 'owner') throw new Refusal('forbidden')
      return readInsights(deps.storage, venueId, days, deps.clock())
    },
  )
}
