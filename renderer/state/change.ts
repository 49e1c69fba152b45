/** Changing settings of the venue. */
import type { Payload } from '#shared/commands.ts'
import { refusalOf, sendNow } from './commands.ts'
import { say } from './ui.ts'
import { useVenueStore } from './venue.ts'

/** A setting of the venue: online only, guarded by the kill switch's epoch that was seen. Resolves to a refusal or null. */
export async function change<T extends SettingType>(type: T, payload: Payload<T>): Promise<string | null> {
  const epoch = useVenueStore.getState().view?.venue.killSwitch.epoch
  const refusal = refusalOf(await sendNow(type, payload, epoch === undefined ? {} : { epoch }))
  if (refusal !== null) say(refusal)
  return refusal
}

type SettingType =
  | 'killswitch.release'
  | 'killswitch.access'
  | 'autosend.master'
  | 'autosend.intent'
  | 'autosend.threshold'
  | 'autosend.caps'
  | 'autosend.quiet_hours'
  | 'autosend.enable_eligible'
  | 'autosend.disable_all'
  | 'autosend.automate_ready'
  | 'venue.timing'
