/** The backtest that this desk has asked for: how far it has come, and its report. One at a time, the newest counts. */
import type { BacktestQuery, BacktestState } from '#shared/backtest.ts'
import { ERRORS } from '#shared/errors.ts'
import type { Answer, Server } from './server.ts'

interface Options {
  readonly server: Pick<Server, 'backtest'>
  readonly onChanged: () => void
  readonly onSessionEnded: () => void
}

export function createBacktest({ server, onChanged, onSessionEnded }: Options) {
  let state: BacktestState | null = null
  let running: AbortController | null = null

  const show = (next: BacktestState | null) => {
    state = next
    onChanged()
  }
  const cancel = () => {
    running?.abort()
    running = null
    if (state !== null && state.report === null) show(null)
  }

  return {
    state: () => state,
    begin(token: string, query: BacktestQuery): void {
      running?.abort()
      const mine = new AbortController()
      running = mine
      let now: BacktestState = { query, done: 0, of: null, report: null, refused: null }
      const put = (change: Partial<BacktestState>) => {
        if (running !== mine) return
        now = { ...now, ...change }
        show(now)
      }
      put({})
      void server
        .backtest(token, query, mine.signal, (line) =>
          put(line.kind === 'report' ? { report: line.report } : { done: line.done, of: line.of }),
        )
        .then((answer) => {
          if (now.report === null) put({ refused: whyNot(answer) })
          if (answer.kind === 'unauthorised' && running === mine) onSessionEnded()
        })
    },
    /** Ends what is under way; a report that is there stays. */
    cancel,
    /** Nothing of it is for the eyes of whoever comes next. */
    forget(): void {
      cancel()
      show(null)
    },
  }
}

function whyNot(answer: Answer<null>): string {
  if (answer.kind === 'ok') return ERRORS.internal[1]
  return answer.kind === 'unreachable' ? ERRORS.online_only[1] : answer.refusal.message
}
