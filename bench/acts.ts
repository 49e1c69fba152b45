/** Every act, in the order in which they run. */
import { backtest } from './backtest.ts'
import type { Act } from './lib/act.ts'
import { list } from './list.ts'
import { search } from './search.ts'
import { triage } from './triage.ts'
import { webhook } from './webhook.ts'

export const ACTS: readonly Act[] = [list, search, triage, webhook, backtest]
