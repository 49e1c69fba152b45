/** Changing settings of the venue: on the server or not at all, and never over what somebody else has just set. */
import { COMMANDS, type CommandType, type GivenPayload, type Guard } from '#shared/commands.ts'
import type { TableName } from '#shared/rows.ts'
import type { VenueView } from '#shared/rpc.ts'
import { type Outcome, sendNow } from './commands.ts'
import { say } from './ui.ts'
import { useVenueStore } from './venue.ts'

/** What became of a change. `conflict`: somebody else was faster, and what is on the page is out of date. */
export type Saved =
  | { readonly ok: true; readonly result: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly conflict: boolean; readonly code: string; readonly text: string }

/**
 * Gives a change, guarded by the kill switch's epoch and by `basis`: the sequence number of the row as the person saw
 * it when they began; left out, as it is now. Resolves once the page shows what was saved.
 */
export async function save<T extends CommandType>(type: T, payload: GivenPayload<T>, basis?: number): Promise<Saved> {
  const view = useVenueStore.getState().view
  const epoch = view?.venue.killSwitch.epoch
  const seen = basis ?? (view === null ? undefined : basisOf(view, type, payload))
  const meta = { ...(epoch !== undefined && { epoch }), ...(seen !== undefined && { basis: seen }) }
  const outcome = await sendNow(type, payload, meta)
  const saved = savedOf(outcome)
  if (saved.ok && outcome.ok && outcome.answer !== undefined) await shown(outcome.answer.seq)
  return saved
}

/** As {@link save}, for a control with no place for words: a refusal is said. Resolves to it, or to null. */
export async function change<T extends CommandType>(
  type: T,
  payload: GivenPayload<T>,
  basis?: number,
): Promise<string | null> {
  const saved = await save(type, payload, basis)
  if (saved.ok) return null
  say(saved.text)
  return saved.text
}

function savedOf(outcome: Outcome): Saved {
  if (!outcome.ok) return { ok: false, conflict: false, code: outcome.code, text: outcome.message }
  const { answer } = outcome
  if (answer === undefined || answer.status === 'done') return { ok: true, result: answer?.result ?? {} }
  const { code = 'internal', message: text = 'That could not be done.' } = answer
  return { ok: false, conflict: answer.status === 'conflict', code, text }
}

type Tables = { readonly [T in TableName]?: readonly { readonly id: string; readonly seq: number }[] }

/** What a command's basis is when it is given now; undefined where nothing guards it. */
export function basisOf(view: VenueView, type: CommandType, payload: object): number | undefined {
  const { guards }: { readonly guards?: Guard } = COMMANDS[type]
  if (guards === undefined) return undefined
  if (guards.table === 'venue') return view.venue.seq
  if (guards.table === 'hours') return view.cursor
  const {
    policies,
    services,
    closures,
    facts,
    staffers,
    feeds,
    agents,
    guidance,
    playbooks,
    snippets,
    macros,
    savedViews,
  } = view
  const tables: Tables = {
    ...{ policies, services, closures, facts, staffers, calendar_feeds: feeds },
    ...{ agents, guidance, playbooks, snippets, macros, saved_views: savedViews },
  }
  const id = (payload as Readonly<Record<string, unknown>>)[guards.id ?? '']
  return tables[guards.table]?.find((row) => row.id === id)?.seq
}

/** Longer than this nobody waits to see what they have saved. */
const SHOWN_WITHIN = 2_000

/** Until the page shows what has this number. */
async function shown(seq: number): Promise<void> {
  const is = () => (useVenueStore.getState().view?.cursor ?? seq) >= seq
  if (is()) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = useVenueStore.subscribe(() => is() && resolve())
  const late = setTimeout(resolve, SHOWN_WITHIN)
  await promise
  clearTimeout(late)
  stop()
}
