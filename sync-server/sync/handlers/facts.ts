/** The Business Memory. The log keeps how long a fact is and when it expires, never its words. */
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import type { Row } from '#shared/rows.ts'
import { MOST } from '#shared/settings.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Handler } from '../command.ts'
import { given, roomFor } from './common.ts'

async function factOf(tx: Tx, id: string): Promise<Row<'facts'>> {
  const fact = await tx.find('facts', id)
  if (!fact) throw new Refusal('row_not_found')
  return fact
}

function checkExpiry(tx: Tx, expiresAt: number | null | undefined): void {
  if (expiresAt != null && expiresAt <= tx.now) throw new Refusal('time_past')
}

const logged = (fact: Partial<Row<'facts'>>) => ({
  topicLength: fact.topic?.length,
  textLength: fact.text?.length,
  keywords: fact.keywords?.length,
  expiresAt: fact.expiresAt,
})

export const add: Handler<'fact.add'> = async ({ tx, session, payload, commandId }) => {
  await roomFor(tx, 'facts', MOST.facts)
  checkExpiry(tx, payload.expiresAt)
  const factId = createdIdOf('fact', session.personId, commandId)
  await tx.insert('facts', { id: factId, ...payload })
  return { result: { factId }, audit: { factId, from: null, to: logged(payload) } }
}

export const edit: Handler<'fact.edit'> = async ({ tx, payload }) => {
  const fact = await factOf(tx, payload.factId)
  checkExpiry(tx, payload.expiresAt)
  const patch = given(payload, 'factId')
  await tx.patch('facts', fact.id, patch)
  return {
    audit: { factId: fact.id, from: logged(fact), to: logged({ ...fact, ...patch }), fields: Object.keys(patch) },
  }
}

export const remove: Handler<'fact.remove'> = async ({ tx, payload }) => {
  const fact = await factOf(tx, payload.factId)
  await tx.remove('facts', fact.id)
  return { audit: { factId: fact.id, from: logged(fact), to: null } }
}
