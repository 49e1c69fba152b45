/** The settings that an owner tries out, and the backtest of them. Nothing here is saved until they say so. */
import { create } from 'zustand'
import type { BacktestQuery, BacktestSettings, BacktestState } from '#shared/backtest.ts'
import type { IntentKey, IntentMode } from '#shared/intents.ts'
import type { QuietWindow } from '#shared/quiet.ts'
import type { VenueView } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { ask } from './ask.ts'
import { say } from './ui.ts'

export interface TriedPolicy {
  readonly mode: IntentMode
  readonly threshold: number | null
}

/** What differs from what is saved. */
export interface Tried {
  readonly masterOn?: boolean
  readonly policies: Readonly<Partial<Record<IntentKey, Partial<TriedPolicy>>>>
  readonly caps?: { readonly hourly: number; readonly daily: number }
  readonly quiet?: readonly QuietWindow[]
}

const NOTHING: Tried = { policies: {} }

interface Store {
  readonly tried: Tried
  readonly days: number
  readonly state: BacktestState | null
}

export const useBacktest = create<Store>()(() => ({ tried: NOTHING, days: 30, state: null }))

export const tryOut = (change: Partial<Tried>): void =>
  useBacktest.setState(({ tried }) => ({ tried: { ...tried, ...change } }))

export const tryPolicy = (intent: IntentKey, change: Partial<TriedPolicy>): void =>
  useBacktest.setState(({ tried }) => ({
    tried: { ...tried, policies: { ...tried.policies, [intent]: { ...tried.policies[intent], ...change } } },
  }))

export const chooseDays = (days: number): void => useBacktest.setState({ days })
export const tryNothing = (): void => useBacktest.setState({ tried: NOTHING })
export const forgetBacktest = (): void => useBacktest.setState({ tried: NOTHING, state: null })

/** What is saved, with what is tried laid over it. */
export function settingsTried({ venue, policies }: VenueView, tried: Tried): BacktestSettings {
  const { hourly, daily } = tried.caps ?? venue.caps
  return {
    masterOn: tried.masterOn ?? venue.masterSwitch.on,
    policies: policies.map(({ id, mode, threshold, floor }) => {
      const own = { mode, threshold, ...tried.policies[id] }
      // As a save would: auto has a threshold, the floor unless another is set.
      return { intent: id, mode: own.mode, threshold: own.mode === 'auto' ? (own.threshold ?? floor) : own.threshold }
    }),
    caps: { hourly, daily },
    quiet: [...(tried.quiet ?? venue.quiet)],
  }
}

export async function runBacktest(query: BacktestQuery): Promise<void> {
  const answer = await ask(desk.beginBacktest(query))
  if (answer?.ok === false) say(answer.message)
}

export const cancelBacktest = (): void => void ask(desk.cancelBacktest())

export async function refreshBacktest(): Promise<void> {
  const state = await ask(desk.backtest())
  if (state !== undefined) useBacktest.setState({ state })
}
