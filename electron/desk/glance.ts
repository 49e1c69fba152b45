/** What is said of a venue while another one is looked at, and of what its server has not heard. */
import type { z } from 'zod'
import { ME, NOBODY } from '#shared/filters.ts'
import type { DeskStatus, inboxQuery } from '#shared/rpc.ts'
import type { Unsent, VenueGlance } from '#shared/venues.ts'
import type { Queries } from './queries.ts'
import { isOpen, type Queue } from './queue.ts'

type Read = <T>(run: (queries: Queries) => T) => Promise<T>

const NEEDS_ME: z.output<typeof inboxQuery> = {
  view: 'needs_you',
  filter: { assignee: [ME, NOBODY] },
  search: '',
  offset: 0,
  limit: 1,
}

interface Glanced {
  readonly account: string
  /** As the server called it at the last sign-in. */
  readonly name: string
  readonly status: DeskStatus
  readonly read: Read
}

export async function glanceOf({ account, name, status, read }: Glanced): Promise<Omit<VenueGlance, 'inView'>> {
  // Nobody is signed in: what the mirror holds is hidden.
  if (status.connection === 'signed_out') return { account, name, status, needsYou: 0, needsAnybody: 0, autoSend: null }
  return read((queries) => {
    const venue = queries.killSwitch()
    return {
      account,
      name: venue?.name ?? name,
      status,
      needsYou: queries.inbox(NEEDS_ME).total,
      needsAnybody: queries.counts().needs_you,
      autoSend: venue,
    }
  })
}

/** Commands first, in their order; then words that were typed and not sent. */
export function unsentOf(queue: Queue, read: Read): Promise<readonly Unsent[]> {
  return read((queries) => [
    ...queue
      .pending()
      .filter(isOpen)
      .map(({ command, conversations, mine, at }) => ({
        id: command.id,
        type: command.type,
        customerName: queries.customerName(conversations[0]),
        text: mine,
        at,
      })),
    ...queue.typed
      .untold(MOST_TYPED)
      .filter(({ text }) => text.trim() !== '')
      .map(({ conversationId, place, draftId, text, at }) => ({
        id: `typed-${place}-${draftId ?? conversationId}-${at}`,
        type: 'typed',
        customerName: queries.customerName(conversationId),
        text,
        at,
      })),
  ])
}

const MOST_TYPED = 1_000
