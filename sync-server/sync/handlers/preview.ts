/**
 * What the AI would make of a text, under the settings as they are. The Spark is paid with the answer and by the command's
 * id; the place among the three an hour is taken before the AI is asked.
 */
import type { Kysely } from 'kysely'
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import { PREVIEWS, takePlace } from '../../governance/hourly.ts'
import { spend } from '../../governance/wallet.ts'
import { agentFor } from '../../pipeline/agents.ts'
import { concludeTrial, consider } from '../../pipeline/trial.ts'
import type { Tables } from '../../storage/tables.ts'
import type { OutsideHandler } from '../command.ts'
import { requirePro } from './common.ts'

export const run: OutsideHandler<'preview.run'> = {
  async reserve({ tx, session, commandId }) {
    const venue = await requirePro(tx)
    if ((venue.sparks ?? 0) <= 0) throw new Refusal('out_of_sparks')
    const full = await takePlace(tx, PREVIEWS, createdIdOf('preview', session.personId, commandId), venue.timeZone)
    if (!full) return
    throw new Refusal('too_many_previews', `Three previews an hour are the most: the next one at ${full.when}.`, {
      retryAt: full.retryAt,
    })
  },

  async act(deps, { venueId }, payload) {
    const { agentId, text } = await deps.storage.read(async (db) => ({
      agentId: (await agentFor(db, venueId, 'sms')).id,
      text: 'text' in payload ? payload.text : SCENARIOS[payload.scenario](await firstService(db, venueId)),
    }))
    const asked = { texts: [text], customerName: null, agentId, at: deps.clock(), settings: null }
    const considered = await consider(deps, venueId, asked)
    return async ({ tx, session, commandId }) => {
      const venue = await requirePro(tx)
      const { diary: _, run: _1, asks: _2, cards: _3, ...trial } = await concludeTrial(tx, venue, considered, asked)
      const id = createdIdOf('preview', session.personId, commandId)
      if (!(await spend(tx, { id, reason: 'preview', by: session.personId }))) throw new Refusal('out_of_sparks')
      const { intent, outcome } = trial
      return { result: { text, ...trial, sparks: (venue.sparks ?? 0) - 1 }, audit: { intent, outcome } }
    }
  },
}

async function firstService(db: Kysely<Tables>, venueId: string): Promise<string | undefined> {
  const service = await db
    .selectFrom('services')
    .select('name')
    .where('venueId', '=', venueId)
    .where('active', '=', 1)
    .orderBy('seq')
    .executeTakeFirst()
  return service?.name
}

const SCENARIOS = {
  pricing: (service = 'a haircut') => `Hi, how much do you charge for ${service.toLowerCase()}?`,
  hours: () => 'Hi, what time are you open on Saturday?',
  greeting: () => 'Hi there, hope you are all well!',
}
