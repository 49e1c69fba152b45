/** Words that people have typed and not sent: kept for their own consoles, the latest wins. */
import { DAY } from '#shared/clock.ts'
import type { TypedBatch } from '#shared/feed.ts'
import { typedIdOf } from '#shared/ids.ts'
import type { TypedText } from '#shared/rows.ts'
import type { Deps, Session } from '../deps.ts'
import type { Tx } from '../storage/tx.ts'

/** For so long it is remembered that a text was sent or thrown away, for a device that still shows it. */
const EMPTY_KEPT = 30 * DAY

/** @returns of each whether it was later than what was there */
export function keepTyped(deps: Pick<Deps, 'storage'>, session: Session, { texts }: TypedBatch): Promise<boolean[]> {
  const { personId } = session
  return deps.storage.write('bulk', session.venueId, async (tx) => {
    const kept: boolean[] = []
    for (const typed of texts) kept.push(await keep(tx, personId, typed))
    await tx.db
      .deleteFrom('typed')
      .where('personId', '=', personId)
      .where('text', '=', '')
      .where('at', '<', tx.now - EMPTY_KEPT)
      .execute()
    return kept
  })
}

async function keep(tx: Tx, personId: string, typed: TypedText): Promise<boolean> {
  const id = typedIdOf(personId, typed)
  const there = await tx.find('typed', id)
  if (there) {
    if (there.at >= typed.at) return false
    await tx.patch('typed', id, typed)
    return true
  }
  if (typed.text === '' || !(await tx.find('conversations', typed.conversationId))) return false
  await tx.insert('typed', { id, personId, ...typed })
  return true
}
