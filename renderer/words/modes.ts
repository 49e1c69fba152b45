/** What happens to texts of an intent, in a word. */
import type { IntentMode } from '#shared/intents.ts'

export const MODE_LABEL: Record<IntentMode, string> = {
  off: 'Off',
  draft: 'Draft',
  auto: 'Auto',
  escalate: 'To a person',
  escalate_ack: 'Acknowledge',
}
