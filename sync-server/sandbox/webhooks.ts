import { randomUUID } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import twilio from 'twilio'

/** What became of one webhook request: `broken` means that the connection stood, but no whole answer came over it. */
export type Delivery =
  | { readonly outcome: 'answered'; readonly status: number }
  | { readonly outcome: 'unreachable' }
  | { readonly outcome: 'broken' }

export type Webhooks = (url: string, fields: Record<string, string>) => Promise<Delivery>

/**
 * Posts webhooks as the provider does: form encoded, signed over the exact address, each on a connection of its own.
 * A connection that cannot be made is tried once more; anything later is not, since the request may have been read.
 */
export function signedWebhooks(authToken: string, timeoutMs: number, signal: AbortSignal): Webhooks {
  return async (url, fields) => {
    const body = new URLSearchParams(fields).toString()
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, url, fields),
      'i-twilio-idempotency-token': randomUUID(),
    }
    const first = await post(url, headers, body, timeoutMs, signal)
    return first.outcome === 'unreachable' ? post(url, headers, body, timeoutMs, signal) : first
  }
}

function post(
  url: string,
  headers: Record<string, string | number>,
  body: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Delivery> {
  return new Promise((resolve) => {
    const target = new URL(url)
    const secure = target.protocol === 'https:'
    const send = secure ? httpsRequest : httpRequest
    let connected = false
    const request = send(
      target,
      { method: 'POST', headers, agent: false, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) },
      (response) => {
        response.on('error', () => resolve({ outcome: 'broken' }))
        response.on('end', () => resolve({ outcome: 'answered', status: response.statusCode ?? 0 }))
        response.resume()
      },
    )
    request.on('socket', (socket) => {
      socket.on(secure ? 'secureConnect' : 'connect', () => {
        connected = true
      })
    })
    request.on('error', () => resolve(connected ? { outcome: 'broken' } : { outcome: 'unreachable' }))
    request.end(body)
  })
}
