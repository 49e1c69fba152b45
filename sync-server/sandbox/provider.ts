import type { Clock, IdSource } from '#shared/clock.ts'
import type { FaultSwitch } from './faults.ts'
import { noticeFor, optOutTypeOf } from './keywords.ts'
import { phoneOf, type Store, type Text } from './store.ts'
import type { Delivery, Webhooks } from './webhooks.ts'
import { inboundFields, statusFields } from './wire.ts'

export interface NewText {
  readonly from: string
  readonly to: string
  readonly body: string
  readonly media: Text['media']
}

/** The provider itself: takes texts from either side and carries them to the other. */
export interface Provider {
  /** Where the texts of phones are handed in. */
  readonly smsWebhook: string
  readonly store: Store
  readonly faults: FaultSwitch
  /** The venue's text reaches the phone at once; its delivery reports follow by themselves. */
  accept(text: NewText & { statusCallback?: string }): Text
  /** A phone's text: stored, answered where it is a keyword, and handed to the webhook. */
  receive(text: NewText): Promise<{ text: Text; delivery: Delivery }>
  /** Hands a phone's text to the webhook once more, the same in every field. */
  redeliver(text: Text): Promise<Delivery>
  /** Resolves when every delivery report under way has been answered or given up. */
  settled(): Promise<void>
}

export interface ProviderParts {
  readonly accountSid: string
  readonly smsWebhook: string
  readonly store: Store
  readonly faults: FaultSwitch
  readonly webhooks: Webhooks
  readonly clock: Clock
  /** 32 hexadecimal digits. */
  readonly ids: IdSource
  readonly signal: AbortSignal
}

export function provider(parts: ProviderParts): Provider {
  const { accountSid, store, faults, webhooks, clock, ids, signal } = parts
  const reports = new Set<Promise<void>>()

  const write = (text: NewText, rest: Pick<Text, 'kind' | 'status'> & Partial<Text>): Text => {
    const at = clock()
    const sid = `${text.media.length > 0 ? 'MM' : 'SM'}${ids()}`
    store.add({ ...text, sid, at, updatedAt: at, sentAt: null, ...rest })
    return store.get(sid)!
  }

  const report = async (text: Text) => {
    for (const status of ['sent', 'delivered'] as const) {
      if (signal.aborted) return
      store.setStatus(text.sid, status, clock())
      if (text.statusCallback && !faults.current().dropStatus) {
        await webhooks(text.statusCallback, statusFields(accountSid, text, status))
      }
    }
  }

  // The answer to the request goes out first: reports begin in the next turn of the event loop.
  const reportLater = (text: Text) => {
    const done = new Promise<void>((resolve) => setImmediate(resolve)).then(() => report(text))
    reports.add(done)
    done.finally(() => reports.delete(done))
  }

  const redeliver = async (text: Text) => {
    store.setStatus(text.sid, 'sending', clock())
    const delivery = await webhooks(parts.smsWebhook, inboundFields(accountSid, text))
    const taken = delivery.outcome === 'answered' && delivery.status < 400
    store.setStatus(text.sid, taken ? 'received' : 'undelivered', clock())
    return delivery
  }

  return {
    smsWebhook: parts.smsWebhook,
    store,
    faults,
    redeliver,
    accept({ statusCallback, ...text }) {
      const accepted = write(text, { kind: 'outbound', status: 'queued', ...(statusCallback && { statusCallback }) })
      reportLater(accepted)
      return accepted
    },
    async receive(incoming) {
      const optedOut = store.hasOptedOut(incoming.to, incoming.from)
      const optOutType = optOutTypeOf(incoming.body, optedOut)
      const text = write(incoming, { kind: 'inbound', status: 'sending', ...(optOutType && { optOutType }) })
      if (optOutType) {
        if (optOutType !== 'HELP') store.setOptOut(text.to, phoneOf(text), optOutType === 'STOP')
        const notice = noticeFor(optOutType, optedOut)
        if (notice) {
          const back = { from: text.to, to: text.from, body: notice, media: [] }
          write(back, { kind: 'notice', status: 'delivered' })
        }
      }
      return { text, delivery: await redeliver(text) }
    },
    async settled() {
      while (reports.size > 0) await Promise.all(reports)
    },
  }
}
