/** The sync server's HTTP interface, as the desk uses it. Every answer passes its schema; trouble is a value. */
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { type BacktestLine, type BacktestQuery, backtestLine } from '#shared/backtest.ts'
import { type CommandAnswer, type CommandEnvelope, commandAnswer } from '#shared/commands.ts'
import { engineView } from '#shared/engine.ts'
import { ERRORS, type ErrorCode, type RefusalBody } from '#shared/errors.ts'
import {
  type AuditFilter,
  auditAnswer,
  auditVerified,
  changesReset,
  LINES,
  pageHead,
  type SignInAnswer,
  type SignInBody,
  signInAnswer,
  type TypedBatch,
  typedAnswer,
} from '#shared/feed.ts'
import { type InsightDays, insights } from '#shared/insights.ts'
import type { AuditFormat } from '#shared/rpc.ts'
import { type FillDemoBody, type SetUpBody, setupState } from '#shared/setup.ts'
import { type AcceptBody, type InviteView, inviteView, type PasswordBody, teamView } from '#shared/team.ts'

export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'unreachable' }
  /** The server asks for patience (429, 503 and other trouble of its own); nothing was consumed. */
  | { readonly kind: 'busy'; readonly retryAfter: number | null; readonly refusal: RefusalBody }
  | { readonly kind: 'unauthorised'; readonly refusal: RefusalBody }
  | { readonly kind: 'refused'; readonly status: number; readonly refusal: RefusalBody }

/** The answer to who asks for the newest. */
export type Recent = Answer<z.infer<typeof recentAnswer>>

export type Server = ReturnType<typeof createServer>

const refusalBody = z.object({ code: z.string(), message: z.string() })
const batchAnswer = z.object({ answers: z.array(commandAnswer) })
const nothing = z.object({})
const pageAnswer = z.union([changesReset, pageHead.extend({ body: z.instanceof(Uint8Array) })])
const recentAnswer = z.object({ body: z.instanceof(Uint8Array) })

const RECENT = 50
const PAGE_TIMEOUT = 30_000
const COMMAND_TIMEOUT = 10_000
const STOP_TIMEOUT = 4_000
const FILE_TIMEOUT = 120_000

/** Resolves when a request that was just made has left, where the server is near: a connection first, then the words. */
export async function sent(): Promise<void> {
  await setImmediate()
  await setImmediate()
}

