/** What a window gets that looks at no venue: nothing to see, and nothing done. */
import { type DeskStatus, refused } from '#shared/rpc.ts'
import { NO_COUNTS, NO_EVALS, NO_PAGE, NO_TALLIES } from './nothing.ts'
import type { PersonalApi } from './personal-api.ts'

export function nobody(status: () => DeskStatus): PersonalApi {
  return {
    status: async () => status(),
    inbox: async () => NO_PAGE,
    counts: async () => NO_COUNTS,
    thread: async () => null,
    customer: async () => null,
    earlier: async () => [],
    decision: async () => null,
    venue: async () => null,
    bookings: async () => [],
    evals: async () => NO_EVALS,
    draft: async () => null,
    texts: async () => [],
    audit: async () => refused('not_signed_in'),
    auditFile: async () => refused('not_signed_in'),
    team: async () => refused('not_signed_in'),
    removeDemo: async () => refused('not_signed_in'),
    changePassword: async () => refused('not_signed_in'),
    insights: async () => refused('not_signed_in'),
    engine: async () => refused('not_signed_in'),
    backtest: async () => null,
    beginBacktest: async () => refused('not_signed_in'),
    cancelBacktest: async () => {},
    notices: async () => [],
    command: async () => refused('not_signed_in'),
    bulk: async () => refused('not_signed_in'),
    bulks: async () => [],
    dismissBulk: async () => {},
    tallies: async () => NO_TALLIES,
    ids: async () => [],
    customers: async () => [],
    threadHits: async () => [],
    later: async () => [],
    dismissNotice: async () => {},
    typed: async () => [],
    tryAlert: async () => {},
    saveTyped: async (words) => ({ ...words, at: 0 }),
  }
}
