/** When the venue is open: the week, and dated exceptions to it. */
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import type { Row } from '#shared/rows.ts'
import { MOST } from '#shared/settings.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Handler } from '../command.ts'
import { changed, given, roomFor } from './common.ts'

/** One weekday as a whole. Rows that are there keep their ids, so that what cites them still finds them. */
export const setHours: Handler<'hours.set'> = async ({ tx, session, payload, commandId }) => {
  const { day } = payload
  const rows = await tx.db
    .selectFrom('hours')
    .select(['id', 'opens', 'closes'])
    .where('venueId', '=', tx.venueId)
    .where('day', '=', day)
    .orderBy('opens')
    .execute()
  const periods = payload.periods.toSorted((a, b) => a.opens - b.opens)
  for (const [n, period] of periods.entries()) {
    const row = rows[n]
    if (!row) await tx.insert('hours', { id: createdIdOf('hours', session.personId, commandId, n), day, ...period })
    else if (row.opens !== period.opens || row.closes !== period.closes) await tx.patch('hours', row.id, period)
  }
  for (const { id } of rows.slice(periods.length)) await tx.remove('hours', id)
  return { audit: { day, from: rows.map(({ opens, closes }) => ({ opens, closes })), to: periods } }
}

async function closureOf(tx: Tx, id: string): Promise<Row<'closures'>> {
  const closure = await tx.find('closures', id)
  if (!closure) throw new Refusal('row_not_found')
  return closure
}

/** The log keeps no names of days: people write all sorts of things there. */
const logged = ({ date, opens, closes }: Partial<Row<'closures'>>) => ({ date, opens, closes })

export const addClosure: Handler<'closure.add'> = async ({ tx, session, payload, commandId }) => {
  await roomFor(tx, 'closures', MOST.closures)
  const closureId = createdIdOf('closure', session.personId, commandId)
  await tx.insert('closures', { id: closureId, ...payload })
  return { result: { closureId }, audit: { closureId, from: null, to: logged(payload) } }
}

export const editClosure: Handler<'closure.edit'> = async ({ tx, payload }) => {
  const closure = await closureOf(tx, payload.closureId)
  const patch = given(payload, 'closureId')
  await tx.patch('closures', closure.id, patch)
  const { from, to } = changed<Partial<Row<'closures'>>>(closure, patch)
  return { audit: { closureId: closure.id, from: logged(from), to: logged(to), renamed: to.name !== undefined } }
}

export const removeClosure: Handler<'closure.remove'> = async ({ tx, payload }) => {
  const closure = await closureOf(tx, payload.closureId)
  await tx.remove('closures', closure.id)
  return { audit: { closureId: closure.id, from: logged(closure), to: null } }
}
