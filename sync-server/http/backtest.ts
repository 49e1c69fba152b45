/** The backtest, for owners: JSON Lines that tell how far it has come, and the report as the last. Hanging up cancels it. */
import { Readable } from 'node:stream'
import { z } from 'zod'
import { type BacktestLine, backtestLine, backtestQuery } from '#shared/backtest.ts'
import { Refusal } from '#shared/errors.ts'
import { backtest } from '../backtest/run.ts'
import type { App, Edge } from './app.ts'
import { refusals, SESSION_REFUSALS } from './refusals.ts'

export function backtestRoutes(api: App, { deps }: Edge): void {
  /** Venues of which one is under way. */
  const busy = new Set<string>()
  api.post(
    '/backtest',
    {
      schema: {
        summary:
          'Judges the texts of the last days again under other settings, as JSON Lines; sends and changes nothing',
        security: [{ session: [] }],
        body: backtestQuery,
        response: {
          200: z.any().describe(`JSON Lines: ${JSON.stringify(z.toJSONSchema(backtestLine))}`),
          ...refusals('invalid_payload', 'forbidden', 'backtest_under_way', ...SESSION_REFUSALS),
        },
      },
    },
    ({ body, session: { role, venueId } }, reply) => {
      if (role !== 'owner') throw new Refusal('forbidden')
      if (busy.has(venueId)) throw new Refusal('backtest_under_way')
      busy.add(venueId)
      const lines = asText(backtest(deps.storage, venueId, body, deps.clock()))
      const answer = Readable.from(lines).once('close', () => busy.delete(venueId))
      return reply.type('application/x-ndjson; charset=utf-8').send(answer)
    },
  )
}

async function* asText(lines: AsyncIterable<BacktestLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`
}
