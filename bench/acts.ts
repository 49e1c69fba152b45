/** Every act, in the order in which they run. */
import { backtest } from './backtest.ts'
import { bulk } from './bulk.ts'
import { catchUp } from './catch-up.ts'
import { desks } from './desks.ts'
import { engine } from './engine.ts'
import { firstSync } from './first-sync.ts'
import type { Act } from './lib/act.ts'
import { list } from './list.ts'
import { memory } from './memory.ts'
import { offline } from './offline.ts'
import { queue } from './queue.ts'
import { search } from './search.ts'
import { start } from './start.ts'
import { triage } from './triage.ts'
import { webhook } from './webhook.ts'

export const ACTS: readonly Act[] = [
  list,
  search,
  triage,
  start,
  memory,
  firstSync,
  catchUp,
  offline,
  bulk,
  webhook,
  desks,
  engine,
  backtest,
  queue,
]
