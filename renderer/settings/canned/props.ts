import type { VenueView } from '#shared/rpc.ts'

export interface CannedProps {
  readonly view: VenueView
  readonly online: boolean
  /** Everybody's may be changed, too. */
  readonly owner: boolean
}
