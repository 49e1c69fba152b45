/** A bulk act as the queue's commands, and what became of them. Pure. */

import { z } from 'zod'
import type { BulkChange } from '#shared/bulk.ts'
import type { Command, CommandAnswer } from '#shared/commands.ts'
import { ERRORS, type ErrorCode } from '#shared/errors.ts'
import type { BulkFailure, BulkView } from '#shared/rpc.ts'
import type { BulkCommand, StoredBulk } from './bulk-store.ts'

/** Conversations that one command names: progress goes by these. */
const NAMED = 2_500

export function bulkCommands(bulkId: string, ids: readonly string[], change: BulkChange, epoch?: number): Command[] {
  const commands: Command[] = []
  for (let n = 0; n * NAMED < ids.length; n++) {
    const payload = { bulkId, change, ids: ids.slice(n * NAMED, (n + 1) * NAMED) }
    commands.push({ id: `${bulkId}_${n}`, type: 'bulk.apply', payload, ...(epoch !== undefined && { epoch }) })
  }
  return commands
}

const failed = z.array(z.object({ id: z.string(), code: z.string() }))
const applied = z.object({ changed: z.number(), failed })
const restored = z.object({ restored: z.number(), failed })

/** Those that the server could not change, as its answer to a command says. */
export function bulkFailures(answer: CommandAnswer | null): readonly { readonly id: string; readonly code: string }[] {
  return applied.safeParse(answer?.result).data?.failed ?? []
}

/** @param name of a conversation, for people */
export function bulkView(
  { id, change, total, at, undo }: StoredBulk,
  commands: readonly BulkCommand[],
  undoing: BulkCommand | null,
  name: (conversationId: string) => string | null,
): BulkView {
  const heard = commands.filter((command) => command.state === 'answered' || command.state === 'cancelled')
  const results = commands.map(({ answer }) => applied.safeParse(answer?.result).data)
  const refused = commands.find(({ answer }) => answer !== null && answer.status !== 'done')?.answer
  const undone = restored.safeParse(undoing?.answer?.result).data
  const because = (rows: readonly { id: string; code: string }[]): BulkFailure[] =>
    rows.map((row) => ({ conversationId: row.id, name: name(row.id), message: sentence(row.code) }))
  return {
    ...{ id, change, total, at },
    done: sum(heard.map((command) => command.count)),
    changed: sum(results.map((result) => result?.changed ?? 0)),
    failed: because(results.flatMap((result) => result?.failed ?? [])),
    refused: refused?.message ?? null,
    undo: undo === null ? 'none' : undoing?.state === 'answered' || undoing?.state === 'cancelled' ? 'done' : 'waiting',
    kept: because(undone?.failed ?? []),
  }
}

const sentence = (code: string): string =>
  Object.hasOwn(ERRORS, code) ? ERRORS[code as ErrorCode][1] : 'It was not changed.'

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
