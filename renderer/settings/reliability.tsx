import { useState } from 'react'
import { REVIEWS_TO_CALIBRATE, REVIEWS_TO_REFIT, type ReliabilityBin } from '#shared/calibration.ts'
import { type IntentKey, intentOf } from '#shared/intents.ts'
import { percent } from '#shared/percent.ts'
import type { VenueView } from '#shared/rpc.ts'
import { ReliabilityChart } from '../charts/reliability.tsx'
import { Choose } from '../ui/choose.tsx'
import { Box, BoxHead, Nothing } from './parts.tsx'

/** Whether the AI is as often right as it is sure, by what staff decided; and what calibration makes of it. */
export function Reliability({ view: { calibrations } }: { readonly view: VenueView }) {
  const [chosen, setChosen] = useState<IntentKey | null>(null)
  const inOrder = calibrations.toSorted((a, b) => b.reviews - a.reviews)
  const shown = inOrder.find((one) => one.id === chosen) ?? inOrder[0]
  return (
    <Box label="How sure, how right">
      <BoxHead
        title="How sure, how right"
        text="When the AI says 90 %, are nine of ten right? Your reviews tell, and correct the figure that the threshold is held against."
      >
        {shown !== undefined && (
          <Choose<IntentKey>
            label="Intent of the diagram"
            value={shown.id}
            choices={inOrder.map(({ id }) => ({ value: id, label: intentOf(id).label }))}
            onChange={setChosen}
          />
        )}
      </BoxHead>
      {shown === undefined ? (
        <Nothing>From {REVIEWS_TO_REFIT} reviews of an intent on, it stands here.</Nothing>
      ) : (
        <Diagram of={shown} />
      )}
    </Box>
  )
}

/** A calibration error as people say it: "3 points". */
const points = (error: number) => `${(error * 100).toFixed(1)} points`

function Diagram({ of }: { readonly of: VenueView['calibrations'][number] }) {
  const { before, after, errorBefore, errorAfter, reviews, version, id } = of
  const fitted = version > 0
  return (
    <div className="flex flex-wrap gap-x-8 gap-y-4 border-line border-t px-4.5 py-4">
      <ReliabilityChart before={before} after={fitted ? after : null} />
      <div className="flex min-w-[400px] flex-1 flex-col gap-3">
        <dl className="flex flex-col gap-1">
          <Line mark="raw" name="As the AI says it" value={`off by ${points(errorBefore)} on average`} />
          {fitted && (
            <Line
              mark="used"
              name="Calibrated, as the gates use it"
              value={`off by ${points(errorAfter)} on average`}
            />
          )}
        </dl>
        <p className="text-dim text-xs">
          {fitted
            ? `Version ${version}, from ${reviews} reviews; fitted afresh every ${REVIEWS_TO_REFIT}.`
            : `${reviews} reviews. Until there are ${REVIEWS_TO_CALIBRATE}, the AI's own figure is used as it is.`}
        </p>
        <table
          aria-label={`Reliability of ${intentOf(id).label}`}
          className="w-full border-collapse text-left tabular-nums"
        >
          <thead>
            <tr className="text-faint text-xs [&>th]:pr-3 [&>th]:pb-1 [&>th]:font-normal">
              <th scope="col">How sure</th>
              <th scope="col">Reviews</th>
              <th scope="col">Says</th>
              <th scope="col">Right</th>
              {fitted && (
                <>
                  <th scope="col">Reviews, calibrated</th>
                  <th scope="col">Says</th>
                  <th scope="col">Right</th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {before.map((bin, i) => (
              <tr key={bin.from} className="border-line border-t [&>*]:py-1 [&>*]:pr-3">
                <th scope="row" className="font-normal">
                  {Math.round(bin.from * 100)} to {Math.round(bin.to * 100)} %
                </th>
                <Figures bin={bin} />
                {fitted && after[i] !== undefined && <Figures bin={after[i]} />}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function Figures({ bin }: { readonly bin: ReliabilityBin }) {
  const share = (value: number | null) => (value === null ? <span className="text-faint">–</span> : percent(value))
  return (
    <>
      <td className={bin.reviews === 0 ? 'text-faint' : undefined}>{bin.reviews}</td>
      <td>{share(bin.confidence)}</td>
      <td>{share(bin.right)}</td>
    </>
  )
}

function Line({ mark, name, value }: { readonly mark: 'raw' | 'used'; readonly name: string; readonly value: string }) {
  return (
    <div className="flex items-center gap-2.5">
      <svg width={26} height={12} aria-hidden="true" className="shrink-0">
        {mark === 'raw' ? (
          <>
            <line x1={0} x2={26} y1={6} y2={6} strokeWidth={1.5} strokeDasharray="5 4" className="stroke-need" />
            <circle cx={13} cy={6} r={4} strokeWidth={2} className="fill-surface stroke-need" />
          </>
        ) : (
          <>
            <line x1={0} x2={26} y1={6} y2={6} strokeWidth={2} className="stroke-accent" />
            <circle cx={13} cy={6} r={4} className="fill-accent" />
          </>
        )}
      </svg>
      <dt className="flex-1">{name}</dt>
      <dd className="tabular-nums">{value}</dd>
    </div>
  )
}
