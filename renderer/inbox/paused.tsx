import { useVenue } from '../state/venue.ts'
import { Strip } from '../ui/strip.tsx'
import { pausedText } from '../words/kill-switch.ts'

/** Why nothing leaves by itself for now; goes away by itself. */
export function Paused() {
  const venue = useVenue()
  const text = venue === null ? null : pausedText(venue)
  if (text === null) return null
  return (
    <Strip tone="wait" role="status" className="border-line border-b">
      {text}
    </Strip>
  )
}
