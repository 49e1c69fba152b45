/** What the parts of the server are given; built once in server.ts. */
import type { Logger } from 'pino'
import type { Clock, IdSource } from '#shared/clock.ts'
import type { Role } from '#shared/rows.ts'
import type { Channel } from './channels/channel.ts'
import type { Reviews } from './channels/reviews/client.ts'
import type { CalendarOptions } from './diary/calendar.ts'
import type { Engine } from './engines/engine.ts'
import type { Models } from './engines/models.ts'
import type { Journal } from './erasure/journal.ts'
import type { Storage } from './storage/storage.ts'
import type { PresenceBook } from './sync/presence.ts'

export interface Deps {
  readonly storage: Storage
  readonly clock: Clock
  /** Milliseconds that only rise (performance.now): what a wall clock that jumps cannot fool. */
  readonly monotonic: Clock
  readonly ids: IdSource
  readonly logger: Logger
  /** The local one: it answers where no model does. */
  readonly engine: Engine
  /** What the server's key opens; absent: it has none. */
  readonly models?: Models
  readonly sms: Channel
  /** Absent: no reviews. */
  readonly reviews?: Reviews
  /** Where calendar feeds may lie; absent: on the public internet only. */
  readonly calendars?: CalendarOptions
  /** Where it is told that an agent is at work; absent: nobody asks. */
  readonly presence?: Pick<PresenceBook, 'atWork'>
  /** Where erasures are noted beside the database; absent: nowhere. */
  readonly journal?: Journal
  /** Something became due: the scheduler looks now; or will at that instant, and it looks then at the latest. */
  readonly wake: (at?: number) => void
}

/** Who asks: the person behind a valid session. */
export interface Session {
  readonly personId: string
  readonly venueId: string
  readonly role: Role
}
