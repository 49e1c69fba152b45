/** Alive, ready, and numbers for a monitor. */
import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { z } from 'zod'
import { Refusal } from '#shared/errors.ts'
import { sha256 } from '../hash.ts'
import { openTurns, outboxMessages, registry } from '../metrics.ts'
import { inOutbox } from '../sending/outbox.ts'
import { MIGRATIONS } from '../storage/migrate.ts'
import type { Storage } from '../storage/storage.ts'
import type { App, Edge } from './edge.ts'
import { refusals } from './refusals.ts'

const READY_WITHIN_MS = 2_000

export function healthRoutes(app: App, { deps, metricsToken }: Edge): void {
  const ok = z.object({ ok: z.literal(true) })
  app.get('/healthz', { schema: { summary: 'The process is alive', response: { 200: ok } } }, async () => ({
    ok: true as const,
  }))
  app.get(
    '/readyz',
    { schema: { summary: 'Storage answers, migrations are done', response: { 200: ok, ...refusals('not_ready') } } },
    async () => {
      if (!(await answersInTime(isMigrated(deps.storage)))) throw new Refusal('not_ready')
      return { ok: true as const }
    },
  )
  const metrics = { summary: 'Prometheus text', response: refusals('metrics_refused') }
  app.get('/metrics', { schema: metrics }, async (request, reply) => {
    if (!mayMeasure(request, metricsToken)) throw new Refusal('metrics_refused')
    await gauge(deps.storage)
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}

/** With a token, whoever shows it; without one, this machine, and nobody for whom a proxy on it asks. */
function mayMeasure(request: FastifyRequest, token: string | null): boolean {
  if (token !== null) return sameText(request.headers.authorization ?? '', `Bearer ${token}`)
  const passedOn = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'via'].some((name) => name in request.headers)
  return !passedOn && isLoopback(request.ip)
}

const isLoopback = (address: string): boolean => address === '::1' || /^(::ffff:)?127\./.test(address)

/** In a time that tells nothing of how much of it was right. */
function sameText(given: string, wanted: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(wanted)))
}

function isMigrated(storage: Storage): Promise<boolean> {
  return storage.read(async (db) => {
    const { rows } = await sql<{ version: number }>`SELECT max(version) AS version FROM schema_version`.execute(db)
    return rows[0]?.version === MIGRATIONS.at(-1)?.number
  })
}

/** false as well where it fails, or does not answer at all. */
async function answersInTime(question: Promise<boolean>): Promise<boolean> {
  const late = Promise.withResolvers<false>()
  const timer = setTimeout(() => late.resolve(false), READY_WITHIN_MS)
  try {
    return await Promise.race([question.catch(() => false), late.promise])
  } finally {
    clearTimeout(timer)
  }
}

async function gauge(storage: Storage): Promise<void> {
  const { states, turns } = await storage.read(async (db) => ({
    states: await db
      .selectFrom('messages')
      .select((e) => ['state', e.fn.countAll<number>().as('n')])
      .where(inOutbox)
      .groupBy('state')
      .execute(),
    turns: await db
      .selectFrom('turns')
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow(),
  }))
  outboxMessages.reset()
  for (const state of ['queued', 'claimed', 'unknown']) outboxMessages.set({ state }, 0)
  for (const { state, n } of states) outboxMessages.set({ state }, Number(n))
  openTurns.set(Number(turns.n))
}
