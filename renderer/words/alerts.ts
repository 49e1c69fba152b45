/** What each kind of notification tells of. */
import type { AlertKind } from '#shared/alerts.ts'

export const ALERT_WORDS: Record<AlertKind, readonly [title: string, text: string]> = {
  escalation: ['A person is needed', 'A complaint, a risk, or somebody who may want no more texts.'],
  handoff: ['Handed off', 'The agent or a colleague has given a customer to a person.'],
  trouble: ['A text that failed', 'It did not get through, nobody knows, or what you sent was refused.'],
  assigned: ['Assigned to you', 'A colleague has given you a conversation.'],
  new_text: ['A new text for you', 'One that the AI does not answer: switched off, personal, or with a person.'],
  draft: ['A draft is ready', 'The AI has written a reply, and somebody has to look at it.'],
  snooze: ['A snooze is over', 'A conversation that was put aside is back.'],
  cap: ['A cap is reached', 'Auto-send has paused for the hour or the day.'],
  killed: ['Auto-send stopped', 'Somebody has pulled the kill switch.'],
}
