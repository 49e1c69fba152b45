/**
 * What the provider's webhooks say, once it is sure that the provider said it.
 *
 * The signature covers the address and the fields joined without separators, so one signature fits many ways of
 * cutting the same characters into fields. The shape below leaves only one: names are words, `+` stands in numbers and
 * texts alone, and before `From` in the order of the signature there are only fields whose values are fixed.
 */
import twilio from 'twilio'
import { z } from 'zod'
import { Refusal } from '#shared/errors.ts'
import { storableText } from '#shared/storable.ts'
import type { InboundText, StatusUpdate } from '../channel.ts'

export interface TwilioAccount {
  readonly accountSid: string
  readonly authToken: string
}

export interface WebhookRequest {
  /** The address that the provider called, as configured, with path and query: what it signed. */
  readonly url: string
  readonly signature: string | undefined
  /** The form as it came. */
  readonly body: string
}

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/)
export const messageSid = z.string().regex(/^(SM|MM)[0-9a-f]{32}$/)

const NAME = /^[A-Z][A-Za-z]*\d{0,2}$/
/** Names that sort before `From`, with what each may hold. */
const EARLY: Readonly<Record<string, RegExp>> = {
  AccountSid: /^AC[0-9a-f]{32}$/,
  ApiVersion: /^\d{4}-\d\d-\d\d$/,
  Body: /^/,
  ErrorCode: /^\d{0,6}$/,
  ErrorMessage: /^[^+]*$/,
}
const MAY_HOLD_PLUS: ReadonlySet<string> = new Set(['Body', 'From', 'To'])

const sms = z.object({
  AccountSid: z.string(),
  MessageSid: messageSid,
  From: e164,
  To: e164,
  Body: z.string().max(10_000),
  NumMedia: z.string().regex(/^\d{1,2}$/),
})

/** Words of the provider for where a text is; the ones left out say nothing that is not known. */
const STATUSES: Readonly<Record<string, StatusUpdate['status']>> = {
  accepted: 'accepted',
  scheduled: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'accepted',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
}
export const statusOf = (word: string): StatusUpdate['status'] | undefined =>
  Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined

const status = z.object({
  AccountSid: z.string(),
  MessageSid: messageSid,
  MessageStatus: z.string().transform((word, context) => {
    const known = statusOf(word)
    if (known === undefined) context.addIssue('an unknown status')
    return known ?? z.NEVER
  }),
  From: e164,
  To: e164,
  ErrorCode: z.string().optional(),
})

const claim = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/)

/** @throws Refusal bad_webhook, bad_signature. */
export function readSms(account: TwilioAccount, request: WebhookRequest): InboundText {
  const fields = shaped(sms, account, verified(account, request))
  return {
    channel: 'sms',
    providerId: fields.MessageSid,
    from: fields.From,
    to: fields.To,
    body: storableText(fields.Body),
    media: Number(fields.NumMedia),
  }
}

/** @throws Refusal bad_webhook, bad_signature. */
export function readStatus(account: TwilioAccount, request: WebhookRequest): StatusUpdate {
  const fields = shaped(status, account, verified(account, request))
  return {
    providerId: fields.MessageSid,
    claimId: claimOf(request.url),
    status: fields.MessageStatus,
    errorCode: fields.ErrorCode ? fields.ErrorCode : null,
  }
}

/** The fields, each once, of a form whose signature fits. */
function verified(account: TwilioAccount, request: WebhookRequest): Record<string, string> {
  const fields: Record<string, string> = Object.create(null)
  for (const [name, value] of new URLSearchParams(request.body)) {
    if (name in fields) throw new Refusal('bad_webhook', 'A field is there twice.')
    fields[name] = value
  }
  const { authToken } = account
  if (!request.signature || !twilio.validateRequest(authToken, request.signature, request.url, fields)) {
    throw new Refusal('bad_signature')
  }
  return fields
}

function shaped<S extends z.ZodType<{ AccountSid: string }>>(
  schema: S,
  { accountSid }: TwilioAccount,
  fields: Readonly<Record<string, string>>,
): z.output<S> {
  for (const [name, value] of Object.entries(fields)) {
    const early = Object.hasOwn(EARLY, name) ? EARLY[name] : undefined
    const known = early ? early.test(value) : name >= 'From'
    if (!NAME.test(name) || !known || (value.includes('+') && !MAY_HOLD_PLUS.has(name))) {
      throw new Refusal('bad_webhook', 'A field has not the right form.')
    }
  }
  const parsed = schema.safeParse({ ...fields })
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
    throw new Refusal('bad_webhook', `Not of the right form, or not there: ${where}.`)
  }
  if (parsed.data.AccountSid !== accountSid) throw new Refusal('bad_webhook', 'It is for another account.')
  return parsed.data
}

/** The claim in the callback's own address; null where there is none. */
function claimOf(url: string): string | null {
  const query = new URL(url).searchParams
  if (query.size === 0) return null
  const parsed = claim.safeParse(query.get('claim'))
  if (!parsed.success || query.size !== 1) throw new Refusal('bad_webhook', 'The claim has not the right form.')
  return parsed.data
}
