/** What a window is shown of the mirror. Every question is parsed; nobody is shown anything without a session. */
import type { Clock } from '#shared/clock.ts'
import { bookingsQuery, idsQuery, inboxQuery } from '#shared/rpc.ts'
import { NO_COUNTS, NO_EVALS, NO_PAGE, NO_TALLIES } from './nothing.ts'
import type { PersonalApi } from './personal-api.ts'
import type { Queries } from './queries.ts'

/** Reads, or answers what is shown instead while nobody is signed in. */
export type Visible = <T>(hidden: T, read: (queries: Queries) => T) => Promise<T>

export const shownTo = (visible: Visible, clock: Clock) =>
  ({
    inbox: (query) => visible(NO_PAGE, (queries) => queries.inbox(inboxQuery.parse(query))),
    counts: () => visible(NO_COUNTS, (queries) => queries.counts()),
    tallies: () => visible(NO_TALLIES, (queries) => queries.tallies()),
    ids: (query) => visible([], (queries) => queries.ids(idsQuery.parse(query))),
    thread: (id) => visible(null, (queries) => queries.thread(id)),
    earlier: (id, before) => visible([], (queries) => queries.earlier(id, before)),
    later: (id, after) => visible([], (queries) => queries.later(id, after)),
    threadHits: (id, search) => visible([], (queries) => queries.threadHits(id, search)),
    texts: (ids) => visible([], (queries) => queries.texts(ids)),
    draft: (id) => visible(null, (queries) => queries.draft(id)),
    decision: (id) => visible(null, (queries) => queries.decision(id)),
    typed: (id) => visible([], (queries) => queries.typed(id)),
    customer: (id) => visible(null, (queries) => queries.customer(id, clock())),
    customers: (search) => visible([], (queries) => queries.customers(search)),
    venue: () => visible(null, (queries) => queries.venue()),
    bookings: (query) => visible([], (queries) => queries.bookings(bookingsQuery.parse(query))),
    evals: () => visible(NO_EVALS, (queries) => queries.evals()),
    notices: () => visible([], (queries) => queries.notices()),
  }) satisfies Partial<PersonalApi>
