/** Snippets and macros: everybody's, which owners keep, and each person's own. The log keeps lengths, never words. */
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import { type MacroStep, ME } from '#shared/macro-steps.ts'
import type { Row } from '#shared/rows.ts'
import { MOST } from '#shared/settings.ts'
import type { Session } from '../../deps.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Handler } from '../command.ts'
import { given } from './common.ts'

type Canned = 'snippets' | 'macros'

/** @throws Refusal row_not_found for a colleague's own, not_yours for everybody's */
async function own<T extends Canned>(tx: Tx, session: Session, table: T, id: string): Promise<Row<T>> {
  const row = await tx.find(table, id)
  if (!row || (row.personId !== null && row.personId !== session.personId)) throw new Refusal('row_not_found')
  if (row.personId === null && session.role !== 'owner') throw new Refusal('not_yours')
  return row
}

/** @returns whose the new one is. @throws Refusal not_yours, list_full */
async function place(tx: Tx, session: Session, table: Canned, shared: boolean): Promise<string | null> {
  if (shared && session.role !== 'owner') throw new Refusal('not_yours')
  const personId = shared ? null : session.personId
  const { n } = await tx.db
    .selectFrom(table)
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('venueId', '=', tx.venueId)
    .where('personId', personId === null ? 'is' : '=', personId)
    .executeTakeFirstOrThrow()
  if (Number(n) >= MOST[table])
    throw new Refusal('list_full', `There may be ${MOST[table]} of them at most. Remove some first.`)
  return personId
}

const logged = ({ personId, name, text, ...rest }: Partial<Row<'macros'>>) => ({
  shared: personId === null,
  nameLength: name?.length,
  textLength: text?.length,
  ...(rest.steps !== undefined && { steps: rest.steps.map((step) => step.do) }),
})

export const addSnippet: Handler<'snippet.add'> = async ({ tx, session, payload, commandId }) => {
  const { shared, ...fields } = payload
  const personId = await place(tx, session, 'snippets', shared)
  const snippetId = createdIdOf('snippet', session.personId, commandId)
  await tx.insert('snippets', { id: snippetId, personId, ...fields })
  return { result: { snippetId }, audit: { snippetId, from: null, to: logged({ personId, ...fields }) } }
}

export const editSnippet: Handler<'snippet.edit'> = async ({ tx, session, payload }) => {
  const row = await own(tx, session, 'snippets', payload.snippetId)
  const patch = given(payload, 'snippetId')
  await tx.patch('snippets', row.id, patch)
  return { audit: { snippetId: row.id, from: logged(row), to: logged({ ...row, ...patch }) } }
}

export const removeSnippet: Handler<'snippet.remove'> = async ({ tx, session, payload }) => {
  const row = await own(tx, session, 'snippets', payload.snippetId)
  await tx.remove('snippets', row.id)
  return { audit: { snippetId: row.id, from: logged(row), to: null } }
}

/** One key is one macro among all that a person could see. @throws Refusal key_taken */
async function freeKey(tx: Tx, personId: string | null, key: string | null | undefined, but?: string): Promise<void> {
  if (key == null) return
  const holders = await tx.db
    .selectFrom('macros')
    .select(['id', 'personId'])
    .where('venueId', '=', tx.venueId)
    .where('key', '=', key)
    .execute()
  const meets = holders.some(
    (other) => other.id !== but && (other.personId === null || personId === null || other.personId === personId),
  )
  if (meets) throw new Refusal('key_taken')
}

/** @throws Refusal row_not_found where a step gives it to somebody who is not there */
async function whoIsNamed(tx: Tx, steps: readonly MacroStep[] = []): Promise<void> {
  for (const step of steps) {
    if (step.do !== 'assign' || step.to === null || step.to === ME) continue
    if (!(await tx.find('people', step.to))) throw new Refusal('row_not_found')
  }
}

export const addMacro: Handler<'macro.add'> = async ({ tx, session, payload, commandId }) => {
  const { shared, ...fields } = payload
  const personId = await place(tx, session, 'macros', shared)
  await freeKey(tx, personId, fields.key)
  await whoIsNamed(tx, fields.steps)
  const macroId = createdIdOf('macro', session.personId, commandId)
  await tx.insert('macros', { id: macroId, personId, ...fields })
  return { result: { macroId }, audit: { macroId, from: null, to: logged({ personId, ...fields }) } }
}

export const editMacro: Handler<'macro.edit'> = async ({ tx, session, payload }) => {
  const row = await own(tx, session, 'macros', payload.macroId)
  const patch = given(payload, 'macroId')
  await freeKey(tx, row.personId, patch.key, row.id)
  await whoIsNamed(tx, patch.steps)
  const next = { ...row, ...patch }
  if (next.text === '' && next.steps.length === 0) throw new Refusal('invalid_payload', 'It would do nothing.')
  await tx.patch('macros', row.id, patch)
  return { audit: { macroId: row.id, from: logged(row), to: logged(next) } }
}

export const removeMacro: Handler<'macro.remove'> = async ({ tx, session, payload }) => {
  const row = await own(tx, session, 'macros', payload.macroId)
  await tx.remove('macros', row.id)
  return { audit: { macroId: row.id, from: logged(row), to: null } }
}
