/**
 * Unknown outcomes, against the provider's own list. A text is bound only when numbers, words and time match and the
 * unbound provider ids are as many as the unknowns; absence proves nothing (design: rows and races, 7).
 */
import { MINUTE } from '#shared/clock.ts'
import type { ListedText } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { decode } from '../storage/codec.ts'
import { senderOf } from './claim.ts'
import { inOutbox } from './outbox.ts'
import { channelOf } from './send.ts'
import { advance } from './status.ts'

interface Unknown {
  readonly id: string
  readonly body: string
  /** When its request may have begun, milliseconds. */
  readonly from: number
  readonly until: number
}

/** Pure: which unknown is which listed text. Identical words bind only when the numbers of both sides agree. */
export function bind(
  unknowns: readonly Unknown[],
  listed: readonly ListedText[],
  taken: ReadonlySet<string>,
): Map<string, ListedText> {
  const bound = new Map<string, ListedText>()
  for (const [body, same] of Map.groupBy(unknowns, (u) => u.body)) {
    const from = Math.min(...same.map((u) => u.from)) - MINUTE
    const until = Math.max(...same.map((u) => u.until)) + MINUTE
    const free = listed.filter((l) => l.body === body && !taken.has(l.providerId) && l.at >= from && l.at <= until)
    if (free.length !== same.length) continue
    const inOrder = [...free].sort((a, b) => a.at - b.at)
    for (const [i, u] of [...same].sort((a, b) => a.from - b.from).entries()) bound.set(u.id, inOrder[i]!)
  }
  return bound
}

/** Looks each open unknown of a venue up once. Answers whether any was bound. */
export async function reconcile(deps: Deps, venueId: string): Promise<boolean> {
  const open = await deps.storage.read((db) =>
    db
      .selectFrom('messages')
      .select(['id', 'conversationId', 'body', 'toNumber', 'sendBefore', 'createdAt'])
      .where('venueId', '=', venueId)
      .where(inOutbox)
      .where('state', '=', 'unknown')
      .execute(),
  )
  const venue = await deps.storage.read((db) =>
    db.selectFrom('venue').selectAll().where('id', '=', venueId).executeTakeFirst(),
  )
  if (!venue || open.length === 0) return false
  let any = false
  for (const [to, messages] of Map.groupBy(open, (m) => m.toNumber ?? '')) {
    const unknowns = messages.map((m) => ({
      id: m.id,
      body: m.body,
      from: (m.sendBefore ?? m.createdAt) - 2_000,
      until: (m.sendBefore ?? m.createdAt) + 15_000,
    }))
    const since = Math.min(...unknowns.map((u) => u.from)) - MINUTE
    const { channel } = await deps.storage.read((db) =>
      db
        .selectFrom('conversations')
        .select('channel')
        .where('id', '=', messages[0]!.conversationId)
        .executeTakeFirstOrThrow(),
    )
    const from = senderOf(decode('venue', venue), channel)
    const listed = await channelOf(deps, channel).list({ from, to, since })
    const known = await deps.storage.read((db) =>
      db
        .selectFrom('messages')
        .select('providerId')
        .where('toNumber', '=', to)
        .where('providerId', 'is not', null)
        .execute(),
    )
    const taken = new Set(known.map((k) => k.providerId!))
    for (const [id, text] of bind(unknowns, listed, taken)) {
      await deps.storage.write('claim', venueId, (tx) =>
        advance(tx, id, { providerId: text.providerId, status: text.status, errorCode: null }),
      )
      any = true
    }
  }
  return any
}
