/** What each step of the set-up is given. */
import type { VenueView } from '#shared/rpc.ts'

export interface StepProps {
  readonly view: VenueView
  readonly online: boolean
}
