/** The backtest, for owners: JSON Lines that tell how far it has come, and the report as the last. Hanging up cancels it. */
import { Readable } from 'node:stream'
import { z } from 'zod'
import { type BacktestLine, backtestLine, backtestQuery } from '#shared/backtest.ts'
import { Refusal } from '#shared/errors.ts'
import { backtest } from '../backtest/run.ts'
import type { App, Edge } from './edge.ts'
import { refusals, SESSION_REFUSALS } from './refusals.ts'

export function backtestRoutes(api: App, { deps }: Edge): void {
  /** What is under way, by the person who asked: a newer one takes its place. */
  const running = new Map<string, Readable>()
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
          ...refusals('invalid_payload', 'forbidden', ...SESSION_REFUSALS),
        },
      },
    },
    ({ body, session: { role, venueId, personId } }, reply) => {
      if (role !== 'owner') throw new Refusal('forbidden')
      running.get(personId)?.destroy()
      const answer = Readable.from(asText(backtest(deps.storage, venueId, body, deps.clock())))
      running.set(personId, answer)
      answer.once('close', () => running.get(personId) === answer && running.delete(personId))
      return reply.type('application/x-ndjson; charset=utf-8').send(answer)
    },
  )
}

async function* asText(lines: AsyncIterable<BacktestLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`
}
