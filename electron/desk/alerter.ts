/** Tells a desk's windows and its shell what deserves a notification, as far as its person wants to be told. */
import type { Alert, AlertKind } from '#shared/alerts.ts'
import type { PreferencesRow } from '#shared/rows.ts'
import type { Notice } from '#shared/rpc.ts'
import { alertFor, type Happening, sampleAlert } from './alerts.ts'
import type { Queue } from './queue.ts'
import type { Reads } from './reads.ts'

interface AlerterOptions {
  readonly personId: string
  readonly queue: Queue
  read<T>(run: (reads: Reads) => T): Promise<T>
  cursor(): number
  tell(alerts: readonly Alert[]): void
}

export interface Alerter {
  /** To be called before the queue forgets what the mirror shows by now. */
  landed(happenings: readonly Happening[]): void
  /** Sends that were not carried out: whoever gave them may look elsewhere by now. */
  refused(notices: readonly Notice[]): void
  sample(kind: AlertKind): Promise<void>
}

export function createAlerter({ personId, queue, read, cursor, tell }: AlerterOptions): Alerter {
  const preferences = (): Promise<PreferencesRow | null> =>
    read((reads) => reads.all('preferences').find(({ id }) => id === personId) ?? null)

  /** What one has just assigned to oneself is no news. */
  const assigned = () =>
    new Set(
      queue
        .pending()
        .filter(({ command }) => command.type === 'conversation.assign' || command.type === 'bulk.apply')
        .flatMap(({ conversations }) => conversations),
    )

  const tellOf = async (happenings: readonly Happening[]): Promise<void> => {
    const looker = { personId, seenSeq: cursor(), assigned: assigned(), preferences: await preferences() }
    tell(happenings.flatMap((happening) => alertFor(happening, looker) ?? []))
  }

  return {
    landed(happenings) {
      // A mirror that cannot be read now is being rebuilt, and will not tell of old news.
      if (happenings.length > 0) tellOf(happenings).catch(() => undefined)
    },
    refused(notices) {
      const sends = notices.filter(({ type, mine }) => mine !== null && type !== 'conversation.note')
      if (sends.length > 0) tellOf(sends.map(refusedSend)).catch(() => undefined)
    },
    sample: async (kind) => tell([sampleAlert(kind, await preferences())]),
  }
}

function refusedSend({ conversationId, customerName, message }: Notice): Happening {
  const what = { kind: 'trouble', title: 'Not sent', text: message } as const
  return { ...what, conversationId, who: customerName, assigneeId: null, by: null, draft: null }
}
