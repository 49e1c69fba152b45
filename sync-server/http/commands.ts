/** Commands over HTTP: the only way to change anything. What they may do is judged by the runner. */
import { z } from 'zod'
import {
  COMMAND_TYPES,
  COMMANDS,
  type CommandAnswer,
  type CommandEnvelope,
  commandAnswer,
  commandBatch,
  commandEnvelope,
  isBulk,
} from '#shared/commands.ts'
import { ERRORS, type ErrorCode } from '#shared/errors.ts'
import { commands as counter } from '../metrics.ts'
import { runCommand } from '../sync/run-command.ts'
import type { App, Edge } from './edge.ts'
import { refusals, SESSION_REFUSALS } from './refusals.ts'

const malformed = z.object({ code: z.literal('invalid_payload'), message: z.string() })
const OWNER_ONLY = COMMAND_TYPES.filter((type) => COMMANDS[type].role === 'owner')

/** The payload of each command, for the API's description. */
export function payloadSchemas(): Record<string, object> {
  return Object.fromEntries(
    COMMAND_TYPES.map((type) => [
      type,
      z.toJSONSchema(COMMANDS[type].payload, { io: 'input', unrepresentable: 'any' }),
    ]),
  )
}

export function commandRoutes(api: App, { deps }: Edge): void {
  const security = [{ session: [] }]
  api.post(
    '/commands',
    {
      schema: {
        summary: 'One command; the same id again gives the same answer',
        description: `Payloads by type: components.schemas. Owners only: ${OWNER_ONLY.join(', ')}.`,
        security,
        body: commandEnvelope,
        response: {
          200: commandAnswer.describe('Done'),
          409: commandAnswer.describe('Somebody else was faster: result says who and what; or refused'),
          '4xx': commandAnswer.describe('Refused: the status is the one that fits the code'),
          ...refusals('storage_full', ...SESSION_REFUSALS),
          400: z.union([commandAnswer, malformed]).describe('Refused, or not a command at all'),
        },
      },
    },
    async (request, reply) => {
      const answer = await runCommand(deps, request.session, request.body)
      counter.inc({ status: answer.status })
      // The body is the same whatever the status; the type knows only those that are written out above.
      return reply.code(statusOf(answer) as 200).send(answer)
    },
  )
  api.post(
    '/commands/batch',
    {
      schema: {
        summary: 'Several commands, applied in their order and answered in it',
        security,
        body: commandBatch,
        response: {
          200: z.object({ answers: z.array(commandAnswer) }),
          ...refusals('invalid_payload', 'storage_full', ...SESSION_REFUSALS),
        },
      },
    },
    async ({ body, session }) => {
      const answers: CommandAnswer[] = []
      // All of a run begin before the first is awaited: the write queue keeps their order, and they share commits.
      for (const run of runsOf(body.commands)) {
        answers.push(...(await Promise.all(run.map((command) => runCommand(deps, session, command)))))
      }
      for (const { status } of answers) counter.inc({ status })
      return { answers }
    },
  )
}

/** A bulk act gives way to everything between its pieces: what stands before it has ended first, what follows waits. */
function runsOf(commands: readonly CommandEnvelope[]): readonly (readonly CommandEnvelope[])[] {
  const runs: CommandEnvelope[][] = []
  for (const [i, command] of commands.entries()) {
    if (i === 0 || isBulk(command) || isBulk(commands[i - 1]!)) runs.push([])
    runs.at(-1)!.push(command)
  }
  return runs
}

function statusOf({ status, code }: CommandAnswer): number {
  if (status === 'done') return 200
  if (status === 'conflict') return 409
  return code !== undefined && Object.hasOwn(ERRORS, code) ? ERRORS[code as ErrorCode][0] : 409
}
