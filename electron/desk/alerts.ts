/** Which changes of a conversation deserve a notification. Pure. */
import { intentOf } from '#shared/intents.ts'
import type { WindowApi } from '#shared/rpc.ts'
import type { InboxChange } from './inbox.ts'

type Alert = Parameters<WindowApi['alert']>[0]

export function alertsOf({ before, after }: InboxChange): Alert[] {
  // What is merged into another one is told of there.
  if (after === null || after.conversation.mergedInto !== null) return []
  const conversationId = after.conversation.id
  const who = after.conversation.customerName ?? after.conversation.customerNumber
  const alerts: Alert[] = []
  const { draft, trouble } = after
  if (draft?.kind === 'escalation' && before?.draft?.id !== draft.id) {
    alerts.push({ kind: 'escalation', conversationId, text: `${intentOf(draft.intent).label}: ${who}` })
  }
  if (after.conversation.handoff !== null && before?.handedOff !== true) {
    alerts.push({ kind: 'handoff', conversationId, text: `Handed off: ${who}` })
  }
  if (trouble !== null && before?.trouble?.id !== trouble.id) {
    const what = trouble.state === 'failed' ? 'A text did not get through' : 'Nobody knows whether a text arrived'
    alerts.push({ kind: 'trouble', conversationId, text: `${what}: ${who}` })
  }
  return alerts
}
