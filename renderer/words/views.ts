/** The views in words. */
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

/** What an empty view means. */
export const VIEW_EMPTY: Record<View, readonly [title: string, text: string]> = {
  needs_you: ['All clear', 'Nobody is waiting for an answer.'],
  sending_soon: ['Nothing is about to leave', 'Texts show here while they can still be taken back.'],
  handed_off: ['Nothing is handed off', 'Conversations that a person has taken over show here.'],
  ai_handled: ['Nothing here yet', 'Conversations that the AI answered by itself show here.'],
  snoozed: ['Nothing is snoozed', 'Snoozed conversations come back by themselves.'],
  done: ['Nothing is done yet', 'Closed conversations show here.'],
  everything: ['No conversations yet', 'They show here as soon as a customer texts.'],
}
