/** The views in words. */
import type { ActionName } from '#shared/keys.ts'
import type { View } from '#shared/views.ts'

export const VIEW_LABEL: Record<View, string> = {
  needs_you: 'Needs you',
  sending_soon: 'Sending soon',
  handed_off: 'Handed off',
  ai_handled: 'AI handled',
  snoozed: 'Snoozed',
  done: 'Done',
  everything: 'Everything',
}

interface EmptyWords {
  readonly title: string
  /** What comes in here, and by what. */
  readonly text: string
  /** What puts a conversation there; its key is shown. */
  readonly by?: readonly [action: ActionName, label: string]
}

/** What an empty view means, and what would fill it. */
export const VIEW_EMPTY: Readonly<Record<View, EmptyWords>> = {
  needs_you: { title: 'All clear', text: 'Nobody is waiting for an answer.' },
  sending_soon: {
    title: 'Nothing is about to leave',
    text: 'Automatic replies wait here for some seconds, so that you can still cancel them. There are none until an owner sets a kind of question to auto.',
  },
  handed_off: {
    title: 'Nothing is handed off',
    text: 'Here is whoever asked for a person, or was given to one. The AI keeps out until somebody resumes.',
    by: ['hand_off', 'Hand a conversation off'],
  },
  ai_handled: {
    title: 'Nothing here yet',
    text: 'Conversations that the AI answered by itself show here, so that you can look them over.',
  },
  snoozed: {
    title: 'Nothing is snoozed',
    text: 'A conversation that can wait goes out of sight, and comes back at its time or when they write.',
    by: ['snooze', 'Snooze a conversation'],
  },
  done: {
    title: 'Nothing is done yet',
    text: 'Closed conversations rest here, and open again by themselves when the customer writes.',
    by: ['done', 'Close a conversation'],
  },
  everything: { title: 'No conversations yet', text: 'They show here as soon as a customer texts.' },
}
