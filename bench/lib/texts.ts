/** Texts of customers as the provider posts them: signed, each with an id of its own. */
import { randomBytes } from 'node:crypto'
import twilio from 'twilio'
import { DEMO_VENUE_NUMBER, SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN } from '../../sync-server/sandbox/credentials.ts'
import { customerNumber } from '../venue/rows.ts'
import { requestOf } from './http.ts'

export interface Text {
  readonly sid: string
  readonly request: Buffer
}

const PATH = '/webhooks/twilio/sms'

/** A text of one of the big venue's customers. @param server its address: part of the signature */
export function textTo(server: string, customer: number, body: string): Text {
  const sid = `SM${randomBytes(16).toString('hex')}`
  const fields = {
    AccountSid: SANDBOX_ACCOUNT_SID,
    ApiVersion: '2010-04-01',
    Body: body,
    From: customerNumber(customer),
    FromCity: '',
    FromCountry: 'GB',
    FromState: '',
    FromZip: '',
    MessageSid: sid,
    NumMedia: '0',
    NumSegments: '1',
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: 'received',
    To: DEMO_VENUE_NUMBER,
    ToCity: '',
    ToCountry: 'GB',
    ToState: '',
    ToZip: '',
  }
  const url = new URL(PATH, server)
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'x-twilio-signature': twilio.getExpectedTwilioSignature(SANDBOX_AUTH_TOKEN, url.href, fields),
    'i-twilio-idempotency-token': sid,
    'user-agent': 'TwilioProxy/1.1',
    accept: '*/*',
  }
  return { sid, request: requestOf('POST', url, headers, new URLSearchParams(fields).toString()) }
}
