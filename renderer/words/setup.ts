/** The set-up in words. */
import type { Strength } from '#shared/password.ts'
import type { MessageRow, SetupStep } from '#shared/rows.ts'

interface Words {
  readonly title: string
  /** What the step is for, in a sentence or two. */
  readonly text: string
  /** What is missing without it, for the list in the inbox. */
  readonly missing: string
}

export const STEP_WORDS: Readonly<Record<SetupStep, Words>> = {
  number: {
    title: 'Number and provider',
    text: 'Texts come and go by a number of yours at the SMS provider.',
    missing: 'Without a number no text comes in and none leaves.',
  },
  services: {
    title: 'Services and prices',
    text: 'The only prices that a reply may quote. Type them, paste them a line each, or import a list.',
    missing: 'Without services no reply can name a price.',
  },
  hours: {
    title: 'Opening hours',
    text: 'Replies quote these times, and bookings keep to them.',
    missing: 'Without hours no reply can say when you are open.',
  },
  voice: {
    title: 'Voice',
    text: 'How replies sound, and words that they never use.',
    missing: 'Replies sound like a friendly host until you choose.',
  },
  disclosure: {
    title: 'Disclosure',
    text: 'Whether each reply of the AI says that an assistant wrote it. The choice is yours, and in some countries the law has made it: within the EU people must be told.',
    missing: 'Until you choose, replies do not say who wrote them.',
  },
  team: {
    title: 'Team',
    text: 'Everybody signs in with an account of their own, so that the log says who did what.',
    missing: 'You are alone at the desk.',
  },
  test: {
    title: 'Test text',
    text: 'A text to a phone in your hand shows that all of it works.',
    missing: 'No text has been tried out yet.',
  },
}

export const STRENGTH: Readonly<
  Record<Strength, { readonly bars: number; readonly look: string; readonly text: string }>
> = {
  weak: { bars: 1, look: 'bg-stop', text: 'Weak: easy to guess' },
  fair: { bars: 2, look: 'bg-wait', text: 'Fair: longer is better' },
  strong: { bars: 3, look: 'bg-accent', text: 'Strong' },
}

const SENT: Readonly<Record<string, string>> = {
  queued: 'Leaving …',
  claimed: 'Leaving …',
  accepted: 'Sent. Waiting to hear that it has arrived …',
  delivered: 'Delivered. Texts from your venue arrive.',
  unknown: 'Nobody can tell yet whether it has left.',
  withdrawn: 'It was taken back.',
}

/** What has become of the test text so far. */
export function sentText(message: Pick<MessageRow, 'state' | 'reason'> | null): string {
  if (message === null) return 'Leaving …'
  if (message.state === 'failed') return `Not delivered: the provider says ${message.reason ?? 'no'}.`
  return SENT[message.state] ?? message.state
}
