/**
 * A sync server for the desk's tests: real HTTP, real socket.io, rows in memory, and faults on request. It carries out
 * the commands that the desk's own behaviour depends on, by rules of its own.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server as SocketServer } from 'socket.io'
import { type CommandAnswer, type CommandEnvelope, commandBatch, commandEnvelope } from '#shared/commands.ts'
import type { Change } from '#shared/feed.ts'
import { messageIdOf } from '#shared/ids.ts'
import type { Row, TableName } from '#shared/rows.ts'
import { conversationRow, draftRow, messageRow, venueRow } from './testing-rows.ts'

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

/** Every field that a command may carry, each command its own. */
interface Everything {
  readonly draftId: string
  readonly conversationId: string
  readonly messageId: string
  readonly text: string
  readonly reason: string
  readonly id: string
  readonly ids?: readonly string[]
  readonly until: number | 'reply'
  readonly assigneeId: string | null
  readonly mode: 'off' | 'draft' | 'auto' | null
  readonly on: boolean
  readonly route: string
  readonly note?: string
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>

export async function startTestServer(options: { readonly clock?: () => number; readonly recent?: boolean } = {}) {
  const clock = options.clock ?? (() => 1_000_000)
  const tables = new Map<string, Map<string, Stored>>()
  const answers = new Map<string, { readonly answer: CommandAnswer; readonly payload: string }>()
  const devices = new Map<string, number>()
  const tokens = new Map<string, string>()
  const received: Received[] = []
  const requests: string[] = []
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
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })()
  })
  const sockets = new SocketServer(http, { serveClient: false })
  sockets.use((socket, next) =>
    tokens.has(String(socket.handshake.auth.token)) && !deaf ? next() : next(new Error('not_signed_in')),
  )

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
    const outcome = apply(personId, command)
    const answer: CommandAnswer = { id: command.id, seq, ...outcome }
    answers.set(key, { answer, payload })
    commit()
    return answer
  }

  type Outcome = Omit<CommandAnswer, 'id' | 'seq'>
  const refuse = (code: string): Outcome => ({ status: 'refused', code, message: code })
  const done: Outcome = { status: 'done' }

  const apply = (personId: string, { id, type, payload, basis, after }: CommandEnvelope): Outcome => {
    const p = payload as Everything
    if (after !== undefined && answers.get(`${personId} ${after}`)?.answer.status !== 'done')
      return refuse('predecessor_failed')
    const now = clock()
    const send = (conversationId: string, body: string, from: Partial<Row<'messages'>>): Outcome => {
      const messageId = messageIdOf(personId, id)
      const times = { createdAt: now, notBefore: now + 5_000 }
      write(
        'messages',
        messageId,
        messageRow({ id: messageId, conversationId, body, authorId: personId, ...times, ...from }),
      )
      return { status: 'done', result: { messageId } }
    }
    const withdraw = (message: Row<'messages'>, reason: string) => {
      patch('messages', message.id, { state: 'withdrawn', reason, notBefore: null })
      const { draftId } = message
      if (draftId === null) return
      writers.set(draftId, id)
      const other = rowsOf('drafts').some((d) => d.conversationId === message.conversationId && d.state === 'pending')
      if (reason === 'handoff') patch('drafts', draftId, { state: 'dropped' })
      else if (other) patch('drafts', draftId, { state: 'superseded' })
      else {
        const nobody = { settledBy: null, settledAt: null, settledText: null }
        patch('drafts', draftId, { state: 'pending', returned: reason, ...nobody })
      }
    }
    const stopAutomatic = (conversationId: string, reason: string) => {
      for (const m of rowsOf('messages')) {
        if (m.conversationId === conversationId && m.auto && m.state === 'queued') withdraw(m, reason)
      }
    }
    const each = (change: Partial<Row<'conversations'>>): Outcome => {
      for (const c of p.ids ?? [p.id]) patch('conversations', c, change)
      return done
    }
    switch (type) {
      case 'draft.approve':
      case 'draft.edit':
      case 'draft.reject': {
        const draft = find('drafts', p.draftId)
        if (draft?.row == null) return refuse('row_not_found')
        const moved = basis !== undefined && draft.seq > basis && writers.get(p.draftId) !== after
        if (draft.row.state !== 'pending' || moved) {
          const by = draft.row.settledBy
          const byName = by === null ? null : (find('people', by)?.row?.name ?? null)
          const result = { by, byName, what: draft.row.state, at: draft.row.settledAt, text: draft.row.settledText }
          return { status: 'conflict', code: 'conflict', message: `${byName} was faster.`, result }
        }
        const { conversationId } = draft.row
        writers.set(p.draftId, id)
        const settled = { settledBy: personId, settledAt: now, returned: null }
        if (type === 'draft.reject') {
          patch('drafts', p.draftId, { state: 'rejected', ...settled })
          patch('conversations', conversationId, {
            unread: false,
            ...(p.reason === 'not_needed' && { waitingSince: null }),
          })
          return done
        }
        const text = type === 'draft.edit' ? p.text : draft.row.text
        const edited = text !== draft.row.text
        patch('drafts', p.draftId, { state: edited ? 'edited' : 'approved', settledText: text, ...settled })
        patch('conversations', conversationId, { unread: false })
        return send(conversationId, text, { author: edited ? 'staff' : 'ai', draftId: p.draftId })
      }
      case 'message.send': {
        stopAutomatic(p.conversationId, 'human_active')
        const { state } = find('conversations', p.conversationId)!.row!
        patch('conversations', p.conversationId, {
          unread: false,
          humanUntil: now + 3_600_000,
          ...(state !== 'open' && { state: 'open', snoozedUntil: null }),
        })
        return send(p.conversationId, p.text, {})
      }
      case 'send.undo': {
        const message = find('messages', p.messageId)?.row
        if (message == null) return refuse('row_not_found')
        if (message.state === 'queued') withdraw(message, message.auto ? 'cancelled' : 'undone')
        return done
      }
      case 'conversation.close':
        return each({
          state: 'closed',
          snoozedUntil: null,
          waitingSince: null,
          unread: false,
          humanUntil: null,
          flag: null,
        })
      case 'conversation.reopen':
        return each({ state: 'open', snoozedUntil: null })
      case 'conversation.snooze':
        return each({ state: 'snoozed', snoozedUntil: p.until })
      case 'conversation.read':
        return each({ unread: false })
      case 'conversation.assign':
        return each({ assigneeId: p.assigneeId })
      case 'conversation.reply_mode':
        if (p.mode !== 'auto') for (const c of p.ids ?? []) stopAutomatic(c, 'conversation_mode')
        return each({ replyMode: p.mode })
      case 'conversation.personal':
        if (p.on) stopAutomatic(p.id, 'personal')
        return each({ personal: p.on })
      case 'conversation.handoff': {
        stopAutomatic(p.id, 'handoff')
        for (const d of rowsOf('drafts')) {
          if (d.conversationId !== p.id || d.state !== 'pending') continue
          patch('drafts', d.id, { state: 'dropped', settledBy: personId, settledAt: now })
          writers.set(d.id, id)
        }
        return each({ handoff: { route: p.route, by: personId, at: now, note: p.note ?? null } })
      }
      case 'conversation.resume':
        return each({ handoff: null, humanUntil: null })
      case 'killswitch.engage':
      case 'killswitch.release': {
        const venue = find('venue', 'v1')!.row!
        const engaged = type === 'killswitch.engage'
        patch('venue', 'v1', { killSwitch: { ...venue.killSwitch, engaged, epoch: venue.killSwitch.epoch + 1 } })
        return done
      }
      default:
        return refuse('unknown_command')
    }
  }
  /** The command that wrote a draft last. */
  const writers = new Map<string, string>()

  const listen = (port: number) => new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = http.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    received,
    requests,
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
      await sockets.close()
      http.closeAllConnections()
      http.close()
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
    put('agents', 'a1', { id: 'a1', name: 'Wren', replyMode: 'draft', classifierOn: true })
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
