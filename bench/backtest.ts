/** A backtest over HTTP, against the evaluator alone. */
import { type BacktestQuery, backtestLine } from '#shared/backtest.ts'
import type { Outcome } from '#shared/decision.ts'
import { type Judged, judge, verdictOn } from '#shared/outcome.ts'
import type { Act } from './lib/act.ts'
import { startBigStack } from './lib/stack.ts'
import { judgedVenue } from './venue/judged.ts'

const ON: BacktestQuery = {
  days: 3_650,
  settings: {
    masterOn: true,
    policies: (['pricing', 'hours'] as const).map((intent) => ({ intent, mode: 'auto', threshold: 0.85 })),
    caps: { hourly: 20, daily: 100 },
    quiet: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' }],
  },
}

export const backtest: Act = {
  name: 'backtest',
  title: 'A backtest',
  goal: 'at most 2x the bare evaluator over rows in memory; at least 50,000 texts a second; linear',
  control:
    'judging each stored row again as a turn is judged, the rows in memory: read as JSON, evaluated, nothing counted; beside it, without the words that gates have for whoever asks why, which a backtest leaves out as well',
  product:
    'the server process, from the request to the report: read by pages, replayed with caps, joined with what staff did',
  sizes: { of: 'texts', full: [10_000, 100_000], quick: [10_000] },
  async open({ size, scratch, say }) {
    say(`judging ${size.toLocaleString('en-GB')} texts`)
    const { file, judged } = await judgedVenue(scratch.folder('judged'), size)
    const nothing = { conversations: 0, messages: 0, head: 0, feedId: '', mirror: '' }
    const stack = await startBigStack({ ...nothing, server: file }, scratch, { desk: false })
    const { token } = await stack.signIn('owner')
    const replayed = async () => {
      const begun = performance.now()
      const answer = await fetch(`${stack.server}/api/backtest`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(ON),
      })
      const last = backtestLine.parse(JSON.parse((await answer.text()).trimEnd().split('\n').at(-1)!))
      const seconds = (performance.now() - begun) / 1_000
      if (last.kind !== 'report' || last.report.texts !== size) throw new Error('not every text was judged')
      return [size / seconds]
    }
    const inMemory = (evaluate: (row: Judged) => { readonly outcome: Outcome }) => () => {
      const begun = performance.now()
      let sends = 0
      for (const row of judged) if (evaluate(JSON.parse(row) as Judged).outcome === 'auto_queued') sends += 1
      if (sends > judged.length) throw new Error('more than there are')
      return [judged.length / ((performance.now() - begun) / 1_000)]
    }
    const parsed = judged.map((row) => JSON.parse(row) as Judged)
    const evaluated = () => {
      const begun = performance.now()
      let sends = 0
      for (const row of parsed) if (judge(row).outcome === 'auto_queued') sends += 1
      if (sends > parsed.length) throw new Error('more than there are')
      return [parsed.length / ((performance.now() - begun) / 1_000)]
    }
    return {
      cases: [
        {
          name: 'texts a second',
          unit: '/s',
          product: replayed,
          controls: [
            { name: 'rows in memory, as stored', round: inMemory(judge), ratio: [{ stat: 'p50', atLeast: 0.5 }] },
            { name: 'rows in memory, without words', round: inMemory(verdictOn), ratio: [] },
            { name: 'rows in memory, read already', round: evaluated, ratio: [] },
          ],
          bounds: [{ stat: 'p50', atLeast: 50_000 }],
          growth: { stat: 'p50', atLeast: 1 / 1.2 },
        },
      ],
      close: () => stack.close(),
    }
  },
}
