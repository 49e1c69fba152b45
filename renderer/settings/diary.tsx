import type { VenueView } from '#shared/rpc.ts'
import { Bookings } from './bookings.tsx'
import { Feeds } from './feeds.tsx'
import { OpeningHours } from './opening-hours.tsx'
import { Title } from './parts.tsx'
import { Staffers } from './staffers.tsx'

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

export function Diary(props: PageProps) {
  return (
    <>
      <Title title="Hours and diary">
        When the venue is open, who works, and what is booked. A time that a reply offers is free here, and looked up
        again as the reply leaves.
      </Title>
      <OpeningHours {...props} />
      <Staffers {...props} />
      <Feeds {...props} />
      <Bookings {...props} />
    </>
  )
}
