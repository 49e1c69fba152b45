/** Agents, guidance cards and playbooks from outside: an owner changes one, and the next text is treated otherwise. */
import { expect, test } from 'vitest'
import type { ChannelKey } from '#shared/channels.ts'
import { SECOND } from '#shared/clock.ts'
import { ingest } from '../../channels/ingest.ts'
import { readAudit } from '../../governance/audit.ts'
import { DEMO_VENUE_NUMBER } from '../../sandbox/credentials.ts'
import { type TestServer, testServer, withAutoSend } from '../../testing.ts'

const BURST = 8 * SECOND

let customers = 0
const somebody = () => `+4477009${String(20_000 + ++customers)}`

/** A text from somebody new, or of `from`, thought about. */
async function ask(s: TestServer, body: string, from = somebody(), channel: ChannelKey = 'sms') {
  const providerId = `SM${crypto.randomUUID().replaceAll('-', '')}`
  await ingest(s.deps, { channel, providerId, to: DEMO_VENUE_NUMBER, from, body, media: 0 })
  s.pass(BURST)
  await s.step()
  const conversation = (await s.rows('conversations')).find((c) => c.customerNumber === from && c.channel === channel)!
  const decision = (await s.rows('decisions')).filter((d) => d.conversationId === conversation.id).at(-1)!
  const draft = (await s.rows('drafts')).find((d) => d.id === decision.draftId)
  return { from, conversation, decision, draft, text: draft?.text ?? '' }
}

async function done(s: TestServer, ...command: Parameters<TestServer['command']>) {
  const answer = await s.command(...command)
  expect(answer).toMatchObject({ status: 'done' })
  return answer.result as Record<string, string>
}

const refused = (code: string) => ({ status: 'refused', code })
const WREN = 'agent_front_desk'
const OTHER = 'agent_bridal'

test('a new conversation goes to the first active agent that answers its channel', async () => {
  await using s = await testServer()
  expect((await ask(s, 'How much is a trim?')).conversation.agentId).toBe(WREN)
  expect((await ask(s, 'How much is a trim?', somebody(), 'email')).conversation.agentId).toBe(OTHER)
  const { agentId } = await done(s, 'agent.add', { name: 'Robin', channels: ['sms'] })
  const kept = await ask(s, 'How much is a trim?')
  expect(kept.conversation.agentId).toBe(WREN)
  await done(s, 'agent.order', { agentIds: [agentId!] })
  expect((await ask(s, 'How much is a trim?')).conversation.agentId).toBe(agentId)
  expect((await ask(s, 'And a bob?', kept.from)).conversation.agentId).toBe(WREN)
  await done(s, 'agent.edit', { agentId: agentId!, active: false })
  expect((await ask(s, 'How much is a trim?')).conversation.agentId).toBe(WREN)
  await done(s, 'agent.edit', { agentId: OTHER, channels: ['reviews', 'email', 'web_chat', 'sms'] })
  await done(s, 'agent.edit', { agentId: WREN, channels: [] })
  expect((await ask(s, 'How much is a trim?')).conversation.agentId).toBe(OTHER)
})

test('an agent that is not active answers nothing, whatever a conversation’s own mode is', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const { agentId } = await done(s, 'agent.add', { name: 'Robin', channels: ['sms'] })
  const { from, conversation } = await ask(s, 'How much is a trim?')
  await done(s, 'conversation.agent', { ids: [conversation.id], agentId: agentId! })
  await done(s, 'conversation.reply_mode', { ids: [conversation.id], mode: 'auto' })
  expect((await ask(s, 'How much is a trim?', from)).decision.outcome).toBe('auto_queued')
  await done(s, 'agent.edit', { agentId: agentId!, active: false })
  expect((await s.rows('messages')).filter((m) => m.direction === 'out').map((m) => m.reason)).toEqual([
    'agent_mode',
    'agent_mode',
  ])
  expect((await ask(s, 'How much is a bob?', from)).decision.outcome).toBe('off')
})

test('the reply mode of an agent: auto leaves by itself, draft waits, off is not read', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  expect((await ask(s, 'How much is a trim?')).decision.outcome).toBe('auto_queued')
  await done(s, 'agent.edit', { agentId: WREN, replyMode: 'draft' })
  const [held] = (await s.rows('messages')).filter((m) => m.direction === 'out')
  expect(held).toMatchObject({ state: 'withdrawn', reason: 'agent_mode' })
  const drafted = await ask(s, 'How much is a trim?')
  expect(drafted.decision).toMatchObject({ outcome: 'drafted', reasons: ['agent_mode'] })
  await done(s, 'agent.edit', { agentId: WREN, replyMode: 'off' })
  expect((await ask(s, 'How much is a trim?')).decision.outcome).toBe('off')
  await done(s, 'killswitch.engage', {})
  expect(await s.command('agent.edit', { agentId: WREN, replyMode: 'auto' })).toMatchObject(
    refused('kill_switch_engaged'),
  )
  expect(await s.command('agent.add', { name: 'X', channels: [], replyMode: 'auto' })).toMatchObject(
    refused('kill_switch_engaged'),
  )
})

