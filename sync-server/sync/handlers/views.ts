/** Saved views: each person's own, and everybody's, which whoever made them and owners keep. The log keeps no names. */
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import type { Row } from '#shared/rows.ts'
import type { Session } from '../../deps.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Handler } from '../command.ts'

const MOST = 50

/** @throws Refusal row_not_found for a colleague's own, not_yours for one that somebody else has made for everybody */
async function own(tx: Tx, session: Session, id: string): Promise<Row<'saved_views'>> {
  const row = await tx.find('saved_views', id)
  if (!row || (row.personId !== null && row.personId !== session.personId)) throw new Refusal('row_not_found')
  const mine = row.madeBy === session.personId || session.role === 'owner'
  if (!mine) throw new Refusal('not_yours', 'Only who made it, or an owner, may change a view that everybody uses.')
  return row
}

/** @throws Refusal list_full */
async function room(tx: Tx, personId: string | null): Promise<void> {
  const { n } = await tx.db
    .selectFrom('saved_views')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('venueId', '=', tx.venueId)
    .where('personId', personId === null ? 'is' : '=', personId)
    .executeTakeFirstOrThrow()
  if (Number(n) >= MOST) throw new Refusal('list_full', `There may be ${MOST} of them at most. Remove some first.`)
}

export const save: Handler<'view.save'> = async ({ tx, session, payload, commandId }) => {
  const personId = payload.shared ? null : session.personId
  await room(tx, personId)
  const viewId = createdIdOf('view', session.personId, commandId)
  await tx.insert('saved_views', {
    id: viewId,
    personId,
    madeBy: session.personId,
    name: payload.name,
    query: JSON.stringify(payload.query),
    createdAt: tx.now,
  })
  return { result: { viewId }, audit: { viewId, shared: payload.shared } }
}

export const rename: Handler<'view.rename'> = async ({ tx, session, payload }) => {
  const { id } = await own(tx, session, payload.viewId)
  await tx.patch('saved_views', id, { name: payload.name })
  return { audit: { viewId: id } }
}

export const change: Handler<'view.change'> = async ({ tx, session, payload }) => {
  const { id } = await own(tx, session, payload.viewId)
  await tx.patch('saved_views', id, { query: JSON.stringify(payload.query) })
  return { audit: { viewId: id } }
}

export const share: Handler<'view.share'> = async ({ tx, session, payload }) => {
  const { id, personId } = await own(tx, session, payload.viewId)
  if (personId === null) return {}
  await room(tx, null)
  await tx.patch('saved_views', id, { personId: null })
  return { audit: { viewId: id, shared: true } }
}

export const remove: Handler<'view.remove'> = async ({ tx, session, payload }) => {
  const { id } = await own(tx, session, payload.viewId)
  await tx.remove('saved_views', id)
  return { audit: { viewId: id } }
}
