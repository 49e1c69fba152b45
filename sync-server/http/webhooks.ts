/** The provider's webhooks: verify, store, answer. Nothing slow runs here. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '#shared/errors.ts'
import { ingest } from '../channels/ingest.ts'
import { inboundOf } from '../channels/reviews/review.ts'
import { readReview } from '../channels/reviews/webhook.ts'
import { readSms, readStatus, type WebhookRequest } from '../channels/twilio/webhook.ts'
import { inbound } from '../metrics.ts'
import { applyStatus } from '../sending/status.ts'
import type { App, Edge } from './edge.ts'
import { refusals } from './refusals.ts'

const EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

/** Reviews that are pushed: signed over their bytes, so that these are read as they came. */
export function reviewRoutes(hooks: App, { deps, reviewsSecret }: Edge): void {
  hooks.removeAllContentTypeParsers()
  hooks.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  const response = refusals(
    'bad_webhook',
    'bad_signature',
    'unknown_location',
    'unsupported_media_type',
    'storage_full',
    'storage_unavailable',
  )
  hooks.post(
    '/reviews',
    { schema: { summary: 'A public review; a repeat has no effect', response } },
    async (request) => {
      const header = (name: string) => {
        const value = request.headers[name]
        return typeof value === 'string' ? value : undefined
      }
      const body = typeof request.body === 'string' ? request.body : ''
      const pushed = { timestamp: header('x-greenlight-timestamp'), signature: header('x-greenlight-signature'), body }
      const { stored } = await ingest(deps, inboundOf(readReview(reviewsSecret, pushed, deps.clock())))
      return { stored }
    },
  )
}

export function webhookRoutes(hooks: App, { deps, publicUrl, twilio }: Edge): void {
  hooks.removeAllContentTypeParsers()
  hooks.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
  const asSigned = (request: FastifyRequest): WebhookRequest => {
    const signature = request.headers['x-twilio-signature']
    return {
      url: publicUrl() + request.originalUrl,
      signature: typeof signature === 'string' ? signature : undefined,
      body: typeof request.body === 'string' ? request.body : '',
    }
  }
  const response = refusals(
    'bad_webhook',
    'bad_signature',
    'unsupported_media_type',
    'storage_full',
    'storage_unavailable',
  )

  hooks.post(
    '/sms',
    {
      schema: {
        summary: 'An inbound text; a repeat has no effect',
        response: { ...response, ...refusals('unknown_number') },
      },
    },
    async (request, reply) => {
      try {
        const { stored } = await ingest(deps, readSms(twilio, asSigned(request)))
        inbound.inc({ result: stored ? 'stored' : 'repeat' })
      } catch (error) {
        inbound.inc({ result: error instanceof Refusal ? 'refused' : 'failed' })
        throw error
      }
      return empty(reply)
    },
  )
  hooks.post('/status', { schema: { summary: 'A delivery status', response } }, async (request, reply) => {
    await applyStatus(deps, readStatus(twilio, asSigned(request)))
    return empty(reply)
  })
}

function empty(reply: FastifyReply): FastifyReply {
  return reply.code(200).type('text/xml').send(EMPTY_TWIML)
}
