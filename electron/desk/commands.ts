/** A window's command, judged before it is kept: its type is known and its payload has its form. */
import { COMMANDS, type Command, type CommandType } from '#shared/commands.ts'
import { type RefusalBody, refusalBody } from '#shared/errors.ts'
import { type WindowCommand, windowCommand } from '#shared/rpc.ts'

const isType = (type: string): type is CommandType => Object.hasOwn(COMMANDS, type)

export function parseCommand(given: WindowCommand): Command | RefusalBody {
  const envelope = windowCommand.safeParse(given)
  if (!envelope.success) return refusalBody('invalid_payload')
  const { type } = envelope.data
  if (!isType(type)) return refusalBody('unknown_command')
  const payload = COMMANDS[type].payload.safeParse(envelope.data.payload ?? {})
  if (!payload.success) return refusalBody('invalid_payload')
  return { ...envelope.data, type, payload: payload.data } as Command
}
