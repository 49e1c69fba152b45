/** Alerts of the desk as the system's own notifications; a click opens the conversation. */
import { Notification } from 'electron'
import type { Alert } from './desk-link.ts'

const TITLES: Readonly<Record<Alert['kind'], string>> = {
  escalation: 'Needs a person',
  handoff: 'Handed off',
  trouble: 'A text did not get through',
  killed: 'Auto-send stopped',
}

/** Shown ones are held until they are gone: a collected notification hears no click. */
const shown = new Set<Notification>()

export function notify(title: string, body: string, clicked: () => void): void {
  if (!Notification.isSupported()) return
  const notification = new Notification({ title, body })
  shown.add(notification)
  const gone = () => shown.delete(notification)
  notification.on('click', clicked)
  notification.on('close', gone)
  notification.on('failed', gone)
  notification.show()
}

export function notifyOf(alert: Alert, open: (conversationId: string | null) => void): void {
  notify(TITLES[alert.kind], alert.text, () => open(alert.conversationId))
}
