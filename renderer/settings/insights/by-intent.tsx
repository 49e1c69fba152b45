import { type Insights, replied } from '#shared/insights.ts'
import { intentOf } from '#shared/intents.ts'
import { percent, share } from '#shared/percent.ts'
import { Box, BoxHead, Nothing } from '../parts.tsx'

/** What each kind of question comes to. */
export function ByIntent({ of: { intents } }: { readonly of: Insights }) {
  const inOrder = intents.filter((one) => one.texts > 0).toSorted((a, b) => b.texts - a.texts)
  return (
    <Box label="By intent">
      <BoxHead
        title="By intent"
        text="Shares are of the drafts that somebody reviewed; “changed” is how much of a text an edit changed."
      />
      {inOrder.length === 0 ? (
        <Nothing>No text came in during this time. Choose a longer one above.</Nothing>
      ) : (
        <div className="overflow-x-auto border-line border-t px-4.5 py-3">
          <table className="w-full text-right tabular-nums">
            <thead className="text-dim text-xs">
              <tr>
                <th className="py-1 text-left font-normal">Intent</th>
                <th className="font-normal">Texts</th>
                <th className="pl-3 font-normal">Drafted</th>
                <th className="pl-3 font-normal">Approved</th>
                <th className="pl-3 font-normal">Edited</th>
                <th className="pl-3 font-normal">Changed</th>
                <th className="pl-3 font-normal">Rejected</th>
                <th className="pl-3 font-normal">By itself</th>
                <th className="pl-3 font-normal">To a person</th>
              </tr>
            </thead>
            <tbody>
              {inOrder.map((one) => {
                const reviewed = one.approved + one.edited + one.rejected
                return (
                  <tr key={one.intent} className="border-line border-t">
                    <th className="py-1.5 text-left font-normal">{intentOf(one.intent).label}</th>
                    <td>{one.texts.toLocaleString('en-GB')}</td>
                    <td>{one.drafted.toLocaleString('en-GB')}</td>
                    <td>{share(one.approved, reviewed)}</td>
                    <td>{share(one.edited, reviewed)}</td>
                    <td>{one.changed === null ? '–' : percent(one.changed)}</td>
                    <td>{share(one.rejected, reviewed)}</td>
                    <td>{share(one.auto, replied(one))}</td>
                    <td>{one.escalated.toLocaleString('en-GB')}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </Box>
  )
}
