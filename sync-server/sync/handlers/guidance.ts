/** Guidance cards and playbooks of an agent. The log keeps how long their words are, never the words. */
import { MOST_OF } from '#shared/agents.ts'
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import type { GuidanceRow, PlaybookRow, Row } from '#shared/rows.ts'
import { decode } from '../../storage/codec.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Handler } from '../command.ts'
import { agentOf } from './agents.ts'
import { given } from './common.ts'
import { arrange, nextOrder } from './order.ts'

type Kind = 'guidance' | 'playbooks'

async function rowsOf<T extends Kind>(tx: Tx, table: T, agentId: string): Promise<Row<T>[]> {
  const rows = await tx.db
    .selectFrom(table as Kind)
    .selectAll()
    .where('venueId', '=', tx.venueId)
    .where('agentId', '=', agentId)
    .execute()
  return rows.map((columns) => decode(table, columns))
}

async function rowOf<T extends Kind>(tx: Tx, table: T, id: string): Promise<Row<T>> {
  const row = await tx.find(table, id)
  if (!row) throw new Refusal('row_not_found')
  return row
}

/** The agent's rows, with room for one more. */
async function room<T extends Kind>(tx: Tx, table: T, agentId: string): Promise<Row<T>[]> {
  const { id } = await agentOf(tx, agentId)
  const all = await rowsOf(tx, table, id)
  if (all.length >= MOST_OF[table])
    throw new Refusal('list_full', `An agent may have ${MOST_OF[table]} of them at most.`)
  return all
}

const EFFECTS = { reply: ['say', 'rule'], classifier: ['always_reply', 'stay_quiet'] } as const

function checkEffect({ surface, effect }: Pick<GuidanceRow, 'surface' | 'effect'>): void {
  if (!(EFFECTS[surface] as readonly string[]).includes(effect)) throw new Refusal('effect_not_allowed')
}

const loggedCard = ({ agentId, surface, intents, effect, on, condition, text }: GuidanceRow) => ({
  ...{ agentId, surface, intents, effect, on },
  conditionLength: condition.length,
  textLength: text.length,
})

export const addCard: Handler<'guidance.add'> = async ({ tx, session, payload, commandId }) => {
  checkEffect(payload)
  const all = await room(tx, 'guidance', payload.agentId)
  const guidanceId = createdIdOf('guidance', session.personId, commandId)
  const card = { id: guidanceId, ...payload, order: nextOrder(all) }
  await tx.insert('guidance', card)
  return { result: { guidanceId }, audit: { guidanceId, from: null, to: loggedCard(card) } }
}

export const editCard: Handler<'guidance.edit'> = async ({ tx, payload }) => {
  const card = await rowOf(tx, 'guidance', payload.guidanceId)
  const patch = given(payload, 'guidanceId')
  const next = { ...card, ...patch }
  checkEffect(next)
  await tx.patch('guidance', card.id, patch)
  const fields = Object.keys(patch)
  return { audit: { guidanceId: card.id, from: loggedCard(card), to: loggedCard(next), fields } }
}

export const removeCard: Handler<'guidance.remove'> = async ({ tx, payload }) => {
  const card = await rowOf(tx, 'guidance', payload.guidanceId)
  await tx.remove('guidance', card.id)
  return { audit: { guidanceId: card.id, from: loggedCard(card), to: null } }
}

export const orderCards: Handler<'guidance.order'> = async ({ tx, payload: { agentId, guidanceIds } }) => {
  await arrange(tx, 'guidance', await rowsOf(tx, 'guidance', agentId), guidanceIds)
  return { audit: { agentId, guidanceIds } }
}

const loggedPlaybook = ({ agentId, name, intents, collect, route, on, ...words }: PlaybookRow) => ({
  ...{ agentId, name, intents, on, routes: route.kinds, asksRoute: route.ask },
  collect: collect.map((field) => field.label),
  goalLength: words.goal.length,
  conditionLength: words.condition.length,
  textLength: words.text.length,
})

export const addPlaybook: Handler<'playbook.add'> = async ({ tx, session, payload, commandId }) => {
  const all = await room(tx, 'playbooks', payload.agentId)
  const playbookId = createdIdOf('playbook', session.personId, commandId)
  const playbook = { id: playbookId, ...payload, order: nextOrder(all) }
  await tx.insert('playbooks', playbook)
  return { result: { playbookId }, audit: { playbookId, from: null, to: loggedPlaybook(playbook) } }
}

export const editPlaybook: Handler<'playbook.edit'> = async ({ tx, payload }) => {
  const playbook = await rowOf(tx, 'playbooks', payload.playbookId)
  const patch = given(payload, 'playbookId')
  const next = { ...playbook, ...patch }
  if (next.intents.length === 0 && next.condition === '')
    throw new Refusal('invalid_payload', 'It needs an intent or a condition to begin with.')
  await tx.patch('playbooks', playbook.id, patch)
  const fields = Object.keys(patch)
  return { audit: { playbookId: playbook.id, from: loggedPlaybook(playbook), to: loggedPlaybook(next), fields } }
}

export const removePlaybook: Handler<'playbook.remove'> = async ({ tx, payload }) => {
  const playbook = await rowOf(tx, 'playbooks', payload.playbookId)
  await tx.remove('playbooks', playbook.id)
  return { audit: { playbookId: playbook.id, from: loggedPlaybook(playbook), to: null } }
}

export const orderPlaybooks: Handler<'playbook.order'> = async ({ tx, payload: { agentId, playbookIds } }) => {
  await arrange(tx, 'playbooks', await rowsOf(tx, 'playbooks', agentId), playbookIds)
  return { audit: { agentId, playbookIds } }
}
