import { cx } from '../ui/cx.ts'
import { count } from '../words/text.ts'
import { useSegmentCounter } from './use-segments.ts'

/** What a text costs on the wire: segments, and why they are short where they are. */
export function SegmentMeter({ text }: { readonly text: string }) {
  const counter = useSegmentCounter()
  if (text === '' || counter === null) return null
  const s = counter.segmentsOf(text)
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
      {s.characters} · {count(s.segments, 'segment')}
      {special && ' · special characters'}
    </span>
  )
}
