/** What a person has set for themselves. */
import { Refusal } from '#shared/errors.ts'
import { type ActionName, type KeySettings, keysRefused, labelOf } from '#shared/keys.ts'
import type { Handler } from '../command.ts'

export const set: Handler<'preferences.set'> = async ({ tx, session, payload }) => {
  const id = session.personId
  const row = await tx.find('preferences', id)
  const alerts = { ...row?.alerts, ...payload.alerts }
  const alertTexts = payload.alertTexts ?? row?.alertTexts ?? true
  const keys = payload.keys ?? row?.keys ?? {}
  if (payload.keys !== undefined) refuseClashes(payload.keys, row?.keys ?? {})
  const own = { alerts, alertTexts, keys, tourSeen: payload.tourSeen ?? row?.tourSeen ?? false }
  if (row) await tx.patch('preferences', id, own)
  else await tx.insert('preferences', { id, personId: id, ...own })
  return {}
}

/** @throws Refusal naming the first action whose new keys another one has, or that no action may have */
function refuseClashes(keys: KeySettings, before: KeySettings): void {
  for (const [action, own] of Object.entries(keys) as [ActionName, string[]][]) {
    if (JSON.stringify(own) === JSON.stringify(before[action])) continue
    const why = keysRefused(action, own, keys)
    if (why !== null) throw new Refusal('key_refused', `${labelOf(action)}: ${why}`)
  }
}
