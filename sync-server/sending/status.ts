/**
 * What the provider says of a text after it was sent: callbacks (late, twice, out of order) and its own list. A status
 * only ever goes forward; an unknown outcome is bound by the claim id that travelled in the callback address.
 */
import { sql } from 'kysely'
import type { MessageState } from '#shared/rows.ts'
import type { StatusUpdate } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import type { Tx } from '../storage/tx.ts'

/** Later ones win; `delivered` is the last word. */
const RANK: Partial<Record<MessageState, number>> = { claimed: 0, unknown: 0, accepted: 1, failed: 2, delivered: 3 }

/** Applies to the text that it names; one that names none is ignored. */
export async function applyStatus(deps: Pick<Deps, 'storage' | 'wake'>, update: StatusUpdate): Promise<void> {
  const found = await deps.storage.read((db) =>
    db
      .selectFrom('messages')
      .select(['id', 'venueId'])
      .where((e) =>
        e.or([
          // In the words of the index: a value that comes when it runs would not find it.
          e.and([e('providerId', '=', update.providerId), sql<boolean>`direction = 'out'`]),
          ...(update.claimId === null ? [] : [e('claimId', '=', update.claimId)]),
        ]),
      )
      .executeTakeFirst(),
  )
  if (!found) return
  await deps.storage.write('claim', found.venueId, (tx) => advance(tx, found.id, update))
  deps.wake()
}

export async function advance(tx: Tx, messageId: string, update: Omit<StatusUpdate, 'claimId'>): Promise<void> {
  const message = await tx.find('messages', messageId)
  if (message?.direction !== 'out') return
  if (message.providerId !== null && message.providerId !== update.providerId) return
  const forward = (RANK[update.status] ?? 0) > (RANK[message.state] ?? 9)
  const resolved = message.state === 'failed' && message.providerId === null
  if (!forward && !(resolved && update.status !== 'failed')) return
  await tx.patch('messages', message.id, {
    state: update.status,
    providerId: update.providerId,
    reason: update.status === 'failed' ? (update.errorCode ?? 'undelivered') : null,
    sentAt: message.sentAt ?? tx.now,
  })
}
