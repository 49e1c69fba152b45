/** The kill switch: staff may engage it unless the owner keeps it; only an owner releases it. */
import { Refusal } from '#shared/errors.ts'
import { engage as engageSwitch, release as releaseSwitch } from '../../sending/kill-switch.ts'
import type { Handler } from '../command.ts'
import { venueOf } from './common.ts'

export const engage: Handler<'killswitch.engage'> = async ({ tx, session }) => {
  const venue = await venueOf(tx)
  if (session.role !== 'owner' && !venue.killSwitch.staffMay) throw new Refusal('kill_switch_not_yours')
  const receipt = await engageSwitch(tx, session.personId)
  return {
    result: { ...receipt },
    audit: { epoch: receipt.epoch, heldBack: receipt.heldBack, alreadySent: receipt.alreadySent },
  }
}

export const release: Handler<'killswitch.release'> = async ({ tx, session, epoch }) => {
  if (tx.control.killed !== 1) throw new Refusal('kill_switch_released')
  if (epoch !== undefined && epoch !== tx.control.epoch) throw new Refusal('stale_epoch')
  const state = await releaseSwitch(tx, session.personId)
  return { result: { ...state }, audit: { epoch: state.epoch } }
}

export const access: Handler<'killswitch.access'> = async ({ tx, payload }) => {
  const venue = await venueOf(tx)
  await tx.patch('venue', venue.id, { killSwitch: { ...venue.killSwitch, staffMay: payload.staff } })
  return { audit: { from: venue.killSwitch.staffMay, to: payload.staff } }
}
