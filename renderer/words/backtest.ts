/** A backtest in words. */
import type { BacktestBecame, BacktestMark, BacktestText } from '#shared/backtest.ts'
import type { GateCode } from '#shared/gates.ts'
import { percent } from '#shared/percent.ts'
import type { Interval } from '#shared/wilson.ts'
import { wilson } from '#shared/wilson.ts'
import type { Tone } from './pill.ts'

const HELD: Record<GateCode, string> = {
  plan: 'FREE plan',
  kill_switch: 'auto-send was stopped',
  master: 'auto-send is off',
  agent_mode: 'agent on draft',
  conversation_mode: 'conversation on draft',
  intent_mode: 'not on auto',
  training: 'in training',
  quiet_hours: 'quiet hours',
  closure: 'closed that day',
  cap_hour: 'hourly cap',
  cap_day: 'daily cap',
  sparks: 'no credits',
  confidence: 'not sure enough',
  opted_out: 'opted out',
  personal: 'personal',
  handoff: 'with a person',
  human_active: 'a person had just written',
  credentials: 'number had a problem',
  disclosure: 'disclosure missing',
  validation: 'a check failed',
  guardrail: 'facts not confirmed',
}
export const heldText = (code: GateCode): string => HELD[code]

const OUTCOME: Partial<Record<BacktestText['outcome'], string>> = {
  escalated: 'To a person',
  handed_off: 'Handed off',
  quiet: 'No reply needed',
  off: 'Not answered',
}

/** "Sent by itself", "Held: not sure enough" */
export function wouldText({ sends, outcome, reasons }: BacktestText): string {
  if (sends) return 'Sent by itself'
  const other = OUTCOME[outcome]
  if (other !== undefined) return other
  const [first] = reasons
  if (first === undefined) return 'Held: no reply was written in time'
  const more = reasons.length > 1 ? ` and ${reasons.length - 1} more` : ''
  return `Held: ${heldText(first)}${more}`
}

const BECAME: Record<BacktestBecame, string> = {
  itself: 'Sent by itself',
  pending: 'Still waits',
  approved: 'Approved as it was',
  edited: 'Edited, then sent',
  rejected: 'Rejected',
  superseded: 'A newer draft took its place',
  dropped: 'Dropped',
  withdrawn: 'Taken back',
  none: 'No draft',
}
export const becameOf = (became: BacktestBecame): string => BECAME[became]

export const MARK: Record<BacktestMark, { readonly label: string; readonly tone: Tone }> = {
  wrong: { label: 'Would be wrong', tone: 'stop' },
  held_now: { label: 'No longer sent', tone: 'wait' },
  unproved: { label: 'Not reviewed', tone: 'need' },
  right: { label: 'Found right', tone: 'fine' },
  as_then: { label: 'Sent then too', tone: 'quiet' },
  held: { label: 'Held', tone: 'quiet' },
}

/** "85 to 99 %" */
export const intervalText = ({ low, high }: Interval): string =>
  `${Math.floor(low * 100)} to ${Math.ceil(high * 100)} %`

/** "97 % (85 to 99 %)"; a dash where nothing was counted. */
export function shareText(hits: number, of: number): string {
  return of === 0 ? '–' : `${percent(hits / of)} (${intervalText(wilson(hits, of))})`
}
