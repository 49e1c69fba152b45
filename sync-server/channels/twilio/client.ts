/** Texts out through Twilio: at most one request a claim, and an honest word for what became of it. */
import twilio from 'twilio'
import { z } from 'zod'
import { SECOND } from '#shared/clock.ts'
import type { NumberState } from '#shared/number-check.ts'
import { countSend } from '../../metrics.ts'
import { SANDBOX_ACCOUNT_SID } from '../../sandbox/credentials.ts'
import type { Channel, Health, ListedText, SendOutcome } from '../channel.ts'
import { Busy, NotSent, Unanswered } from '../exchange.ts'
import { OneShotClient } from './http-client.ts'
import { messageSid, statusOf, type TwilioAccount } from './webhook.ts'

const DEADLINE = 10 * SECOND
const HEALTHY: Health = { healthy: true, reason: null }
const PAGE = 200
/** More than this between two numbers since one unknown outcome: nobody can match that any more. */
const MOST_LISTED = 1_000

export interface TwilioOptions extends TwilioAccount {
  /** Without a trailing slash. */
  readonly apiBaseUrl: string
  /** Where the provider reports to; asked late, since port 0 is known only when bound. */
  readonly publicUrl: () => string
  /** Milliseconds for a whole request; 10 s unless given. */
  readonly deadlineMs?: number
}

export function createTwilioChannel(options: TwilioOptions): Channel {
  const { accountSid, authToken, apiBaseUrl, deadlineMs = DEADLINE } = options
  const client = twilio(accountSid, authToken, { httpClient: new OneShotClient(apiBaseUrl, deadlineMs) })
  const { messages, incomingPhoneNumbers } = client
  const webhook = () => `${options.publicUrl()}/webhooks/twilio/sms`

  const post = async ({ from, to, body, claimId }: Parameters<Channel['send']>[0]): Promise<SendOutcome> => {
    const claim = new URLSearchParams({ claim: claimId })
    const statusCallback = `${options.publicUrl()}/webhooks/twilio/status?${claim}`
    try {
      const { sid } = await messages.create({ from, to, body, statusCallback })
      if (messageSid.safeParse(sid).success) return { kind: 'accepted', providerId: sid }
      return { kind: 'unknown', reason: 'unreadable_answer' }
    } catch (error) {
      return outcomeOf(error)
    }
  }

  return {
    async send(text) {
      const outcome = await post(text)
      countSend(outcome.kind)
      return outcome
    },
    async list({ from, to, since }) {
      const found = await messages.list({
        from,
        to,
        dateSentAfter: new Date(since),
        pageSize: PAGE,
        limit: MOST_LISTED + 1,
      })
      if (found.length > MOST_LISTED) throw new Error('the list is too long to be matched')
      return found.flatMap((text): ListedText[] => {
        const parsed = listed.safeParse(text)
        const status = parsed.success ? statusOf(parsed.data.status) : undefined
        if (!parsed.success || status === undefined) return []
        const { sid, dateSent, dateCreated, ...rest } = parsed.data
        return [{ ...rest, providerId: sid, status, at: (dateSent ?? dateCreated).getTime() }]
      })
    },
    account: () => ({
      endsWith: accountSid.slice(-4),
      sandbox: accountSid === SANDBOX_ACCOUNT_SID,
      webhook: webhook(),
    }),
    async check() {
      try {
        const status = String((await client.api.v2010.accounts(accountSid).fetch()).status)
        return status === 'active' ? HEALTHY : { healthy: false, reason: status }
      } catch (error) {
        const outcome = outcomeOf(error)
        if (outcome.kind !== 'refused') throw error
        if (outcome.credentials) return { healthy: false, reason: outcome.code }
      }
      // A key that may send need not be allowed to see the account: then listing is the proof.
      await messages.list({ pageSize: 1, limit: 1 })
      return HEALTHY
    },
    async numberState(phoneNumber) {
      try {
        const [found] = await incomingPhoneNumbers.list({ phoneNumber, pageSize: 1, limit: 1 })
        if (found === undefined) return 'not_held'
        const parsed = heldNumber.safeParse(found)
        return parsed.success && parsed.data.phoneNumber === phoneNumber ? stateOf(parsed.data, webhook()) : null
      } catch (error) {
        // A key that may send need not be allowed to see the numbers.
        if (outcomeOf(error).kind === 'refused') return null
        throw error
      }
    },
  }
}

const listed = z.object({
  sid: messageSid,
  from: z.string(),
  to: z.string(),
  body: z.string(),
  status: z.string(),
  dateCreated: z.date(),
  dateSent: z.date().nullish(),
})

const heldNumber = z.object({
  phoneNumber: z.string(),
  capabilities: z.object({ sms: z.boolean() }),
  smsUrl: z.string().nullish(),
  smsApplicationSid: z.string().nullish(),
})

/** An application, or a messaging service, has an address of its own, which stands instead and is not seen here. */
function stateOf(
  { capabilities, smsUrl, smsApplicationSid }: z.infer<typeof heldNumber>,
  webhook: string,
): NumberState {
  if (!capabilities.sms) return 'no_sms'
  return smsApplicationSid || !smsUrl || bare(smsUrl) === bare(webhook) ? 'ready' : 'elsewhere'
}

/** Without what follows `#`: how often the provider tries again. */
const bare = (address: string): string => URL.parse(address)?.href.replace(/#.*/, '') ?? address

/** An error in the provider's own shape, as the package throws it. */
const refusal = z.object({ status: z.number().int().min(400).max(499), code: z.number().int() })

/** @param error whatever the package or the connection threw. */
function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof NotSent) return { kind: 'later', afterMs: 0, reason: 'unreachable' }
  if (error instanceof Busy) return { kind: 'later', afterMs: error.afterMs, reason: 'busy' }
  if (error instanceof Unanswered) return { kind: 'unknown', reason: error.message }
  const refused = refusal.safeParse(error)
  if (!refused.success) return { kind: 'unknown', reason: 'unreadable_answer' }
  const { status, code } = refused.data
  return { kind: 'refused', code: String(code), credentials: status === 401 || status === 403 || code === 20_003 }
}
