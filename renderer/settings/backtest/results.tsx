import type { BacktestQuery, BacktestReport, BacktestSettings, IntentReport } from '#shared/backtest.ts'
import { intentOf, mayAutoSend } from '#shared/intents.ts'
import { percent } from '#shared/percent.ts'
import type { VenueView } from '#shared/rpc.ts'
import { Strip } from '../../ui/strip.tsx'
import { heldText, shareText } from '../../words/backtest.ts'
import { count } from '../../words/text.ts'
import { Box } from '../parts.tsx'
import { Curve } from './curve.tsx'
import { Texts } from './texts.tsx'

interface Props {
  readonly view: VenueView
  readonly query: BacktestQuery
  readonly report: BacktestReport
  /** As they lie on the screen now. */
  readonly settings: BacktestSettings
}

export function Results({ view, query, report, settings }: Props) {
  const lines = report.intents.filter((one) => mayAutoSend(one.intent))
  const total = (of: (one: IntentReport) => number) => report.intents.reduce((sum, one) => sum + of(one), 0)
  const sends = total((one) => one.sends)
  const reviewed = total((one) => one.reviewed)
  const right = total((one) => one.right)
  if (report.texts === 0) {
    return (
      <Box label="Result">
        <p className="px-4.5 py-6 text-center text-dim">No text came in over the last {count(query.days, 'day')}.</p>
      </Box>
    )
  }
  return (
    <>
      <Box label="Result">
        <div className="px-4.5 py-3.5">
          <h2 className="font-strong text-lg">
            {sends.toLocaleString('en-GB')} of {report.texts.toLocaleString('en-GB')} texts would have been answered by
            themselves ({percent(sends / report.texts)})
          </h2>
          <p className="text-dim">
            {reviewed === 0
              ? 'Staff have reviewed none of those replies.'
              : `Staff reviewed ${count(reviewed, 'of those replies', 'of those replies')} and found ${right} right: ${shareText(right, reviewed)}, with 95 % certainty.`}{' '}
            {count(
              total((one) => one.sentThen),
              'text',
            )}{' '}
            really left by {total((one) => one.sentThen) === 1 ? 'itself' : 'themselves'}.
          </p>
        </div>
        {sends === 0 && <WhyNone settings={query.settings} />}
        <table aria-label="By intent" className="w-full border-collapse text-left">
          <thead>
            <tr className="border-line border-t text-faint text-xs [&>th]:px-3 [&>th]:pt-2.5 [&>th]:pb-1.5 [&>th]:font-normal [&>th:first-child]:pl-4.5">
              <th scope="col">Intent</th>
              <th scope="col" className="text-right">
                Texts
              </th>
              <th scope="col" className="text-right">
                Would leave
              </th>
              <th scope="col">Coverage (95 %)</th>
              <th scope="col">Right (95 %)</th>
              <th scope="col" className="text-right">
                Left then
              </th>
              <th scope="col">Held by</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((one) => (
              <tr
                key={one.intent}
                className="border-line border-t align-top tabular-nums [&>*]:px-3 [&>*]:py-2 [&>th]:pl-4.5"
              >
                <th scope="row" className="font-strong">
                  {intentOf(one.intent).label}
                </th>
                <td className="text-right">{one.texts.toLocaleString('en-GB')}</td>
                <td className="text-right">{one.sends.toLocaleString('en-GB')}</td>
                <td className="whitespace-nowrap">{shareText(one.sends, one.texts)}</td>
                <td>
                  {one.reviewed === 0 ? (
                    <span className="text-faint">none reviewed</span>
                  ) : (
                    `${one.right} of ${one.reviewed}, ${shareText(one.right, one.reviewed)}`
                  )}
                </td>
                <td className="text-right">{one.sentThen.toLocaleString('en-GB')}</td>
                <td className="text-dim text-xs">
                  {one.held.slice(0, 3).map(({ code, texts }) => (
                    <span key={code} className="block">
                      {texts.toLocaleString('en-GB')} {heldText(code)}
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <Unjudged report={report} />
      </Box>
      <Curve view={view} report={report} settings={settings} />
      <Texts zone={view.venue.timeZone} report={report} />
    </>
  )
}

function WhyNone({ settings }: { readonly settings: BacktestSettings | null }) {
  if (settings === null) return null
  const auto = settings.policies.some((p) => p.mode === 'auto')
  if (settings.masterOn && auto) return null
  return (
    <Strip tone="wait" className="mx-4.5 mb-3.5 rounded-lg">
      {settings.masterOn
        ? 'No intent was on auto in these settings.'
        : 'The master switch was off in these settings, so nothing could leave. “Automate what is ready” tries it on.'}
    </Strip>
  )
}

/** What stands in no line of the table. */
function Unjudged({ report }: { readonly report: BacktestReport }) {
  const of = (outcome: string) => report.unjudged.find((one) => one.outcome === outcome)?.texts ?? 0
  const never = report.intents.filter((one) => !mayAutoSend(one.intent)).reduce((sum, one) => sum + one.texts, 0)
  const rest = report.unjudged.reduce((sum, one) => sum + one.texts, 0) - of('merged') - of('keyword') - of('no_ai')
  const parts = [
    [never, 'of kinds that are never sent by themselves'],
    [of('merged'), 'answered together with the text that followed'],
    [of('no_ai'), 'from before there was an AI'],
    [of('keyword'), 'keywords such as STOP'],
    [rest, 'of which no record is kept'],
  ] as const
  const words = parts.filter(([n]) => n > 0).map(([n, what]) => `${n.toLocaleString('en-GB')} ${what}`)
  if (words.length === 0) return null
  return <p className="border-line border-t px-4.5 py-2.5 text-dim text-xs">Not in the table: {words.join('; ')}.</p>
}
