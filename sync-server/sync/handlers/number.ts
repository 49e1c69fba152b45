import { askHealth, askNumber, noteHealth } from '../../channels/health.ts'
import type { OutsideHandler } from '../command.ts'
import { venueOf } from './common.ts'

/**
 * The live check of the provider's credentials, and of the number where they are taken. `answered` false: nobody was there,
 * and what is known stands.
 */
export const check: OutsideHandler<'number.check'> = {
  async reserve() {},
  async act(deps, { venueId }) {
    const health = await askHealth(deps)
    const number = health?.healthy === true ? await askNumber(deps, venueId) : null
    return async ({ tx }) => {
      const before = (await venueOf(tx)).credentials
      if (health) await noteHealth(tx, health)
      const { credentials } = await venueOf(tx)
      const turned = before.healthy !== credentials.healthy
      return {
        result: { ...credentials, answered: health !== null, account: deps.sms.account?.() ?? null, number },
        ...(turned && { audit: { from: before.healthy, to: credentials.healthy } }),
      }
    }
  },
}