test('no channel is left without an agent, no conversation either, and no name is there twice', async () => {
  await using s = await testServer()
  expect(await s.command('agent.remove', { agentId: WREN })).toMatchObject(refused('last_agent'))
  expect(await s.command('agent.edit', { agentId: WREN, active: false })).toMatchObject(refused('last_agent'))
  expect(await s.command('agent.edit', { agentId: OTHER, channels: ['email'] })).toMatchObject(refused('last_agent'))
  expect(await s.command('agent.add', { name: ' wREN', channels: [] })).toMatchObject(refused('name_taken'))
  expect(await s.command('agent.edit', { agentId: OTHER, name: 'Wren' })).toMatchObject(refused('name_taken'))
  expect(await s.command('agent.edit', { agentId: 'nobody', name: 'X' })).toMatchObject(refused('row_not_found'))
  const { agentId } = await done(s, 'agent.add', { name: 'Robin', channels: ['sms'] })
  const { conversation } = await ask(s, 'How much is a trim?')
  await done(s, 'conversation.agent', { ids: [conversation.id], agentId: agentId! })
  expect(await s.command('agent.remove', { agentId: agentId! })).toMatchObject({
    ...refused('agent_has_conversations'),
    result: { conversations: 1 },
  })
  await done(s, 'conversation.agent', { ids: [conversation.id], agentId: WREN })
  await done(s, 'guidance.add', { agentId: agentId!, surface: 'reply', effect: 'rule', text: 'Be brief.' })
  await done(s, 'agent.remove', { agentId: agentId! })
  expect((await s.rows('guidance')).filter((card) => card.agentId === agentId)).toEqual([])
})

test('cards and playbooks: bounds, order, and what does not fit together is refused', async () => {
  await using s = await testServer()
  const card = { agentId: WREN, surface: 'reply', effect: 'say', text: 'Ask at the desk.' } as const
  const first = (await done(s, 'guidance.add', card)).guidanceId!
  const second = (await done(s, 'guidance.add', { ...card, text: 'Two' })).guidanceId!
  const order = async () =>
    (await s.rows('guidance'))
      .filter((c) => c.id === first || c.id === second)
      .toSorted((a, b) => a.order - b.order)
      .map((c) => c.id)
  expect(await order()).toEqual([first, second])
  await done(s, 'guidance.order', { agentId: WREN, guidanceIds: [second] })
  expect(await order()).toEqual([second, first])
  expect(await s.command('guidance.order', { agentId: OTHER, guidanceIds: [second] })).toMatchObject(
    refused('row_not_found'),
  )
  expect(await s.command('guidance.add', { ...card, surface: 'classifier' })).toMatchObject(
    refused('effect_not_allowed'),
  )
  expect(await s.command('guidance.edit', { guidanceId: first, effect: 'stay_quiet' })).toMatchObject(
    refused('effect_not_allowed'),
  )
  expect(await s.command('guidance.add', { ...card, text: ' ' })).toMatchObject(refused('invalid_payload'))
  expect(await s.command('guidance.add', { ...card, agentId: 'nobody' })).toMatchObject(refused('row_not_found'))
  const playbook = {
    agentId: WREN,
    name: 'Bridal party',
    condition: 'a wedding',
    collect: [{ key: 'name', label: 'Name', question: 'What is your name?', kind: 'name' as const }],
    route: { kinds: ['call'], ask: false, question: '' },
  }
  const { playbookId } = await done(s, 'playbook.add', playbook)
  for (const wrong of [
    { condition: '' },
    { collect: [] },
    { collect: [{ ...playbook.collect[0]!, kind: 'choice' as const, options: ['one'] }] },
    { collect: [{ ...playbook.collect[0]!, key: 'route' }] },
    { route: { kinds: ['call'], ask: true, question: 'Which?' } },
    { route: { kinds: ['call', 'meeting'], ask: true, question: '' } },
  ])
    expect(await s.command('playbook.add', { ...playbook, ...wrong })).toMatchObject(refused('invalid_payload'))
  expect(await s.command('playbook.edit', { playbookId: playbookId!, condition: '' })).toMatchObject(
    refused('invalid_payload'),
  )
  await done(s, 'playbook.edit', { playbookId: playbookId!, condition: '', intents: ['quote_request'] })
  await done(s, 'playbook.remove', { playbookId: playbookId! })
  expect((await s.rows('playbooks')).some((p) => p.id === playbookId)).toBe(false)
})

test('they are the owner’s, guarded by what was seen, and logged without their words', async () => {
  await using s = await testServer()
  for (const [type, payload] of [
    ['agent.edit', { agentId: WREN, name: 'X' }],
    ['guidance.add', { agentId: WREN, surface: 'reply', effect: 'rule', text: 'X' }],
    ['playbook.remove', { playbookId: 'x' }],
  ] as const)
    expect(await s.command(type, payload as never, { as: s.staff })).toMatchObject(refused('forbidden'))
  const { seq } = (await s.rows('agents')).find((a) => a.id === WREN)!
  await done(s, 'agent.edit', { agentId: WREN, behaviour: 'Never mention Mrs Ainsworth.' })
  const stale = await s.command('agent.edit', { agentId: WREN, behaviour: 'Mine' }, { basis: seq })
  expect(stale).toMatchObject({ status: 'conflict' })
  await done(s, 'agent.edit', { agentId: WREN, name: 'Robin' }, { basis: seq })
  await done(s, 'guidance.add', { agentId: WREN, surface: 'reply', effect: 'rule', text: 'Ask for Mrs Ainsworth.' })
  const log = await s.deps.storage.read((db) => readAudit(db, s.venueId, {}, 100))
  expect(log.map((entry) => entry.action)).toEqual(['agent.edit', 'agent.edit', 'guidance.add'])
  expect(log[1]!.detail).toMatchObject({ from: { name: 'Wren' }, to: { name: 'Robin' } })
  expect(JSON.stringify(log)).not.toContain('Ainsworth')
})
