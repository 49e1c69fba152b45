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
