import { createHash } from 'node:crypto'
import { segmentsOf } from '#shared/segments.ts'
import { countryOf } from './numbers.ts'
import { phoneOf, type Text } from './store.ts'

export const API_VERSION = '2010-04-01'

/** The provider's own error codes that the sandbox can answer with, each with its HTTP status. */
const API_ERRORS = {
  20001: [400, 'A parameter is not valid'],
  20003: [401, 'Authentication failed'],
  20404: [404, 'The requested resource was not found'],
  20429: [429, 'Too many requests'],
  20500: [500, 'Internal server error'],
  21211: [400, "The 'To' number is not a valid phone number"],
  21212: [400, "The 'From' number is not a valid phone number"],
  21266: [400, "'To' and 'From' are the same number"],
  21602: [400, 'A message needs a body or media'],
  21603: [400, "A 'From' number is required"],
  21604: [400, "A 'To' number is required"],
  21609: [400, "The 'StatusCallback' address is not valid"],
  21610: [400, 'The recipient has opted out of messages from this number'],
  21617: [400, 'The message body is longer than 1600 characters'],
} as const satisfies Record<number, readonly [status: number, message: string]>

export type ApiErrorCode = keyof typeof API_ERRORS

export interface ApiErrorBody {
  code: number
  message: string
  more_info: string
  status: number
}

export class ApiError extends Error {
  readonly body: ApiErrorBody

  constructor(body: ApiErrorBody) {
    super(body.message)
    this.body = body
  }
}

export function apiError(code: ApiErrorCode): ApiError {
  const [status, message] = API_ERRORS[code]
  return new ApiError({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status })
}

/** The answer to a fault that stands for an HTTP status, in the provider's shape. */
export function apiErrorOfStatus(status: number): ApiError {
  const known = { 401: 20003, 404: 20404, 429: 20429, 500: 20500 } as const
  if (status in known) return apiError(known[status as keyof typeof known])
  const code = 20_000 + status
  return new ApiError({
    code,
    message: `The service answered ${status}`,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  })
}

/** RFC 2822, as the REST API writes times: `Fri, 20 Nov 2026 09:30:00 +0000`. */
function apiDate(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000')
}

function segmentCount(text: Text): string {
  return String(text.media.length > 0 ? 1 : Math.max(1, segmentsOf(text.body).segments))
}

export function messagesPath(accountSid: string): string {
  return `/${API_VERSION}/Accounts/${accountSid}/Messages`
}

/** The account, as the REST API gives it to whoever has its credentials. */
export function accountResource(accountSid: string): Record<string, unknown> {
  return {
    sid: accountSid,
    owner_account_sid: accountSid,
    friendly_name: 'SMS sandbox',
    status: 'active',
    type: 'Full',
    uri: `/${API_VERSION}/Accounts/${accountSid}.json`,
    subresource_uris: { messages: `${messagesPath(accountSid)}.json` },
  }
}

/** A number as the account has it; texts to it go to `smsUrl`. */
export interface HeldNumber {
  readonly number: string
  readonly sms: boolean
  readonly smsUrl: string
}

/** Numbers of the account as the REST API lists them, all on one page. */
export function numbersPage(accountSid: string, held: readonly HeldNumber[]): Record<string, unknown> {
  const path = `/${API_VERSION}/Accounts/${accountSid}/IncomingPhoneNumbers`
  const resource = ({ number, sms, smsUrl }: HeldNumber) => {
    const sid = `PN${createHash('md5').update(number).digest('hex')}`
    return {
      sid,
      account_sid: accountSid,
      api_version: API_VERSION,
      phone_number: number,
      capabilities: { voice: true, sms, mms: sms, fax: false },
      sms_url: smsUrl,
      sms_method: 'POST',
      sms_application_sid: '',
      uri: `${path}/${sid}.json`,
    }
  }
  const end = Math.max(0, held.length - 1)
  return {
    incoming_phone_numbers: held.map(resource),
    page: 0,
    page_size: 50,
    start: 0,
    end,
    uri: `${path}.json`,
    first_page_uri: `${path}.json`,
    next_page_uri: null,
    previous_page_uri: null,
  }
}

/** A text as the REST API's message resource. */
export function messageResource(accountSid: string, text: Text): Record<string, unknown> {
  const uri = `${messagesPath(accountSid)}/${text.sid}`
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    body: text.body,
    date_created: apiDate(text.at),
    date_sent: text.sentAt === null ? null : apiDate(text.sentAt),
    date_updated: apiDate(text.updatedAt),
    direction: text.kind === 'inbound' ? 'inbound' : 'outbound-api',
    error_code: null,
    error_message: null,
    from: text.from,
    messaging_service_sid: null,
    num_media: String(text.media.length),
    num_segments: segmentCount(text),
    price: null,
    price_unit: 'USD',
    sid: text.sid,
    status: text.kind === 'inbound' ? 'received' : text.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: text.to,
    uri: `${uri}.json`,
  }
}

/** The form fields of an inbound webhook, the same at every delivery of the same text. */
export function inboundFields(accountSid: string, text: Text): Record<string, string> {
  return {
    ToCountry: countryOf(text.to),
    ToState: '',
    ToCity: '',
    ToZip: '',
    FromCountry: countryOf(text.from),
    FromState: '',
    FromCity: '',
    FromZip: '',
    SmsMessageSid: text.sid,
    SmsSid: text.sid,
    MessageSid: text.sid,
    AccountSid: accountSid,
    SmsStatus: 'received',
    From: text.from,
    To: text.to,
    Body: text.body,
    NumMedia: String(text.media.length),
    NumSegments: segmentCount(text),
    ApiVersion: API_VERSION,
    ...(text.optOutType && { OptOutType: text.optOutType }),
    ...Object.fromEntries(
      text.media.flatMap(({ url, contentType }, index) => [
        [`MediaUrl${index}`, url],
        [`MediaContentType${index}`, contentType],
      ]),
    ),
  }
}

/** The form fields of a delivery status callback. */
export function statusFields(accountSid: string, text: Text, status: string): Record<string, string> {
  return {
    ApiVersion: API_VERSION,
    MessageStatus: status,
    SmsStatus: status,
    SmsSid: text.sid,
    MessageSid: text.sid,
    AccountSid: accountSid,
    From: text.from,
    To: text.to,
  }
}

/** A text as the phone's own list shows it. */
export function phoneView(text: Text): Record<string, unknown> {
  return {
    sid: text.sid,
    direction: phoneOf(text) === text.to ? 'to_phone' : 'from_phone',
    from: text.from,
    to: text.to,
    body: text.body,
    at: text.at,
    status: text.status,
    ...(text.media.length > 0 && { media: text.media }),
    ...(text.kind === 'notice' && { notice: true }),
  }
}