export function createServer(serverUrl: string) {
  const origin = new URL(serverUrl).origin

  async function request<T>(
    path: string,
    schema: z.ZodType<T>,
    how: {
      token?: string
      body?: unknown
      method?: 'PUT'
      timeout: number
      signal?: AbortSignal
      /** How the answer is read: as JSON, as the words of a file, or its first line as JSON and the rest as `body`. */
      as?: 'text' | 'head'
    },
  ): Promise<Answer<T>> {
    const headers: Record<string, string> = { accept: how.as === 'head' ? LINES : 'application/json' }
    if (how.token !== undefined) headers.authorization = `Bearer ${how.token}`
    if (how.body !== undefined) headers['content-type'] = 'application/json'
    const signals = [AbortSignal.timeout(how.timeout), ...(how.signal === undefined ? [] : [how.signal])]
    let response: Response
    let body: unknown
    try {
      response = await fetch(origin + path, {
        method: how.method ?? (how.body === undefined ? 'GET' : 'POST'),
        headers,
        body: how.body === undefined ? null : JSON.stringify(how.body),
        signal: AbortSignal.any(signals),
        redirect: 'error',
      })
      body = response.ok && how.as !== undefined ? await READ[how.as](response) : await response.json()
    } catch {
      // No connection, a cut answer, or something that is no JSON: whoever answered, it was not our server.
      return { kind: 'unreachable' }
    }
    const parsed = schema.safeParse(body)
    return parsed.success ? { kind: 'ok', value: parsed.data } : troubleOf(response, body)
  }

  /** The lines of an answer as they come. @returns where they end */
  async function lines<T>(
    path: string,
    schema: z.ZodType<T>,
    how: { token: string; body: unknown; signal: AbortSignal; onLine: (line: T) => void },
  ): Promise<Answer<null>> {
    try {
      const response = await fetch(origin + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${how.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(how.body),
        signal: how.signal,
        redirect: 'error',
      })
      if (!response.ok || response.body === null) return troubleOf(response, await response.json())
      let rest = ''
      for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
        const parts = (rest + piece).split('\n')
        rest = parts.pop() ?? ''
        for (const part of parts) how.onLine(schema.parse(JSON.parse(part)))
      }
      return { kind: 'ok', value: null }
    } catch {
      return { kind: 'unreachable' }
    }
  }

  function troubleOf(response: Response, body: unknown): Exclude<Answer<never>, { kind: 'ok' }> {
    const refusal = refusalOf(body)
    if (response.status === 401) return { kind: 'unauthorised', refusal }
    if (response.status === 429 || response.status >= 500) {
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
      return { kind: 'busy', retryAfter: Number.isFinite(seconds) ? seconds * 1_000 : null, refusal }
    }
    if (response.ok) return { kind: 'unreachable' }
    return { kind: 'refused', status: response.status, refusal }
  }

  return {
    origin,
    signIn: (who: SignInBody): Promise<Answer<SignInAnswer>> =>
      request('/api/sign-in', signInAnswer, { body: who, timeout: COMMAND_TIMEOUT }),
    lookAtInvite: (token: string): Promise<Answer<InviteView>> =>
      request('/api/invites/look', inviteView, { body: { token }, timeout: COMMAND_TIMEOUT }),
    acceptInvite: (invite: AcceptBody): Promise<Answer<SignInAnswer>> =>
      request('/api/invites/accept', signInAnswer, { body: invite, timeout: COMMAND_TIMEOUT }),
    setupState: () => request('/api/setup', setupState, { timeout: COMMAND_TIMEOUT }),
    lookAtSetup: (token: string) => request('/api/setup/look', nothing, { body: { token }, timeout: COMMAND_TIMEOUT }),
    setUp: (body: SetUpBody) => request('/api/setup', signInAnswer, { body, timeout: COMMAND_TIMEOUT }),
    fillDemo: (body: FillDemoBody) => request('/api/setup/demo', signInAnswer, { body, timeout: PAGE_TIMEOUT }),
    removeDemo: (token: string, tokenHash: string) =>
      request('/api/demo/remove', nothing, { token, body: { tokenHash }, timeout: PAGE_TIMEOUT }),
    changePassword: (token: string, body: PasswordBody) =>
      request('/api/password', nothing, { token, body, timeout: COMMAND_TIMEOUT }),
    team: (token: string) => request('/api/team', teamView, { token, timeout: COMMAND_TIMEOUT }),
    /** Best effort: a server that does not hear it lets the session run out. */
    async signOut(token: string): Promise<void> {
      const headers = { authorization: `Bearer ${token}` }
      const signal = AbortSignal.timeout(STOP_TIMEOUT)
      await fetch(`${origin}/api/sign-out`, { method: 'POST', headers, signal, redirect: 'error' }).catch(() => null)
    },
    /** A page whose rows are left as they came, for the mirror's thread to read. */
    changes: (token: string, since: number, limit: number, signal: AbortSignal) =>
      request(`/api/changes?since=${since}&limit=${limit}`, pageAnswer, {
        token,
        timeout: PAGE_TIMEOUT,
        signal,
        as: 'head',
      }),
    /** The newest conversations: a first list. */
    recent: (token: string, signal?: AbortSignal): Promise<Recent> =>
      request(`/api/changes/recent?limit=${RECENT}`, recentAnswer, {
        as: 'head',
        token,
        timeout: PAGE_TIMEOUT,
        ...(signal && { signal }),
      }),
    command: (token: string, command: CommandEnvelope, lane: 'order' | 'stop'): Promise<Answer<CommandAnswer>> =>
      request('/api/commands', commandAnswer, {
        token,
        body: command,
        timeout: lane === 'stop' ? STOP_TIMEOUT : COMMAND_TIMEOUT,
      }),
    typed: (token: string, body: TypedBatch) =>
      request('/api/typed', typedAnswer, { token, body, method: 'PUT', timeout: COMMAND_TIMEOUT }),
    audit: (token: string, filter: AuditFilter) =>
      request(`/api/audit?${parameters(filter)}`, auditAnswer, { token, timeout: PAGE_TIMEOUT }),
    auditFile: (token: string, filter: AuditFilter & { format: AuditFormat }): Promise<Answer<string>> =>
      request(`/api/audit/export?${parameters(filter)}`, z.string(), { token, timeout: FILE_TIMEOUT, as: 'text' }),
    /** Takes as long as it takes; the signal ends it here and there. */
    backtest: (token: string, body: BacktestQuery, signal: AbortSignal, onLine: (line: BacktestLine) => void) =>
      lines('/api/backtest', backtestLine, { token, body, signal, onLine }),
    insights: (token: string, days: InsightDays) =>
      request(`/api/insights?days=${days}`, insights, { token, timeout: PAGE_TIMEOUT }),
    engine: (token: string) => request('/api/engine', engineView, { token, timeout: PAGE_TIMEOUT }),
    verifyAudit: (token: string) => request('/api/audit/verify', auditVerified, { token, timeout: PAGE_TIMEOUT }),
    batch: (token: string, commands: readonly CommandEnvelope[]) =>
      request('/api/commands/batch', batchAnswer, { token, body: { commands }, timeout: PAGE_TIMEOUT }),
  }
}

const READ = {
  text: (response: Response): Promise<unknown> => response.text(),
  async head(response: Response): Promise<unknown> {
    const bytes = new Uint8Array(await response.arrayBuffer())
    const end = bytes.indexOf(LINE_FEED)
    const head: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)))
    return { ...(head as object), body: bytes.subarray(end + 1) }
  },
}
const LINE_FEED = 10

const parameters = (given: Readonly<Record<string, string | number | undefined>>): string =>
  new URLSearchParams(
    Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  ).toString()

function refusalOf(body: unknown): RefusalBody {
  const parsed = refusalBody.safeParse(body)
  const code: ErrorCode = parsed.success && parsed.data.code in ERRORS ? (parsed.data.code as ErrorCode) : 'internal'
  return { code, message: parsed.success ? parsed.data.message : ERRORS[code][1] }
}
