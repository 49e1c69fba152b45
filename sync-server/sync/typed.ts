/** Words that people have typed and not sent: kept for their own consoles, the latest wins. */
import { DAY } from '#shared/clock.ts'
import type { TypedBatch } from '#shared/feed.ts'
import { typedIdOf } from '#shared/ids.ts'
import type { Deps, Session } from '../deps.ts'

/** For so long it is remembered that a text was sent or thrown away, for a device that still shows it. */
const EMPTY_KEPT = 30 * DAY

/** @returns how many were later than what was there */
export function keepTyped(deps: Pick<Deps, 'storage'>, session: Session, { texts }: TypedBatch): Promise<number> {
  const { personId } = session
  return deps.storage.write('bulk', session.venueId, async (tx) => {
    let kept = 0
    for (const typed of texts) {
      const id = typedIdOf(personId, typed)
      const there = await tx.find('typed', id)
      if (there && there.at >= typed.at) continue
      if (there) await tx.patch('typed', id, typed)
      else {
        if (typed.text === '' || !(await tx.find('conversations', typed.conversationId))) continue
        await tx.insert('typed', { id, personId, ...typed })
      }
      kept += 1
    }
    await tx.db
      .deleteFrom('typed')
      .where('personId', '=', personId)
      .where('text', '=', '')
      .where('at', '<', tx.now - EMPTY_KEPT)
      .execute()
    return kept
  })
}
