/** What a person is told of a command that was not carried out. Pure. */
import { z } from 'zod'
import { type CommandAnswer, conflictResult } from '#shared/commands.ts'
import { ERRORS } from '#shared/errors.ts'
import type { Notice } from '#shared/rpc.ts'
import type { QueuedCommand } from './queue.ts'

/** What a conflict tells of the one who was faster. */
const faster = conflictResult.extend({ text: z.string().nullable() }).partial()

/** @returns null where there is nothing to tell. @param customerName is asked only where there is something */
export function noticeOf(
  entry: QueuedCommand,
  answer: CommandAnswer,
  customerName: () => string | null,
): Notice | null {
  const { status } = answer
  if (status === 'done') return null
  // What it would have undone, or what a macro gave before it, never happened: that has a notice of its own.
  const behind = entry.command.type === 'send.undo' || entry.command.type.startsWith('conversation.')
  if (behind && answer.code === 'predecessor_failed') return null
  const who = faster.safeParse(answer.result ?? {}).data
  const code = answer.code ?? status
  const words = Object.hasOwn(ERRORS, code) ? ERRORS[code as keyof typeof ERRORS][1] : 'It was not carried out.'
  return {
    commandId: answer.id,
    type: entry.command.type,
    conversationId: entry.conversations[0] ?? null,
    customerName: customerName(),
    status,
    code,
    message: answer.message ?? words,
    byName: who?.byName ?? null,
    what: who?.what ?? null,
    at: who?.at ?? null,
    mine: entry.mine,
    theirs: who?.text ?? null,
    draftId: entry.draftId,
    unseen: who?.unseen ?? null,
  }
}
