/** Guidance cards. */
import { expect } from 'vitest'
import { about, outcome, type Pages, pagesOf, s, seen, unseen, WREN } from './seen.ts'

const card = async (text: string) => (await pagesOf('guidance')).find((one) => one.text === text)!.id

export const guidance: Pages = {
  Guidance: [
    {
      of: 'guidance.add',
      see: about('How much is a trim?'),
      before: unseen('Ask at the desk.'),
      change: () =>
        s.done('guidance.add', { agentId: WREN, surface: 'reply', effect: 'say', text: 'Ask at the desk.' }),
      after: seen('Ask at the desk.'),
    },
    {
      of: 'guidance.edit text',
      see: about('How much is a trim?'),
      before: unseen('Ask for Kim.'),
      change: async () => s.done('guidance.edit', { guidanceId: await card('Ask at the desk.'), text: 'Ask for Kim.' }),
      after: seen('Ask for Kim.'),
    },
    {
      of: 'guidance.edit intents',
      see: about('How much is a trim?'),
      before: seen('Ask for Kim.'),
      change: async () => s.done('guidance.edit', { guidanceId: await card('Ask for Kim.'), intents: ['hours'] }),
      after: unseen('Ask for Kim.'),
      back: async () => s.done('guidance.edit', { guidanceId: await card('Ask for Kim.'), intents: [] }),
    },
    {
      of: 'guidance.edit condition',
      see: about('How much is a trim?'),
      before: seen('Ask for Kim.'),
      change: async () => s.done('guidance.edit', { guidanceId: await card('Ask for Kim.'), condition: 'a wedding' }),
      after: unseen('Ask for Kim.'),
      back: async () => s.done('guidance.edit', { guidanceId: await card('Ask for Kim.'), condition: '' }),
    },
    {
      of: 'guidance.edit on',
      see: about('How much is a trim?'),
      before: seen('Ask for Kim.'),
      change: async () => s.done('guidance.edit', { guidanceId: await card('Ask for Kim.'), on: false }),
      after: unseen('Ask for Kim.'),
      back: async () => {
        await s.done('guidance.edit', { guidanceId: await card('Ask for Kim.'), on: true })
        await s.done('guidance.add', { agentId: WREN, surface: 'reply', effect: 'say', text: 'We are upstairs.' })
      },
    },
    {
      of: 'guidance.order',
      see: about('How much is a trim?'),
      before: expect.stringMatching(/Kim.*upstairs/),
      change: async () => s.done('guidance.order', { agentId: WREN, guidanceIds: [await card('We are upstairs.')] }),
      after: expect.stringMatching(/upstairs.*Kim/),
    },
    {
      of: 'guidance.remove',
      see: about('How much is a trim?'),
      before: seen('upstairs'),
      change: async () => s.done('guidance.remove', { guidanceId: await card('We are upstairs.') }),
      after: unseen('upstairs'),
      back: async () => {
        await s.done('guidance.remove', { guidanceId: await card('Ask for Kim.') })
        const always = { surface: 'classifier', effect: 'always_reply', text: 'Info', condition: 'info' } as const
        await s.done('guidance.add', { agentId: WREN, ...always })
      },
    },
    {
      of: 'guidance.edit effect',
      see: () => outcome('thanks for the info'),
      before: 'drafted',
      change: async () => s.done('guidance.edit', { guidanceId: await card('Info'), effect: 'stay_quiet' }),
      after: 'quiet',
      back: async () => s.done('guidance.remove', { guidanceId: await card('Info') }),
    },
  ],
}
