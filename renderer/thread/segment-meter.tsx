import { useVenue } from '../state/venue.ts'
import { cx } from '../ui/cx.ts'
import { costText } from '../words/amounts.ts'
import { useSegmentCounter } from './use-segments.ts'

/** What a text costs: segments, why they are short where they are, and money where the venue has said its rate. `brief`: beside the fix, which says what is special. */
export function SegmentMeter({ text, brief = false }: { readonly text: string; readonly brief?: boolean }) {
  const counter = useSegmentCounter()
  const venue = useVenue()
  if (text === '' || counter === null) return null
  const s = counter.segmentsOf(text)
  const cost = venue?.segmentCost == null ? null : costText(s.segments * venue.segmentCost, venue.currency)
  const special = s.encoding === 'UCS-2'
  return (
    <span
      title={
        special
          ? `${s.offending.join(' ')} ${s.offending.length === 1 ? 'is no plain text character' : 'are no plain text characters'}: each segment holds ${s.perSegment} instead of ${s.segments > 1 ? 153 : 160}`
          : `Plain text: each segment holds ${s.perSegment}`
      }
      className={cx('block truncate text-xs tabular-nums', s.segments > 2 ? 'text-wait' : 'text-faint')}
    >
      <span className="@max-[36rem]:sr-only">{s.characters} · </span>
      <span className="@max-[30rem]:after:content-['_seg.']">{s.segments}</span>
      <span className="@max-[30rem]:sr-only"> {s.segments === 1 ? 'segment' : 'segments'}</span>
      {cost !== null && <span className="@max-[34rem]:sr-only"> · {cost}</span>}
      {special && !brief && ' · special characters'}
    </span>
  )
}
