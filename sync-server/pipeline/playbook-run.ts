/** How far a playbook has come in a thread: read for the next turn, kept by settle. */
import type { Kysely } from 'kysely'
import { DAY } from '#shared/clock.ts'
import { decode } from '../storage/codec.ts'
import type { Tables } from '../storage/tables.ts'
import type { Tx } from '../storage/tx.ts'
import type { RunChange } from './playbook.ts'
import type { OpenRun } from './subject.ts'

/** After this long without a word the next text begins afresh. */
const GOES_ON_FOR = 2 * DAY
/** What has come to its end does not begin again for so long. */
const RESTS_FOR = 30 * DAY

/**
 * @param thread ids of its conversations
 * @param present ids of the inbound texts of this turn
 */
export async function openRun(
  db: Kysely<Tables>,
  thread: readonly string[],
  present: readonly string[],
  now: number,
): Promise<OpenRun | null> {
  const found = await db
    .selectFrom('playbook_runs')
    .selectAll()
    .where('conversationId', 'in', thread)
    .where('state', '=', 'open')
    .where('updatedAt', '>', now - GOES_ON_FOR)
    .orderBy('updatedAt', 'desc')
    .executeTakeFirst()
  if (!found) return null
  const run = decode('playbook_runs', found)
  const texts = await db
    .selectFrom('messages')
    .select(['id', 'body'])
    .where('conversationId', 'in', thread)
    .where('direction', '=', 'in')
    .where('createdAt', '>=', run.startedAt)
    .orderBy('inSeq')
    .execute()
  const earlier = texts.filter(({ id }) => !present.includes(id)).map(({ body }) => body)
  return { run, asked: await lastAsked(db, thread, run.id), earlier }
}

/** What the last text that has left asked for, if it was this playbook's. */
async function lastAsked(db: Kysely<Tables>, thread: readonly string[], runId: string): Promise<string | null> {
  const last = await db
    .selectFrom('messages')
    .leftJoin('drafts', 'drafts.id', 'messages.draftId')
    .select('drafts.playbook')
    .where('messages.conversationId', 'in', thread)
    .where('messages.direction', '=', 'out')
    .where('messages.state', 'in', ['claimed', 'accepted', 'delivered', 'unknown'])
    .orderBy('messages.createdAt', 'desc')
    .orderBy('messages.seq', 'desc')
    .executeTakeFirst()
  const playbook = last ? decode('drafts', last).playbook : null
  return playbook?.runId === runId ? playbook.asks : null
}

/** Ids of the playbooks that have lately come to their end in the thread. */
export async function finishedPlaybooks(db: Kysely<Tables>, thread: readonly string[], now: number): Promise<string[]> {
  const ended = await db
    .selectFrom('playbook_runs')
    .select('playbookId')
    .where('conversationId', 'in', thread)
    .where('state', '!=', 'open')
    .where('endedAt', '>', now - RESTS_FOR)
    .execute()
  return ended.map(({ playbookId }) => playbookId)
}

/** @param since when the first text of the turn came in @returns the run's id */
export async function keepRun(
  tx: Tx,
  { thread, home, turnId, since }: { thread: readonly string[]; home: string; turnId: string; since: number },
  { runId, ...change }: RunChange,
): Promise<string> {
  const others = await tx.db
    .selectFrom('playbook_runs')
    .select('id')
    .where('conversationId', 'in', thread)
    .where('state', '=', 'open')
    .execute()
  for (const { id } of others) {
    if (id !== runId) await tx.patch('playbook_runs', id, { state: 'left', updatedAt: tx.now, endedAt: tx.now })
  }
  const now = { updatedAt: tx.now, endedAt: change.state === 'open' ? null : tx.now }
  if (runId !== null) {
    await tx.patch('playbook_runs', runId, { ...change, ...now })
    return runId
  }
  const id = `run_${turnId}`
  await tx.insert('playbook_runs', { id, conversationId: home, ...change, startedAt: since, ...now })
  return id
}
