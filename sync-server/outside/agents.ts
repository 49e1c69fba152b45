/** Agents. */
import { expect } from 'vitest'
import { about, outcome, type Pages, reasons, s, seen, trim, unseen, WREN } from './seen.ts'

/** An agent besides the first. */
let theirs = ''
const agent = (change: object) => () => s.done('agent.edit', { agentId: WREN, ...change })

export const agents: Pages = {
  Agents: [
    {
      of: 'agent.add',
      see: async () => (await trim()).conversation.agentId === WREN,
      before: true,
      change: async () => {
        const { agentId } = await s.done('agent.add', { name: 'Robin', channels: ['sms'], replyMode: 'auto' })
        theirs = String(agentId)
        await s.done('agent.order', { agentIds: [theirs] })
      },
      after: false,
    },
    {
      of: 'agent.order',
      see: async () => (await trim()).conversation.agentId === WREN,
      before: false,
      change: () => s.done('agent.order', { agentIds: [WREN] }),
      after: true,
    },
    {
      of: 'agent.remove',
      see: async () => {
        const { id } = (await trim()).conversation
        return (await s.command('conversation.agent', { ids: [id], agentId: theirs })).code ?? 'done'
      },
      before: 'done',
      change: async () => {
        const ids = (await s.rows('conversations')).filter((c) => c.agentId === theirs).map((c) => c.id)
        await s.done('conversation.agent', { ids, agentId: WREN })
        await s.done('agent.remove', { agentId: theirs })
      },
      after: 'row_not_found',
    },
    {
      of: 'agent.edit name',
      see: async () => (await s.ask('thanks @Jay')).decision.warrant.reason,
      before: unseen('mentioned by name'),
      change: agent({ name: 'Jay' }),
      after: seen('mentioned by name'),
    },
    {
      of: 'agent.edit persona',
      see: about('How much is a trim?'),
      before: expect.not.stringMatching(/^Hello, (thank you|many thanks)/),
      change: agent({ persona: 'CONCIERGE' }),
      after: expect.stringMatching(/^Hello, (thank you|many thanks)/),
      back: agent({ persona: null }),
    },
    {
      of: 'agent.edit behaviour',
      see: about('How much is a trim?'),
      before: unseen('Wren x'),
      change: agent({ behaviour: 'Sign off with "Wren x".' }),
      after: seen('Wren x'),
      back: agent({ behaviour: '' }),
    },
    {
      of: 'agent.edit classifierInstruction',
      see: () => outcome('Any vacancies at the moment?'),
      before: 'drafted',
      change: agent({ classifierInstruction: 'Ignore job hunters, vacancies.' }),
      after: 'quiet',
      back: agent({ classifierInstruction: '' }),
    },
    {
      of: 'agent.edit classifierOn',
      see: () => outcome('thanks!'),
      before: 'quiet',
      change: agent({ classifierOn: false }),
      after: 'drafted',
      back: agent({ classifierOn: true }),
    },
    {
      of: 'agent.edit replyMode',
      see: reasons,
      before: [],
      change: agent({ replyMode: 'draft' }),
      after: ['agent_mode'],
      back: agent({ replyMode: 'auto' }),
    },
    {
      of: 'agent.edit channels',
      see: async () => (await trim()).conversation.agentId,
      before: WREN,
      change: async () => {
        await s.done('agent.edit', { agentId: 'agent_bridal', channels: ['reviews', 'email', 'web_chat', 'sms'] })
        await agent({ channels: [] })()
      },
      after: 'agent_bridal',
    },
    {
      of: 'agent.edit active',
      see: async () => (await trim()).conversation.agentId,
      before: 'agent_bridal',
      change: async () => {
        await agent({ channels: ['sms', 'reviews', 'email', 'web_chat'] })()
        await s.done('agent.edit', { agentId: 'agent_bridal', active: false })
      },
      after: WREN,
    },
  ],
}
