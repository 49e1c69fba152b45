import { useEffect } from 'react'
import { venuePlace } from '#shared/keys.ts'
import { matchKey } from './keys.ts'
import { keymap } from './state/keymap.ts'
import { useSession } from './state/session.ts'
import { lookAtNumber, lookAtVenue } from './state/switching.ts'
import { useVenues } from './state/venues.ts'
import { Button } from './ui/button.tsx'
import { venueSaid } from './words/venues.ts'

/** Where nobody is signed in to the venue that is looked at: the way to the others. */
export default function OtherVenues() {
  const account = useSession((s) => s.status?.account ?? null)
  const list = useVenues((s) => s.list)
  const others = list.filter((one) => one.account !== account)
  useEffect(() => {
    // The page of signing in has no other keys than these.
    const listen = (event: KeyboardEvent) => {
      const { action } = matchKey(event, 'text', null, keymap())
      const place = action === null ? null : venuePlace(action)
      if (place === null) return
      event.preventDefault()
      lookAtNumber(place)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  if (others.length === 0) return null
  const own = list.find((one) => one.account === account)
  return (
    <nav aria-label="Venues" className="mt-5 border-line border-t pt-3">
      {own !== undefined && (
        <p dir="auto" className="mb-2 text-center text-dim text-xs">
          This is {own.name}.
        </p>
      )}
      {others.map((one) => (
        <Button key={one.account} look="quiet" className="w-full" onClick={() => void lookAtVenue(one.account)}>
          {venueSaid(one)}
        </Button>
      ))}
    </nav>
  )
}
