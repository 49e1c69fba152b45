import { useState } from 'react'
import type { Insights } from '#shared/insights.ts'
import { BarsChart } from '../../charts/bars.tsx'
import { Button } from '../../ui/button.tsx'
import { dayText, PARTS, spanText } from '../../words/insights.ts'
import { Box, BoxHead, Nothing } from '../parts.tsx'

/** What became of the drafts, by day or week: as bars, or as the numbers behind them. */
export function OverTime({ of: { periods, all } }: { readonly of: Insights }) {
  const [table, setTable] = useState(false)
  const weeks = periods[0] !== undefined && periods[0].from !== periods[0].to
  return (
    <Box label="Replies over time">
      <BoxHead title="Replies over time" text={weeks ? 'Week by week, each ending on the day named.' : 'Day by day.'}>
        <Button size="small" aria-pressed={table} onClick={() => setTable(!table)}>
          {table ? 'Show as bars' : 'Show as a table'}
        </Button>
      </BoxHead>
      {all.drafted === 0 ? (
        <Nothing>No reply was drafted in this time.</Nothing>
      ) : table ? (
        <Numbers periods={periods} weeks={weeks} />
      ) : (
        <div className="border-line border-t px-4.5 py-4">
          <BarsChart
            label={`Replies by ${weeks ? 'week' : 'day'}: ${PARTS.map(({ name, key }) => `${all[key]} ${name.toLowerCase()}`).join(', ')}`}
            bars={periods.map((one) => ({
              name: dayText(one.to),
              parts: PARTS.map(({ key, look }) => ({ key, value: one[key], look })),
            }))}
          />
          <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-dim text-xs">
            {PARTS.map(({ key, name, look }) => (
              <li key={key} className="flex items-center gap-1.5">
                <svg width="10" height="10" aria-hidden="true">
                  <rect width="10" height="10" rx="2" className={look} />
                </svg>
                {name} <span className="tabular-nums">{all[key].toLocaleString('en-GB')}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Box>
  )
}

function Numbers({ periods, weeks }: { readonly periods: Insights['periods']; readonly weeks: boolean }) {
  return (
    <div className="overflow-x-auto border-line border-t px-4.5 py-3">
      <table className="w-full text-right tabular-nums">
        <thead className="text-dim text-xs">
          <tr>
            <th className="py-1 text-left font-normal">{weeks ? 'Week to' : 'Day'}</th>
            <th className="font-normal">Texts</th>
            {PARTS.map(({ key, name }) => (
              <th key={key} className="pl-3 font-normal">
                {name}
              </th>
            ))}
            <th className="pl-3 font-normal">First reply</th>
          </tr>
        </thead>
        <tbody>
          {periods.toReversed().map((one) => (
            <tr key={one.to} className="border-line border-t">
              <th className="py-1 text-left font-normal">{dayText(one.to)}</th>
              <td>{one.texts}</td>
              {PARTS.map(({ key }) => (
                <td key={key}>{one[key]}</td>
              ))}
              <td>{one.firstReply.median === null ? '–' : spanText(one.firstReply.median)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
