/** Which engine answers and how it does, for owners. */
import { engineView } from '#shared/engine.ts'
import { Refusal } from '#shared/errors.ts'
import { readEngine } from '../engines/log.ts'
import type { App, Edge } from './edge.ts'
import { refusals, SESSION_REFUSALS } from './refusals.ts'

export function engineRoutes(api: App, { deps }: Edge): void {
  api.get(
    '/engine',
    {
      schema: {
        summary: 'Which engine answers, how long it takes, what it costs and when it last failed',
        security: [{ session: [] }],
        response: { 200: engineView, ...refusals('forbidden', ...SESSION_REFUSALS) },
      },
    },
    ({ session: { role, venueId } }) => {
      if (role !== 'owner') throw new Refusal('forbidden')
      return readEngine(deps, venueId)
    },
  )
}
