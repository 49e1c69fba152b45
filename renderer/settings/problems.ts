/** What is wrong with a form before it is given, in the words of the product's own schemas. */
import type { z } from 'zod'
import { COMMANDS, type CommandType } from '#shared/commands.ts'

/** What is wrong, by the payload's key: "is empty". */
type Problems = Readonly<Record<string, string>>

/** What the product says of a payload before it is given. */
export function problemsOf(type: CommandType, payload: object): Problems {
  const schema: z.ZodType = COMMANDS[type].payload
  const parsed = schema.safeParse(payload)
  if (parsed.success) return {}
  const found: Record<string, string> = {}
  for (const { path, message } of parsed.error.issues) found[String(path[0] ?? '')] ??= message
  return found
}
