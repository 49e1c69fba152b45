/**
 * The sandbox chat: what an agent would answer, under its settings as they are or as they lie on screen, with what was
 * said in the chat before. Nothing is stored and no Spark is spent (docs/decisions/evals.md); so many an hour.
 */
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import type { SandboxAnswer } from '#shared/trial.ts'
import { TRIES, takePlace } from '../../governance/hourly.ts'
import { readChat, runStateOf } from '../../pipeline/chat.ts'
import { concludeTrial, consider } from '../../pipeline/trial.ts'
import type { OutsideHandler } from '../command.ts'
import { requirePro } from './common.ts'

export const run: OutsideHandler<'agent.try'> = {
  async reserve({ tx, session, payload, commandId }) {
    const venue = await requirePro(tx)
    if (!(await tx.find('agents', payload.agentId))) throw new Refusal('row_not_found')
    const full = await takePlace(tx, TRIES, createdIdOf('try', session.personId, commandId), venue.timeZone)
    if (!full) return
    const { most } = TRIES
    throw new Refusal('too_many_tries', `${most} texts an hour are the most: the next one at ${full.when}.`, {
      retryAt: full.retryAt,
    })
  },

  async act(deps, { venueId }, { agentId, text, chat, settings = null }) {
    const at = deps.clock()
    const { handedOff, ...before } = readChat(chat, [text])
    const asked = { ...before, customerName: null, agentId, at, settings, since: at }
    const considered = await consider(deps, venueId, asked)
    return async ({ tx }) => {
      const venue = await requirePro(tx)
      const trial = await concludeTrial(tx, venue, considered, { agentId, handedOff })
      const { severity: _, reasons: _1, ...told } = trial
      const result = { text, at, ...told, run: runStateOf(trial.run) }
      return { result: result satisfies Readonly<{ [K in keyof SandboxAnswer]: unknown }> }
    }
  },
}
