/** Keeps one list row a conversation, and the number of rows in each view, in step with the mirror's rows. */
import type Database from 'better-sqlite3'
import { type InboxRow, VIEWS, viewsOf } from '#shared/views.ts'
import type { Reads } from './reads.ts'
import { viewBit } from './schema.ts'

/** What stands in a list row beside its conversation. */
export type Derived = Pick<InboxRow, 'draft' | 'sending' | 'trouble'> & { readonly handedOff: boolean }

export interface InboxChange {
  readonly before: Derived | null
  readonly after: InboxRow | null
}

/** What a row is sorted by, in SQL and in memory alike. */
export interface InboxKey {
  readonly urgent: number
  readonly waiting: number
  readonly at: number
  readonly id: string
}

export function inboxKey(row: InboxRow): InboxKey {
  const { conversation: c, draft } = row
  return {
    urgent: draft?.kind === 'escalation' || c.flag === 'risk' ? 1 : 0,
    waiting: c.waitingSince ?? c.lastMessageAt,
    at: c.lastMessageAt,
    id: c.id,
  }
}

export const viewMask = (row: InboxRow): number => viewsOf(row).reduce((mask, view) => mask | viewBit(view), 0)

interface StoredKey {
  readonly agent_id: string
  readonly views: number
  readonly derived: string
}

/** @returns a function that makes the list's row of a conversation afresh; to be called inside a transaction. */
export function prepareInbox(db: Database.Database, reads: Reads): (conversationId: string) => InboxChange {
  const stored = db.prepare<[string], StoredKey>('SELECT agent_id, views, derived FROM inbox WHERE conversation_id = ?')
  const put = db.prepare(
    `INSERT OR REPLACE INTO inbox (conversation_id, agent_id, urgent, waiting, at, views, derived)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const drop = db.prepare('DELETE FROM inbox WHERE conversation_id = ?')
  const count = db.prepare(
    `INSERT INTO counts (agent_id, view, n) VALUES (?, ?, ?) ON CONFLICT (agent_id, view) DO UPDATE SET n = n + excluded.n`,
  )

  const recount = (agentId: string, mask: number, by: 1 | -1) => {
    for (const view of VIEWS) if ((mask & viewBit(view)) !== 0) count.run(agentId, view, by)
  }

  return (id) => {
    const old = stored.get(id)
    const after = reads.inboxRow(id)
    const mask = after === null ? 0 : viewMask(after)
    const agentId = after?.conversation.agentId ?? ''
    const derived = after === null ? '' : JSON.stringify(derivedOf(after))
    if (old === undefined || old.agent_id !== agentId || old.views !== mask) {
      if (old !== undefined) recount(old.agent_id, old.views, -1)
      if (after !== null) recount(agentId, mask, 1)
    }
    if (after === null) drop.run(id)
    else {
      const key = inboxKey(after)
      put.run(id, agentId, key.urgent, key.waiting, key.at, mask, derived)
    }
    return { before: old === undefined ? null : JSON.parse(old.derived), after }
  }
}

function derivedOf(row: InboxRow): Derived {
  return { draft: row.draft, sending: row.sending, trouble: row.trouble, handedOff: row.conversation.handoff !== null }
}
