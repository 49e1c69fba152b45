import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import { topUp as book } from '../../governance/wallet.ts'
import type { Handler } from '../command.ts'
import { venueOf } from './common.ts'

const MOST_SPARKS = 1_000_000

export const topUp: Handler<'wallet.top_up'> = async ({ tx, session, payload, commandId }) => {
  const from = (await venueOf(tx)).sparks ?? 0
  if (from + payload.sparks > MOST_SPARKS) throw new Refusal('wallet_full')
  const id = createdIdOf('top_up', session.personId, commandId)
  const to = await book(tx, { id, reason: 'top-up', by: session.personId }, payload.sparks)
  return { result: { sparks: to }, audit: { sparks: payload.sparks, from, to } }
}
