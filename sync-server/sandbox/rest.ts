import { timingSafeEqual } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Trouble } from './faults.ts'
import { phoneNumber } from './numbers.ts'
import type { NewText, Provider } from './provider.ts'
import type { Text } from './store.ts'
import {
  API_VERSION,
  ApiError,
  accountResource,
  apiError,
  apiErrorOfStatus,
  type HeldNumber,
  messageResource,
  messagesPath,
  numbersPage,
} from './wire.ts'

const LONGEST_BODY = 1600
const LARGEST_PAGE = 1000

const field = z.string().optional()
const messageFormSchema = z.object({
  To: field,
  From: field,
  Body: field,
  StatusCallback: field,
  MediaUrl: z.union([z.string().transform((url) => [url]), z.array(z.string())]).default([]),
})

const day = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/
const instant = z.string().regex(day).optional()
const listQuerySchema = z.object({
  To: field,
  From: field,
  DateSent: instant,
  'DateSent<': instant,
  'DateSent>': instant,
  PageSize: z.coerce.number().int().min(1).catch(50),
  Page: z.coerce.number().int().min(0).catch(0),
  PageToken: field,
})

const numbersQuerySchema = z.object({ PhoneNumber: field })

type ListQuery = z.infer<typeof listQuerySchema>

/** The provider's REST API, as far as sending, listing and looking at account and numbers goes. Refusals have the provider's shape and codes. */
export async function restRoutes(
  app: FastifyInstance,
  {
    accountSid,
    authToken,
    provider,
    signal,
  }: { accountSid: string; authToken: string; provider: Provider; signal: AbortSignal },
): Promise<void> {
  const { store, faults } = provider
  const account = messagesPath(accountSid).replace(`/${API_VERSION}`, '')
  const basic = Buffer.from(`Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`)

  app.setErrorHandler((error, _request, reply) => {
    const refusal = error instanceof ApiError ? error : apiError(isClientFault(error) ? 20001 : 20500)
    return reply.code(refusal.body.status).send(refusal.body)
  })
  app.setNotFoundHandler(() => {
    throw apiError(20404)
  })
  app.addHook('onRequest', async (request, reply) => {
    const given = Buffer.from(request.headers.authorization ?? '')
    if (given.length === basic.length && timingSafeEqual(given, basic)) return
    reply.header('www-authenticate', 'Basic realm="Twilio API"')
    throw apiError(20003)
  })

  app.post(`${account}.json`, async (request, reply) => {
    const plan = faults.next('send')
    if (plan.instead !== undefined) return strike(plan.instead, plan.delayMs, reply)
    const text = provider.accept(parseMessage(request.body))
    const answer = messageResource(accountSid, text)
    if (plan.after) return strike(plan.after, plan.delayMs, reply)
    await late(plan.delayMs)
    return reply.code(201).send(answer)
  })

  app.get(`${account}.json`, (request, reply) =>
    read(reply, () => {
      const query = listQuerySchema.safeParse(request.query)
      if (!query.success) throw apiError(20001)
      return page(query.data)
    }),
  )
  app.get<{ Params: { sid: string } }>(`${account}/:sid.json`, (request, reply) =>
    read(reply, () => {
      const text = store.get(request.params.sid)
      if (!text || text.kind === 'notice') throw apiError(20404)
      return messageResource(accountSid, text)
    }),
  )
  app.get(`/Accounts/${accountSid}.json`, (_request, reply) => read(reply, () => accountResource(accountSid)))
  app.get(`/Accounts/${accountSid}/IncomingPhoneNumbers.json`, (request, reply) =>
    read(reply, () => {
      const query = numbersQuerySchema.safeParse(request.query)
      if (!query.success) throw apiError(20001)
      return numbersPage(accountSid, held(query.data.PhoneNumber ?? ''))
    }),
  )

  /** The answer to a request that changes nothing, under the faults of those. */
  async function read(reply: FastifyReply, answer: () => Record<string, unknown>): Promise<unknown> {
    const plan = faults.next('read')
    const trouble = plan.instead ?? plan.after
    if (trouble !== undefined) return strike(trouble, plan.delayMs, reply)
    const given = answer()
    await late(plan.delayMs)
    return given
  }

  /** Whoever asks for a number by name has it: anybody may be anybody here. */
  function held(asked: string): readonly HeldNumber[] {
    const number = phoneNumber(asked)
    const wrong = faults.current().number
    if (number === undefined || wrong === 'not_held') return []
    const smsUrl = wrong === 'elsewhere' ? 'https://elsewhere.example/sms' : provider.smsWebhook
    return [{ number, sms: wrong !== 'no_sms', smsUrl }]
  }

  async function late(delayMs: number): Promise<void> {
    if (delayMs > 0) await delay(delayMs, undefined, { signal })
  }

  /** Carries a fault out in place of the answer. */
  async function strike(trouble: Trouble | number, delayMs: number, reply: FastifyReply): Promise<FastifyReply> {
    await late(delayMs)
    if (typeof trouble === 'number') throw apiErrorOfStatus(trouble)
    reply.hijack()
    if (trouble === 'reset') reply.raw.socket?.resetAndDestroy()
    return reply
  }

  function parseMessage(body: unknown): NewText & { statusCallback?: string } {
    const form = messageFormSchema.safeParse(body ?? {})
    if (!form.success) throw apiError(20001)
    const { To, From, Body, StatusCallback, MediaUrl } = form.data
    if (!To) throw apiError(21604)
    if (!From) throw apiError(21603)
    if (!Body && MediaUrl.length === 0) throw apiError(21602)
    const to = phoneNumber(To)
    const from = phoneNumber(From)
    if (!to) throw apiError(21211)
    if (!from) throw apiError(21212)
    if (to === from) throw apiError(21266)
    if (Body && Body.length > LONGEST_BODY) throw apiError(21617)
    if (StatusCallback && !isWebAddress(StatusCallback)) throw apiError(21609)
    if (store.hasOptedOut(from, to)) throw apiError(21610)
    const media = MediaUrl.map((url) => ({ url, contentType: 'image/jpeg' }))
    return { to, from, body: Body ?? '', media, ...(StatusCallback && { statusCallback: StatusCallback }) }
  }

  function page(query: ListQuery): Record<string, unknown> {
    const size = Math.min(query.PageSize, LARGEST_PAGE)
    const matching = store.all().filter(matcher(query)).toReversed()
    // A token names the last text of the page before, so that texts arriving meanwhile shift nothing.
    const after = query.PageToken
      ? matching.findIndex((text) => `PA${text.sid}` === query.PageToken) + 1
      : query.Page * size
    const texts = matching.slice(after, after + size)
    const last = texts.at(-1)
    const uri = (number: number, token?: string) => {
      const parameters = new URLSearchParams()
      for (const name of ['To', 'From', 'DateSent', 'DateSent<', 'DateSent>'] as const) {
        const value = query[name]
        if (value !== undefined) parameters.set(name, value)
      }
      parameters.set('PageSize', String(size))
      parameters.set('Page', String(number))
      if (token) parameters.set('PageToken', token)
      return `${messagesPath(accountSid)}.json?${parameters}`
    }
    const more = last && after + size < matching.length
    return {
      messages: texts.map((text) => messageResource(accountSid, text)),
      page: query.Page,
      page_size: size,
      start: after,
      end: after + Math.max(0, texts.length - 1),
      uri: uri(query.Page, query.PageToken),
      first_page_uri: uri(0),
      next_page_uri: more ? uri(query.Page + 1, `PA${last.sid}`) : null,
      previous_page_uri: query.Page > 0 ? uri(query.Page - 1) : null,
    }
  }
}

/** Filters compare whole days in UTC where a day was given, instants where an instant was. */
function matcher(query: ListQuery): (text: Text) => boolean {
  const to = query.To && (phoneNumber(query.To) ?? query.To)
  const from = query.From && (phoneNumber(query.From) ?? query.From)
  const at = (text: Text, filter: string) =>
    new Date(text.sentAt ?? text.at).toISOString().slice(0, filter.length === 10 ? 10 : 19)
  const { DateSent: on, 'DateSent<': before, 'DateSent>': since } = query
  return (text) =>
    text.kind !== 'notice' &&
    (!to || text.to === to) &&
    (!from || text.from === from) &&
    (!on || at(text, on.slice(0, 10)) === on.slice(0, 10)) &&
    (!before || at(text, before) <= cut(before)) &&
    (!since || at(text, since) >= cut(since))
}

/** To whole seconds, which is how precise the API's times are. */
const cut = (filter: string) => filter.slice(0, 19)

function isWebAddress(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && ['http:', 'https:'].includes(url.protocol)
}

function isClientFault(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500
}
