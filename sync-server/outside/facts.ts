/** What replies are made of: brand voice, Business Memory, services and prices. */
import { expect } from 'vitest'
import { about, idOf, type Pages, s, seen, unseen } from './seen.ts'

const SATURDAY = 'What time are you open on Saturday?'

export const facts: Pages = {
  'Brand voice': [
    {
      of: 'voice.set persona',
      see: about('How much is a trim?'),
      before: expect.not.stringMatching(/^Hello, (thank you|many thanks)/),
      change: () => s.done('voice.set', { persona: 'CONCIERGE' }),
      after: expect.stringMatching(/^Hello, (thank you|many thanks)/),
      back: () => s.done('voice.set', { persona: 'HOST' }),
    },
    {
      of: 'voice.set avoid',
      see: about(SATURDAY),
      before: seen('Saturday'),
      change: () => s.done('voice.set', { avoid: ['Saturday'] }),
      after: unseen('Saturday'),
      back: () => s.done('voice.set', { avoid: [] }),
    },
    {
      of: 'voice.set disclosure',
      see: about(SATURDAY),
      before: expect.stringMatching(/assistant\)$/),
      change: () => s.done('voice.set', { disclosure: { on: true, text: 'Sent by our robot' } }),
      after: expect.stringMatching(/Sent by our robot$/),
    },
  ],
  'Business Memory': [
    {
      of: 'fact.add',
      see: about('Is there a bus stop nearby?'),
      before: unseen('number 12'),
      change: () =>
        s.done('fact.add', { topic: 'Bus stop', keywords: ['bus stop', 'bus'], text: 'The number 12 stops outside.' }),
      after: seen('number 12'),
    },
    {
      of: 'fact.edit',
      see: about('Is there a bus stop nearby?'),
      before: seen('number 12'),
      change: async () =>
        s.done('fact.edit', { factId: await idOf('facts', 'Bus stop'), text: 'The number 14 stops outside.' }),
      after: seen('number 14'),
    },
    {
      of: 'fact.remove',
      see: about('Is there a bus stop nearby?'),
      before: seen('number 14'),
      change: async () => s.done('fact.remove', { factId: await idOf('facts', 'Bus stop') }),
      after: unseen('number 14'),
    },
  ],
  'Services and prices': [
    {
      of: 'service.add',
      see: about('How much is a lash lift?'),
      before: unseen('£'),
      change: () => s.done('service.add', { name: 'Lash lift', price: 4_550, minutes: 45 }),
      after: seen('£45.50'),
    },
    {
      of: 'service.edit',
      see: about('How much is a lash lift?'),
      before: seen('£45.50'),
      change: async () => s.done('service.edit', { serviceId: await idOf('services', 'Lash lift'), price: 4_800 }),
      after: seen('£48'),
    },
    {
      of: 'service.remove',
      see: about('How much is a lash lift?'),
      before: seen('£48'),
      change: async () => s.done('service.remove', { serviceId: await idOf('services', 'Lash lift') }),
      after: unseen('£48'),
    },
    {
      of: 'service.import',
      see: about('How much is a hot towel shave?'),
      before: unseen('£'),
      change: () => s.done('service.import', { csv: 'name,price,minutes\nHot towel shave,from £25,30' }),
      after: seen('from £25'),
    },
  ],
}
