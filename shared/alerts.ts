/** What a person may be told of by a notification, and what is told unless they say otherwise. */
import { z } from 'zod'

export const ALERT_KINDS = [
  'escalation',
  'handoff',
  'trouble',
  'assigned',
  'new_text',
  'draft',
  'snooze',
  'cap',
  'killed',
] as const
export const alertKind = z.enum(ALERT_KINDS)
export type AlertKind = z.infer<typeof alertKind>

export const alertSetting = z.object({ on: z.boolean(), sound: z.boolean() })
export type AlertSetting = z.infer<typeof alertSetting>

export const alertSettings = z.partialRecord(alertKind, alertSetting)
export type AlertSettings = z.infer<typeof alertSettings>

const LOUD = { on: true, sound: true }
const SILENT = { on: true, sound: false }

/** Nothing here speaks of what the AI deals with by itself. */
export const ALERT_DEFAULTS: Readonly<Record<AlertKind, AlertSetting>> = {
  escalation: LOUD,
  handoff: LOUD,
  trouble: LOUD,
  assigned: LOUD,
  new_text: LOUD,
  draft: SILENT,
  snooze: SILENT,
  cap: SILENT,
  killed: LOUD,
}

/** What holds for a kind; `settings` undefined: nothing was ever set. */
export function alertSettingOf(settings: AlertSettings | undefined, kind: AlertKind): AlertSetting {
  return settings?.[kind] ?? ALERT_DEFAULTS[kind]
}

/** What a desk tells of, where the person wants to be told. */
export interface Alert {
  readonly kind: AlertKind
  /** In which venue of the console; the desk of a venue leaves it to whoever knows. */
  readonly account?: string
  readonly conversationId: string | null
  readonly title: string
  readonly text: string
  readonly sound: boolean
  /** A draft that may be approved right there. */
  readonly draft: { readonly id: string; readonly seq: number } | null
  /** A reply may be written right there. */
  readonly mayReply: boolean
  /** How far the thread had come when it was told: what is newer stops a send from there. */
  readonly seenSeq: number
  /** Only to show what one looks and sounds like. */
  readonly sample: boolean
}
