/**
 * A sync server for the desk's tests: real HTTP, real socket.io, rows in memory, and faults on request. It carries out
 * the commands that the desk's own behaviour depends on, by rules of its own.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server as SocketServer } from 'socket.io'
import { type CommandAnswer, type CommandEnvelope, commandBatch, commandEnvelope } from '#shared/commands.ts'
import { type AuditEntry, type Change, type ChangesPage, inLines, LINES, typedBatch } from '#shared/feed.ts'
import { typedIdOf } from '#shared/ids.ts'
import type { Presence } from '#shared/presence.ts'
import type { Row, TableName } from '#shared/rows.ts'
import { createHandlers } from './testing-handlers.ts'
import { agentRow, conversationRow, draftRow, messageRow, venueRow } from './testing-rows.ts'

/** What a fault does to a request: an answer in place of the real one, or a cut connection before or after it. */
export type Fault =
  | { readonly status: number; readonly retryAfter?: number }
  | 'cut before'
  | 'cut after'
  | { readonly hold: Promise<unknown> }
  /** Carried out at once, answered later. */
  | { readonly holdAnswer: Promise<unknown> }

export interface Received {
  readonly personId: string
  readonly command: CommandEnvelope
}

interface Stored {
  readonly seq: number
  readonly row: unknown
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>

export interface TestServerOptions {
  readonly clock?: () => number
  readonly recent?: boolean
  /** How often it asks whether a desk is still there, and how long it waits for an answer, in milliseconds. */
  readonly heartbeat?: number
}

export async function startTestServer(options: TestServerOptions = {}) {
  const clock = options.clock ?? (() => 1_000_000)
  const tables = new Map<string, Map<string, Stored>>()
  const answers = new Map<string, { readonly answer: CommandAnswer; readonly payload: string }>()
  const devices = new Map<string, number>()
  const tokens = new Map<string, string>()
  const received: Received[] = []
  const requests: string[] = []
  const audit: AuditEntry[] = []
  let seq = 0
  let feedId = 'feed-1'
  let oldest = 0
  let uncommitted: Change[] = []
  let committed = 0
  let fault: ((path: string, body: unknown) => Fault | null) | null = null
  let deaf = false

  const tableOf = (name: string) => {
    const known = tables.get(name) ?? new Map<string, Stored>()
    tables.set(name, known)
    return known
  }
  const find = <T extends TableName>(table: T, id: string) =>
    tableOf(table).get(id) as { seq: number; row: Row<T> | null } | undefined
  const write = <T extends TableName>(table: T, id: string, row: Row<T> | null) => {
    seq += 1
    tableOf(table).set(id, { seq, row })
    uncommitted.push({ table, id, seq, row })
  }
  const rowsOf = <T extends TableName>(table: T): Row<T>[] =>
    [...tableOf(table).values()].flatMap(({ row }) => (row === null ? [] : [row as Row<T>]))
  const patch = <T extends TableName>(table: T, id: string, change: Partial<Row<T>>) =>
    write(table, id, { ...(find(table, id)!.row as Row<T>), ...change })

  const carryOut = createHandlers(
    { find, write, patch, all: rowsOf },
    clock,
    (personId, commandId) => answers.get(`${personId} ${commandId}`)?.answer.status === 'done',
  )

  const http = createServer((request, response) => {
    void (async () => {
      const path = request.url ?? ''
      const body = await bodyOf(request)
      requests.push(`${request.method} ${path.split('?')[0]}`)
      const wrong = fault?.(path, body) ?? null
      if (wrong === 'cut before') return request.socket.destroy()
      if (wrong !== null && typeof wrong === 'object') {
        if ('hold' in wrong) await wrong.hold
        else if ('status' in wrong) {
          const headers = {
            'content-type': 'application/json',
            ...(wrong.retryAfter !== undefined && { 'retry-after': String(wrong.retryAfter) }),
          }
          const code =
            { 401: 'session_expired', 429: 'too_many_requests', 503: 'not_ready' }[wrong.status] ?? 'internal'
          return response.writeHead(wrong.status, headers).end(JSON.stringify({ code, message: 'Not now.' }))
        }
      }
      const [status, answer] = handle(request, path, body)
      if (wrong === 'cut after') return request.socket.destroy()
      if (wrong !== null && typeof wrong === 'object' && 'holdAnswer' in wrong) await wrong.holdAnswer
      const lines = request.headers.accept === LINES && status === 200
      response
        .writeHead(status, { 'content-type': lines ? LINES : 'application/json' })
        .end(lines ? inLines(answer as ChangesPage) : JSON.stringify(answer))
    })()
  })
  const { heartbeat } = options
  // No connection is kept that may be silent by the time it is used again: a desk keeps them for seconds.
  if (heartbeat !== undefined) http.maxRequestsPerSocket = 1
  const sockets = new SocketServer(http, {
    serveClient: false,
    ...(heartbeat !== undefined && { pingInterval: heartbeat, pingTimeout: heartbeat }),
  })
  sockets.use((socket, next) =>
    tokens.has(String(socket.handshake.auth.token)) && !deaf ? next() : next(new Error('not_signed_in')),
  )

  /** What each connected desk has open, as it said. */
  const here = new Map<string, unknown>()
  sockets.on('connection', (socket) => {
    socket.on('here', (places: unknown) => void here.set(socket.id, places))
    socket.on('disconnect', () => void here.delete(socket.id))
  })

  const handle = (request: IncomingMessage, path: string, body: unknown): [number, unknown] => {
    const url = new URL(path, 'http://test')
    if (url.pathname === '/api/sign-in') return signIn(body as { email: string; password: string })
    const personId = tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''))
    if (personId === undefined) return [401, { code: 'session_expired', message: 'Sign in again.' }]
    switch (url.pathname) {
      case '/api/changes':
        return [200, changes(Number(url.searchParams.get('since')), Number(url.searchParams.get('limit')))]
      case '/api/changes/recent':
        return options.recent
          ? [200, { rows: all().toReversed().slice(0, 50) }]
          : [404, { code: 'not_found', message: '' }]
      case '/api/typed': {
        const { texts } = typedBatch.parse(body)
        const kept = texts.map((typed) => {
          const id = typedIdOf(personId, typed)
          const erased = find('conversations', typed.conversationId)?.row === null
          const later = !erased && (find('typed', id)?.row?.at ?? 0) < typed.at
          if (later) write('typed', id, { id, personId, ...typed })
          return later
        })
        commit()
        return [200, { kept }]
      }
      case '/api/audit': {
        const before = Number(url.searchParams.get('before'))
        return [200, { entries: audit.filter(({ n }) => n < before).toReversed(), more: false }]
      }
      case '/api/audit/export':
        return [200, path]
      case '/api/audit/verify':
        return [200, { ok: true, entries: audit.length }]
      case '/api/commands':
        return [200, run(personId, commandEnvelope.parse(body))]
      case '/api/commands/batch':
        return [200, { answers: commandBatch.parse(body).commands.map((command) => run(personId, command)) }]
      default:
        return [404, { code: 'not_found', message: 'Nothing here.' }]
    }
  }

  const signIn = ({ email, password }: { email: string; password: string }): [number, unknown] => {
    const personId = email.split('@')[0]!
    const person = find('people', personId)?.row
    if (person == null || password !== 'greenlight') return [401, { code: 'wrong_credentials', message: 'Wrong.' }]
    const token = `token-${personId}-${tokens.size}`
    tokens.set(token, personId)
    const venue = find('venue', 'v1')!.row!
    return [
      200,
      { token, person: { ...person, email }, venue: { id: venue.id, name: venue.name, timeZone: venue.timeZone } },
    ]
  }

  const all = (): Change[] =>
    [...tables]
      .flatMap(([table, rows]) => [...rows].map(([id, stored]) => ({ table, id, ...stored })))
      .sort((a, b) => a.seq - b.seq)

  const changes = (since: number, limit: number) => {
    if (since > seq || (since > 0 && since < oldest)) return { reset: true, feedId }
    const found = all().filter((change) => change.seq > since)
    const rows = found.slice(0, limit)
    const more = found.length > limit
    return { from: since, to: more ? rows.at(-1)!.seq : seq, more, feedId, head: seq, rows }
  }

  const commit = () => {
    if (uncommitted.length === 0) return
    const push = { feedId, from: committed, to: seq, rows: uncommitted }
    uncommitted = []
    committed = seq
    if (!deaf) sockets.emit('changes', push)
  }

  const run = (personId: string, command: CommandEnvelope): CommandAnswer => {
    const key = `${personId} ${command.id}`
    const payload = JSON.stringify([command.type, command.payload])
    const known = answers.get(key)
    if (known !== undefined) {
      return known.payload === payload
        ? known.answer
        : { id: command.id, status: 'refused', seq, code: 'command_id_reused' }
    }
    if (command.device !== undefined) {
      const device = `${personId} ${command.device.id}`
      const last = devices.get(device) ?? 0
      if (command.device.n > last + 1) return { id: command.id, status: 'refused', seq, code: 'command_gap' }
      devices.set(device, Math.max(last, command.device.n))
    }
    received.push({ personId, command })
    const outcome = carryOut(personId, command)
    const answer: CommandAnswer = { id: command.id, seq, ...outcome }
    answers.set(key, { answer, payload })
    commit()
    return answer
  }

  const listen = (port: number) => new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = http.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    requests,
    audit,
    find,
    all,
    get seq() {
      return seq
    },
    /** Writes rows in one transaction and pushes them. */
    change(run: (put: typeof write) => void) {
      run(write)
      commit()
    },
    /** Carries out a command as if another person had given it elsewhere. */
    as: (personId: string, command: CommandEnvelope) => run(personId, command),
    /** Null ends the fault. */
    fault(next: typeof fault) {
      fault = next
    },
    /** No pushes reach anybody while true. */
    deafen(on: boolean) {
      deaf = on
    },
    here: () => [...here.values()],
    tellPresence: (presence: Presence) => void sockets.emit('presence', presence),
    cutSockets: () => sockets.disconnectSockets(true),
    revoke: () => {
      tokens.clear()
      sockets.disconnectSockets(true)
    },
    /** A restored backup: another feed, cursors of the old one mean nothing. */
    renewFeed() {
      feedId = `${feedId}'`
      sockets.disconnectSockets(true)
    },
    /** No command has been heard of: the same ones can come once more. */
    forgetCommands() {
      answers.clear()
      devices.clear()
      received.length = 0
    },
    /** As after a restore: numbers that devices have used are not known. */
    forgetDevices: () => devices.clear(),
    /** Cursors below this one cannot be continued. */
    forgetBefore(cursor: number) {
      oldest = cursor
    },
    /** The whole server is away until `comeBack`. */
    async goAway() {
      sockets.disconnectSockets(true)
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
    comeBack: () => listen(port),
    async close() {
      const closed = sockets.close()
      // A connection that its desk has left open would be waited for.
      http.closeAllConnections()
      await closed
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return pieces.length === 0 ? null : JSON.parse(Buffer.concat(pieces).toString())
}

/** A venue with its people, and that many conversations with an inbound text and a draft each. */
export function seed(server: TestServer, conversations: number): void {
  server.change((put) => {
    put('venue', 'v1', venueRow())
    put('people', 'owner', { id: 'owner', name: 'Olive', role: 'owner', active: true })
    put('people', 'staff', { id: 'staff', name: 'Sam', role: 'staff', active: true })
    put('agents', 'a1', agentRow('a1'))
    for (let i = 0; i < conversations; i++) {
      const id = `c${i}`
      const at = 1_000 + i
      put('contacts', `contact-${id}`, {
        id: `contact-${id}`,
        name: `Customer ${id}`,
        number: '+447700900123',
        optedOut: false,
        consent: [],
        createdAt: at,
      })
      put('conversations', id, conversationRow(id, { waitingSince: at, lastMessageAt: at }))
      const text = `How much is a trim, says number ${i}?`
      const inbound = { direction: 'in', state: 'received', author: 'customer' } as const
      put(
        'messages',
        `in-${id}`,
        messageRow({ id: `in-${id}`, conversationId: id, body: text, createdAt: at, ...inbound }),
      )
      put('drafts', `d${i}`, draftRow(`d${i}`, id))
    }
  })
}
