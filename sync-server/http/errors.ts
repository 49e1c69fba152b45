/** Whatever goes wrong becomes `{code, message}` with the fitting status; never a stack, never what was sent. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { Refusal } from '#shared/errors.ts'
import { faultOf } from '../fault.ts'
import { TooManyAttempts } from './attempts.ts'

export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error)
  if (refusal.status >= 500)
    request.log.error({ fault: faultOf(error), route: request.routeOptions.url }, 'request failed')
  if (refusal instanceof TooManyAttempts) reply.header('retry-after', refusal.retryAfter)
  return reply.code(refusal.status).type('application/json').send(JSON.stringify(refusal.body))
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const where = error.validation.map((v) => `${v.instancePath.slice(1).replaceAll('/', '.') || 'body'}: ${v.message}`)
    return new Refusal('invalid_payload', `This does not have the right form: ${where.join('; ')}.`)
  }
  const status = (error as Partial<FastifyError> | null)?.statusCode ?? 500
  if (status === 413) return new Refusal('body_too_large')
  if (status === 415) return new Refusal('unsupported_media_type')
  return new Refusal(status < 500 ? 'bad_request' : 'internal')
}
