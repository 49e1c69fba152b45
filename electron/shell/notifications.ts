/** Alerts of the desk as the system's own notifications: a click opens the conversation; where the system can, one acts there. */
import { Notification, type NotificationConstructorOptions } from 'electron'
import type { Alert } from '#shared/alerts.ts'

/** Shown ones are held until they are gone: a collected notification hears no click. */
const shown = new Set<Notification>()

function show(options: NotificationConstructorOptions, heard: (notification: Notification) => void): void {
  if (!Notification.isSupported()) return
  const notification = new Notification(options)
  shown.add(notification)
  const gone = () => shown.delete(notification)
  heard(notification)
  notification.on('close', gone)
  notification.on('failed', gone)
  notification.show()
}

export function notify(title: string, body: string, clicked: () => void): void {
  show({ title, body }, (notification) => notification.on('click', clicked))
}

export interface AlertActs {
  open(conversationId: string | null, account?: string): void
  approve(alert: Alert): void
  reply(alert: Alert, text: string): void
}

/** Systems whose notifications have buttons and a field to answer in. */
const CAN_ACT: ReadonlySet<NodeJS.Platform> = new Set(['darwin', 'win32'])

/** @param seen the window is what the person looks at, and shows that venue: then it tells them itself */
export function notifyOf(alert: Alert, acts: AlertActs, platform: NodeJS.Platform, seen: boolean): void {
  if (seen && !alert.sample) return
  const { title, text, sound, draft, mayReply, conversationId } = alert
  const canAct = CAN_ACT.has(platform)
  const options: NotificationConstructorOptions = {
    title,
    body: text,
    silent: !sound,
    ...(canAct && draft !== null && { actions: [{ type: 'button', text: 'Approve & send' }] }),
    ...(canAct && mayReply && conversationId !== null && { hasReply: true, replyPlaceholder: 'Reply' }),
  }
  show(options, (notification) => {
    notification.on('click', () => acts.open(conversationId, alert.account))
    notification.on('action', () => acts.approve(alert))
    notification.on('reply', (event, reply) => acts.reply(alert, reply ?? event.reply))
  })
}
