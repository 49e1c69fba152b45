/**
 * For tests from outside: the whole server on a port of its own, with its scheduler at work, over HTTP alone; texts come
 * and go by the sandbox's phone. Only the clock is set by hand.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pino from 'pino'
import { vi } from 'vitest'
import type { CommandAnswer, CommandType, GivenPayload } from '#shared/commands.ts'
import { changesPage, signInAnswer } from '#shared/feed.ts'
import type { DecisionRow, Row, TableName } from '#shared/rows.ts'
import { DEMO, demoVenue } from './demo/venue.ts'
import { freePort, startSandbox } from './sandbox/testing.ts'
import { startServer } from './server.ts'
import { readSettings } from './settings.ts'
import { createVenue } from './storage/new-venue.ts'
import { TRAINED, WEDNESDAY } from './testing.ts'

type Who = 'owner' | 'staff'

/** A text of a customer, and what became of it. */
export interface Told {
  readonly from: string
  readonly conversation: Row<'conversations'>
  readonly decision: DecisionRow
  readonly draft: Row<'drafts'> | undefined
  /** The draft's words; empty without one. */
  readonly text: string
}

export interface LiveServer extends AsyncDisposable {
  now(): number
  /** Moves the clock on by that many milliseconds: what falls due by then is begun. */
  pass(ms: number): void
  command<T extends CommandType>(
    type: T,
    payload: GivenPayload<T>,
    more?: { as?: Who; basis?: number },
  ): Promise<CommandAnswer>
  /** The same, which must be done. @returns its result */
  done<T extends CommandType>(type: T, payload: GivenPayload<T>): Promise<Record<string, unknown>>
  rows<T extends TableName>(table: T, as?: Who): Promise<(Row<T> & { seq: number })[]>
  venue(): Promise<Row<'venue'>>
  /** What an address below /api answers an owner. */
  get(address: string): Promise<unknown>
  /** Texts from the phone. */
  text(from: string, body: string): Promise<void>
  /** Texts from somebody new, or from that number, waits for the end of the burst and for what was made of it. */
  ask(body: string, from?: string): Promise<Told>
  /** What a phone has received. */
  texts(number: string): Promise<{ body: string; from: string }[]>
  /** The bodies of those. */
  received(number: string): Promise<string[]>
  faults(faults: object): Promise<void>
  until(check: () => void | Promise<void>): Promise<void>
}

const HEADERS = { 'content-type': 'application/json' }

/** @param more of the environment */
export async function liveServer(more: NodeJS.ProcessEnv = {}): Promise<LiveServer> {
  let now = WEDNESDAY
  const folder = await mkdtemp(path.join(tmpdir(), 'greenlight-live-'))
  const port = await freePort()
  const sandbox = await startSandbox({ serverUrl: `http://127.0.0.1:${port}` })
  const environment = { ...more, PORT: String(port), GREENLIGHT_DATA: folder, TWILIO_API_BASE_URL: sandbox.url }
  const given = { logger: pino({ level: 'silent' }), clock: () => now }
  const empty = await startServer(readSettings(environment), given)
  await createVenue(empty.deps.storage, { ...demoVenue(now), policies: TRAINED }, { clock: given.clock })
  await empty.close()
  // Calendars of this machine are read by a demo's server only.
  const server = await startServer(readSettings({ ...environment, GREENLIGHT_DEMO: '1' }), given)

  const post = async (to: string, body: object, headers = {}): Promise<unknown> => {
    const answer = await fetch(to, { method: 'POST', headers: { ...HEADERS, ...headers }, body: JSON.stringify(body) })
    return answer.json()
  }
  const sessions = new Map<Who, Promise<{ authorization: string }>>()
  const signIn = async (who: Who) => {
    const email = DEMO.people.find((person) => person.role === who)!.email
    const answer = signInAnswer.parse(await post(`${server.url}/api/sign-in`, { email, password: 'greenlight' }))
    return { authorization: `Bearer ${answer.token}` }
  }
  const as = (who: Who) => {
    const session = sessions.get(who) ?? signIn(who)
    sessions.set(who, session)
    return session
  }

  /** What the feed has told so far, by person: each asks on where it stood. */
  const feeds = new Map<Who, { since: number; rows: Map<string, { table: string; seq: number; row: unknown }> }>()
  const pull = async (who: Who) => {
    const feed = feeds.get(who) ?? { since: 0, rows: new Map() }
    feeds.set(who, feed)
    for (let more = true; more; ) {
      const answer = await fetch(`${server.url}/api/changes?since=${feed.since}&limit=5000`, { headers: await as(who) })
      const page = changesPage.parse(await answer.json())
      for (const { table, id, seq, row } of page.rows) feed.rows.set(`${table}/${id}`, { table, seq, row })
      feed.since = page.to
      more = page.more
    }
    return [...feed.rows.values()]
  }

  const until: LiveServer['until'] = (check) => vi.waitFor(check, { timeout: 25_000, interval: 10 })
  let commands = 0
  let customers = 0

  const live: LiveServer = {
    now: () => now,
    pass(ms) {
      now += ms
      server.deps.wake()
    },
    command: async (type, payload, { as: who = 'owner', ...more } = {}) => {
      const id = `c${++commands}`
      return (await post(`${server.url}/api/commands`, { id, type, payload, ...more }, await as(who))) as CommandAnswer
    },
    done: async (type, payload) => {
      const answer = await live.command(type, payload)
      if (answer.status !== 'done') throw new Error(`${type}: ${answer.status}, ${answer.code}, ${answer.message}`)
      return answer.result ?? {}
    },
    rows: async <T extends TableName>(table: T, who: Who = 'owner') => {
      const found = (await pull(who)).filter((one) => one.table === table && one.row !== null)
      return found.sort((a, b) => a.seq - b.seq).map(({ seq, row }) => ({ ...(row as Row<T>), seq }))
    },
    venue: async () => (await live.rows('venue'))[0]!,
    get: async (address) => (await fetch(`${server.url}/api${address}`, { headers: await as('owner') })).json(),
    text: async (from, body) => void (await post(`${sandbox.url}/phone/send`, { from, body })),
    ask: async (body, from = `+4477009${String(30_000 + ++customers)}`) => {
      const before = new Set((await live.rows('messages')).map((m) => m.id))
      await live.text(from, body)
      const conversation = (await live.rows('conversations')).find((c) => c.customerNumber === from)!
      const inbound = (await live.rows('messages')).find(
        (m) => !before.has(m.id) && m.conversationId === conversation.id && m.direction === 'in',
      )!
      live.pass((await live.venue()).timing.burstSeconds * 1_000)
      let decision: DecisionRow | undefined
      await until(async () => {
        decision = (await live.rows('decisions')).find((d) => d.inboundMessageId === inbound.id)
        if (decision === undefined) throw new Error(`nothing was decided of "${body}"`)
      })
      const draft = (await live.rows('drafts')).find((d) => d.id === decision!.draftId)
      const latest = (await live.rows('conversations')).find((c) => c.id === conversation.id)!
      return { from, conversation: latest, decision: decision!, draft, text: draft?.text ?? '' }
    },
    texts: async (number) => {
      const answer = await fetch(`${sandbox.url}/phone/messages?number=${encodeURIComponent(number)}`)
      return (await answer.json()) as { body: string; from: string }[]
    },
    received: async (number) => (await live.texts(number)).map((text) => text.body),
    faults: async (faults) => void (await post(`${sandbox.url}/phone/faults`, faults)),
    until,
    [Symbol.asyncDispose]: async () => {
      await server.close()
      await sandbox.close()
      await rm(folder, { recursive: true })
    },
  }
  return live
}
