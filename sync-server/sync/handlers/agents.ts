/** Agents: who answers which channel, and how. The log keeps settings, and how long free words are, never the words. */
import { MOST_OF } from '#shared/agents.ts'
import type { ChannelKey } from '#shared/channels.ts'
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import type { Row } from '#shared/rows.ts'
import { inOutbox, queued, withdrawAll } from '../../sending/outbox.ts'
import { decode } from '../../storage/codec.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Handler } from '../command.ts'
import { changed, given, mayLoosen } from './common.ts'
import { arrange, nextOrder } from './order.ts'

type Agent = Row<'agents'>

async function agents(tx: Tx): Promise<Agent[]> {
  const rows = await tx.db.selectFrom('agents').selectAll().where('venueId', '=', tx.venueId).execute()
  return rows.map((columns) => decode('agents', columns))
}

/** @throws Refusal row_not_found */
export async function agentOf(tx: Tx, id: string): Promise<Agent> {
  const agent = await tx.find('agents', id)
  if (!agent) throw new Refusal('row_not_found')
  return agent
}

const nameOf = (name: string) => name.toLowerCase().replace(/\s+/g, ' ')

function checkName(all: readonly Agent[], name: string, id: string | null): void {
  if (all.some((one) => one.id !== id && nameOf(one.name) === nameOf(name))) throw new Refusal('name_taken')
}

/** Somebody is active, and no channel that was answered is left without anybody. */
function checkCovered(before: readonly Agent[], after: readonly Agent[]): void {
  const answered = (all: readonly Agent[]) =>
    new Set<ChannelKey>(all.flatMap((one) => (one.active ? one.channels : [])))
  const left = answered(after)
  if (!after.some((one) => one.active) || ![...answered(before)].every((one) => left.has(one)))
    throw new Refusal('last_agent')
}

const logged = ({ name, channels, replyMode, persona, classifierOn, active, ...words }: Agent) => ({
  ...{ name, channels, replyMode, persona, classifierOn, active },
  behaviourLength: words.behaviour.length,
  instructionLength: words.classifierInstruction.length,
})

export const add: Handler<'agent.add'> = async ({ tx, session, payload, commandId, epoch }) => {
  const all = await agents(tx)
  if (all.length >= MOST_OF.agents) throw new Refusal('list_full')
  checkName(all, payload.name, null)
  if (payload.replyMode === 'auto') mayLoosen(tx, epoch)
  const agentId = createdIdOf('agent', session.personId, commandId)
  const agent = { id: agentId, ...payload, order: nextOrder(all) }
  await tx.insert('agents', agent)
  return { result: { agentId }, audit: { agentId, from: null, to: logged(agent) } }
}

export const edit: Handler<'agent.edit'> = async ({ tx, payload, epoch }) => {
  const agent = await agentOf(tx, payload.agentId)
  const patch = given(payload, 'agentId')
  const next = { ...agent, ...patch }
  const all = await agents(tx)
  if (patch.name !== undefined) checkName(all, patch.name, agent.id)
  const after = all.map((one) => (one.id === agent.id ? next : one))
  if (patch.active !== undefined || patch.channels !== undefined) checkCovered(all, after)
  const answersBy = (one: Agent) => (one.active ? one.replyMode : 'off')
  if (answersBy(next) !== answersBy(agent)) {
    if (answersBy(next) === 'auto') mayLoosen(tx, epoch)
    else await withdrawAll(tx, await queuedOf(tx, agent.id, next.active), 'agent_mode')
  }
  await tx.patch('agents', agent.id, patch)
  return { audit: { agentId: agent.id, ...changed(logged(agent), logged(next)), fields: Object.keys(patch) } }
}

/** Automatic replies that its mode lets leave; those of conversations with a mode of their own stay, if it is active. */
async function queuedOf(tx: Tx, agentId: string, active: boolean) {
  const conversations = await tx.db
    .selectFrom('conversations')
    .innerJoin('messages', 'messages.conversationId', 'conversations.id')
    .select(['conversations.id', 'conversations.replyMode'])
    .where('conversations.agentId', '=', agentId)
    .where(inOutbox)
    .where('messages.state', '=', 'queued')
    .execute()
  const ids = conversations.filter((c) => c.replyMode === null || !active).map((c) => c.id)
  return ids.length === 0 ? [] : queued(tx, { auto: true, conversationIds: ids })
}

export const remove: Handler<'agent.remove'> = async ({ tx, payload }) => {
  const agent = await agentOf(tx, payload.agentId)
  const all = await agents(tx)
  checkCovered(
    all,
    all.filter((one) => one.id !== agent.id),
  )
  const { n } = await tx.db
    .selectFrom('conversations')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('venueId', '=', tx.venueId)
    .where('agentId', '=', agent.id)
    .executeTakeFirstOrThrow()
  if (Number(n) > 0) {
    const detail = `It still has ${n} conversation${Number(n) === 1 ? '' : 's'}. Give those to another agent first.`
    throw new Refusal('agent_has_conversations', detail, { conversations: Number(n) })
  }
  for (const table of ['guidance', 'playbooks'] as const) {
    const rows = await tx.db.selectFrom(table).select('id').where('agentId', '=', agent.id).execute()
    for (const { id } of rows) await tx.remove(table, id)
  }
  await tx.remove('agents', agent.id)
  return { audit: { agentId: agent.id, from: logged(agent), to: null } }
}

export const order: Handler<'agent.order'> = async ({ tx, payload }) => {
  await arrange(tx, 'agents', await agents(tx), payload.agentIds)
  return { audit: { agentIds: payload.agentIds } }
}
