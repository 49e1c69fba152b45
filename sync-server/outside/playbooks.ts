/** Playbooks. */
import { about, outOf, type Pages, pagesOf, s, seen, TOLD_OF, unseen, WREN } from './seen.ts'

const BRIDAL = {
  agentId: WREN,
  condition: 'a wedding',
  collect: [{ key: 'date', label: 'Date', question: 'What date is the wedding?', kind: 'date' as const }],
  route: { kinds: ['Call'], ask: false, question: '' },
}
const WEDDING = 'Hi, could you quote for a wedding?'
const playbook = async (name: string) => (await pagesOf('playbooks')).find((one) => one.name === name)!.id

export const playbooks: Pages = {
  Playbooks: [
    {
      of: 'playbook.add',
      see: about(WEDDING),
      before: unseen('What date'),
      change: () => s.done('playbook.add', { ...BRIDAL, name: 'Bridal' }),
      after: seen('What date is the wedding?'),
    },
    {
      of: 'playbook.edit collect',
      see: about(WEDDING),
      before: seen('What date'),
      change: async () => {
        const collect = [
          { key: 'size', label: 'Size', question: 'How many of you are there?', kind: 'number' as const },
        ]
        await s.done('playbook.edit', { playbookId: await playbook('Bridal'), collect })
      },
      after: seen('How many of you are there?'),
      back: () => s.done('playbook.add', { ...BRIDAL, name: 'Second' }),
    },
    {
      of: 'playbook.order',
      see: about(WEDDING),
      before: seen('How many'),
      change: async () => s.done('playbook.order', { agentId: WREN, playbookIds: [await playbook('Second')] }),
      after: seen('What date'),
    },
    {
      of: 'playbook.edit condition',
      see: about(WEDDING),
      before: seen('What date'),
      change: async () => s.done('playbook.edit', { playbookId: await playbook('Second'), condition: 'a funeral' }),
      after: seen('How many'),
      back: async () => s.done('playbook.edit', { playbookId: await playbook('Second'), condition: 'a wedding' }),
    },
    {
      of: 'playbook.edit intents',
      see: about(WEDDING),
      before: seen('What date'),
      change: async () => s.done('playbook.edit', { playbookId: await playbook('Second'), intents: ['hours'] }),
      after: seen('How many'),
    },
    {
      of: 'playbook.edit on',
      see: about(WEDDING),
      before: seen('How many'),
      change: async () => s.done('playbook.edit', { playbookId: await playbook('Bridal'), on: false }),
      after: unseen('How many'),
      back: async () => s.done('playbook.edit', { playbookId: await playbook('Bridal'), on: true }),
    },
    {
      of: 'playbook.edit text',
      see: async () => (await outOf(await s.ask(`${WEDDING} There are 5 of us`))).map((m) => m.body),
      before: [seen(TOLD_OF)],
      change: async () => s.done('playbook.edit', { playbookId: await playbook('Bridal'), text: 'How lovely.' }),
      after: [seen('How lovely.')],
    },
    {
      of: 'playbook.edit route',
      see: async () => (await s.ask(`${WEDDING} There are 5 of us`)).conversation.handoff?.route,
      before: 'Call',
      change: async () => {
        const route = { kinds: ['Meeting'], ask: false, question: '' }
        await s.done('playbook.edit', { playbookId: await playbook('Bridal'), route })
      },
      after: 'Meeting',
    },
    {
      of: 'playbook.edit goal',
      see: async () => (await pagesOf('playbooks')).find((one) => one.name === 'Bridal')?.goal,
      before: '',
      change: async () => s.done('playbook.edit', { playbookId: await playbook('Bridal'), goal: 'A day fixed' }),
      after: 'A day fixed',
    },
    {
      of: 'playbook.edit name',
      see: async () => (await pagesOf('playbooks')).map((one) => one.name).sort(),
      before: ['Bridal', 'Second'],
      change: async () => s.done('playbook.edit', { playbookId: await playbook('Second'), name: 'Weddings' }),
      after: ['Bridal', 'Weddings'],
    },
    {
      of: 'playbook.remove',
      see: about(WEDDING),
      before: seen('How many'),
      change: async () => s.done('playbook.remove', { playbookId: await playbook('Bridal') }),
      after: unseen('How many'),
    },
  ],
}
