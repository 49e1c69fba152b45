/** What a person has set for themselves. */
import type { Handler } from '../command.ts'

export const set: Handler<'preferences.set'> = async ({ tx, session, payload }) => {
  const id = session.personId
  const row = await tx.find('preferences', id)
  const alerts = { ...row?.alerts, ...payload.alerts }
  const alertTexts = payload.alertTexts ?? row?.alertTexts ?? true
  if (row) await tx.patch('preferences', id, { alerts, alertTexts })
  else await tx.insert('preferences', { id, personId: id, alerts, alertTexts })
  return {}
}
