/** Words typed and not sent, from a desk to the person's other ones. */
import { typedAnswer, typedBatch } from '#shared/feed.ts'
import { keepTyped } from '../sync/typed.ts'
import type { App, Edge } from './edge.ts'
import { refusals, SESSION_REFUSALS } from './refusals.ts'

export function typedRoutes(api: App, { deps }: Edge): void {
  api.put(
    '/typed',
    {
      schema: {
        summary: "A person's typed words, for that person's own consoles; taken where later than what is there",
        security: [{ session: [] }],
        body: typedBatch,
        response: {
          200: typedAnswer,
          ...refusals('invalid_payload', 'storage_full', ...SESSION_REFUSALS),
        },
      },
    },
    async ({ body, session }) => ({ kept: await keepTyped(deps, session, body) }),
  )
}
