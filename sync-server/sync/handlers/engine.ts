/** Which engine answers: chosen, and asked whether it does. */
import type { EngineSetting } from '#shared/engine.ts'
import { Refusal } from '#shared/errors.ts'
import { engineSettingOf, noteEngine } from '../../engines/log.ts'
import { sitDown } from '../../engines/models.ts'
import type { Handler, OutsideHandler } from '../command.ts'
import { venueOf } from './common.ts'

const AS_IT_IS: EngineSetting = { uses: 'model', model: null, inputPrice: null, outputPrice: null }

/** The next turn is thought about by what is set here. */
export const set: Handler<'engine.set'> = async ({ tx, payload, deps }) => {
  const venue = await venueOf(tx)
  const before = venue.engine ?? (deps.models ? AS_IT_IS : { ...AS_IT_IS, uses: 'local' as const })
  const given = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined))
  const engine: EngineSetting = { ...before, ...given }
  if (engine.uses === 'model' && !deps.models) throw new Refusal('no_model')
  await tx.patch('venue', venue.id, { engine })
  return { audit: { from: before, to: engine } }
}

/** A live question of no customer's. It is asked although the engine may be resting. */
export const check: OutsideHandler<'engine.check'> = {
  async reserve() {},
  async act(deps, { venueId }, _payload, { commandId }) {
    const setting = await deps.storage.read((db) => engineSettingOf(db, venueId))
    const seat = sitDown(deps, setting, 'insists')
    const began = deps.monotonic()
    const answered = await seat.engine.classify(['How much is a trim?'], AbortSignal.timeout(CHECK_WITHIN)).then(
      () => true,
      () => false,
    )
    const ms = deps.monotonic() - began
    return async ({ tx, session }) => {
      await noteEngine(tx, seat, { id: `check_${session.personId}_${commandId}`, kind: 'check', ms })
      return { result: { answered, ms: Math.round(ms), code: seat.spent().code } }
    }
  },
}
const CHECK_WITHIN = 15_000
