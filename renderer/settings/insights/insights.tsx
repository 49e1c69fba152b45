import { useCallback, useEffect, useRef, useState } from 'react'
import { INSIGHT_DAYS, type InsightDays, type Insights, insightsCsv, replied } from '#shared/insights.ts'
import { share } from '#shared/percent.ts'
import type { VenueView } from '#shared/rpc.ts'
import { desk } from '../../desk.ts'
import { useNow } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { Choose } from '../../ui/choose.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { Strip } from '../../ui/strip.tsx'
import { spanText } from '../../words/insights.ts'
import { count } from '../../words/text.ts'
import { Figure } from '../figure.tsx'
import { Box, BoxHead, Title, Unread } from '../parts.tsx'
import { ByIntent } from './by-intent.tsx'
import { OverTime } from './over-time.tsx'

const CHOICES: Record<InsightDays, string> = {
  7: 'Last 7 days',
  28: 'Last 4 weeks',
  91: 'Last 13 weeks',
  364: 'Last 52 weeks',
}
const NO_ANSWER = 'The desk is restarting. Try again in a moment.'

/** How the venue is doing: what became of the texts, how fast they were answered, and what it cost. */
export function InsightsPage({ online }: { readonly view: VenueView; readonly online: boolean }) {
  const [days, setDays] = useState<InsightDays>(28)
  const [read, setRead] = useState<Insights | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const latest = useRef(0)
  const ask = useCallback(async (of: InsightDays) => {
    latest.current += 1
    const mine = latest.current
    const answer = await desk.insights(of).catch(() => null)
    if (mine !== latest.current) return
    if (answer?.ok !== true) return setRefusal(answer?.message ?? NO_ANSWER)
    setRefusal(null)
    setRead(answer.insights)
  }, [])
  useEffect(() => {
    if (online) void ask(days)
  }, [online, days, ask])

  return (
    <>
      <Title
        title="Insights"
        actions={
          <>
            <Choose<string>
              label="Period"
              value={String(days)}
              choices={INSIGHT_DAYS.map((one) => ({ value: String(one), label: CHOICES[one] }))}
              onChange={(next) => setDays(INSIGHT_DAYS.find((one) => String(one) === next) ?? days)}
            />
            <Button
              disabled={read === null}
              onClick={() => read && saveFile(`insights-${days}.csv`, 'text/csv', insightsCsv(read))}
            >
              Save as CSV
            </Button>
          </>
        }
      >
        What became of the texts, how soon they were answered, and what it took.
      </Title>
      {refusal !== null && (
        <Strip tone="wait" role="alert" className="rounded-lg">
          {refusal}
        </Strip>
      )}
      {read === null ? (
        refusal === null && <Unread online={online} />
      ) : (
        <>
          <Figures of={read} />
          <OverTime of={read} />
          <ByIntent of={read} />
        </>
      )}
    </>
  )
}

function Figures({ of }: { readonly of: Insights }) {
  const now = useNow(60_000)
  const { all, firstReply, waiting, caps, wrongSends, sparks } = of
  const reviewed = all.approved + all.edited + all.rejected
  return (
    <Box label="At a glance">
      <BoxHead title="At a glance" />
      <dl className="grid grid-cols-4 gap-x-6 gap-y-4 px-4.5 pb-4 max-wide:grid-cols-2">
        <Figure
          name="Texts"
          value={all.texts.toLocaleString('en-GB')}
          more={`${count(all.drafted, 'reply', 'replies')} drafted`}
        />
        <Figure
          name="First reply"
          value={firstReply.median === null ? '–' : spanText(firstReply.median)}
          more={firstReply.slow === null ? 'Nothing was answered' : `nine of ten within ${spanText(firstReply.slow)}`}
        />
        <Figure
          name="Sent by itself"
          value={share(all.auto, replied(all))}
          more={`${all.auto.toLocaleString('en-GB')} of ${count(replied(all), 'reply', 'replies')}`}
        />
        <Figure
          name="Approved as drafted"
          value={share(all.approved, reviewed)}
          more={`${share(all.edited, reviewed)} edited, ${share(all.rejected, reviewed)} rejected`}
        />
        <Figure
          name="Waiting now"
          value={String(waiting.now)}
          more={waiting.since === null ? 'Nobody waits' : `the longest for ${spanText(now - waiting.since)}`}
        />
        <Figure name="Wrong sends" value={String(wrongSends)} more="reported by your team" />
        <Figure
          name="Caps"
          value={`${caps.usedHour} / ${caps.hourly}`}
          more={`this hour; ${caps.usedDay} / ${caps.daily} today`}
        />
        <Figure
          name="Sparks"
          value={sparks.spent.toLocaleString('en-GB')}
          more={`spent; ${sparks.left.toLocaleString('en-GB')} left`}
        />
      </dl>
    </Box>
  )
}
