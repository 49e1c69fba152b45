import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Refusal } from '#shared/errors.ts'
import { faultsSchema } from './faults.ts'
import { phoneNumber } from './numbers.ts'
import type { Provider } from './provider.ts'
import { phoneOf, type Text } from './store.ts'
import type { Delivery } from './webhooks.ts'
import { phoneView } from './wire.ts'

const number = z.string().transform((written, context) => {
  const found = phoneNumber(written)
  if (found) return found
  context.addIssue({ code: 'custom', message: 'not a phone number' })
  return z.NEVER
})

const sendSchema = z.strictObject({
  from: number,
  to: number.optional(),
  body: z.string().max(1600).default(''),
  media: z
    .array(z.strictObject({ url: z.url(), contentType: z.string().min(1).max(100) }))
    .max(10)
    .default([]),
})

const redeliverSchema = z.strictObject({ messageSid: z.string().regex(/^(SM|MM)[0-9a-f]{32}$/) })
const messagesSchema = z.object({ number, all: z.enum(['0', '1']).default('0') })

/** What the phone is told of a text that did not get through; the sid lets it be sent once more, as the same text. */
interface Undelivered {
  code: 'webhook_unreachable' | 'webhook_broken' | 'webhook_refused'
  message: string
  messageSid: string
}

/** An event of the phone page's live stream. */
export interface PhoneEvents {
  readonly publish: (event: 'text' | 'faults', data: unknown) => void
  readonly open: (stream: ServerResponse) => void
  readonly close: () => void
}

export function phoneEvents(): PhoneEvents {
  const streams = new Set<ServerResponse>()
  return {
    publish(event, data) {
      if (streams.size === 0) return
      const line = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
      for (const stream of streams) stream.write(line)
    },
    open(stream) {
      streams.add(stream)
      stream.on('close', () => streams.delete(stream))
      stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      stream.write('retry: 500\n\n')
    },
    close() {
      for (const stream of streams) stream.end()
    },
  }
}

/** The phones' side: sending as a customer, reading what a phone has, and the fault switches. */
export async function phoneRoutes(
  app: FastifyInstance,
  options: { provider: Provider; events: PhoneEvents; venueNumber: string; venueName: string },
): Promise<void> {
  const { provider, events, venueNumber, venueName } = options
  const { store, faults } = provider

  app.get('/phone/venue', async () => ({ name: venueName, number: venueNumber }))

  app.post('/phone/send', async (request, reply) => {
    const { from, to = venueNumber, body, media } = parse(sendSchema, request.body)
    const { text, delivery } = await provider.receive({ from, to, body, media })
    const failure = undelivered(text, delivery)
    return failure ? reply.code(502).send(failure) : { messageSid: text.sid, status: text.status }
  })

  app.post('/phone/redeliver', async (request, reply) => {
    const { messageSid } = parse(redeliverSchema, request.body)
    const text = store.get(messageSid)
    if (text?.kind !== 'inbound') throw new Refusal('not_found', 'No phone has sent a text with this sid.')
    const failure = undelivered(text, await provider.redeliver(text))
    return failure ? reply.code(502).send(failure) : { messageSid, status: text.status }
  })

  app.get('/phone/messages', async (request) => {
    const query = parse(messagesSchema, request.query)
    const texts = store.ofPhone(query.number)
    return (query.all === '1' ? texts : texts.filter((text) => text.kind === 'outbound')).map(phoneView)
  })

  app.get('/phone/number', async (request) => parse(z.object({ number }), request.query))
  app.get('/phone/numbers', async () =>
    store.phones().map((phone) => {
      const texts = store.ofPhone(phone)
      const last = texts.at(-1)
      return {
        number: phone,
        received: texts.filter((text) => text.kind === 'outbound').length,
        sent: texts.filter((text) => text.kind === 'inbound').length,
        optedOut: store.hasOptedOut(venueNumber, phone),
        lastAt: last?.at ?? null,
        lastBody: last?.body ?? '',
      }
    }),
  )

  app.get('/phone/faults', async () => faults.current())
  app.post('/phone/faults', async (request) => {
    faults.set(parse(faultsSchema, request.body))
    return faults.current()
  })

  app.get('/phone/events', (_request, reply) => {
    reply.hijack()
    events.open(reply.raw)
  })
}

/** A text as an event: which phone it belongs to, beside what the phone shows. */
export function textEvent(text: Text): Record<string, unknown> {
  return { phone: phoneOf(text), ...phoneView(text) }
}

function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const fields = result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)
  throw new Refusal('invalid_payload', fields.join('; '))
}

function undelivered(text: Text, delivery: Delivery): Undelivered | undefined {
  const messageSid = text.sid
  if (delivery.outcome === 'unreachable') {
    return { code: 'webhook_unreachable', message: 'The server could not be reached.', messageSid }
  }
  if (delivery.outcome === 'broken') {
    return { code: 'webhook_broken', message: 'The server did not finish its answer.', messageSid }
  }
  if (delivery.status >= 400) {
    return { code: 'webhook_refused', message: `The server answered ${delivery.status}.`, messageSid }
  }
  return undefined
}
