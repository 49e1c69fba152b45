/**
 * Pushes to connected desks after each commit; a push may be missed, a gap between two means a pull. Besides, who is
 * where: told by desks, passed on to all of the venue, a moment later and as a whole.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { z } from 'zod'
import { Refusal } from '#shared/errors.ts'
import type { ChangesPush } from '#shared/feed.ts'
import { type Presence, places } from '#shared/presence.ts'
import { type Role, role } from '#shared/rows.ts'
import type { Deps } from '../deps.ts'
import type { LiveSession, Sessions } from '../http/sessions.ts'
import { sockets as socketGauge } from '../metrics.ts'
import { isLoopback } from '../settings.ts'
import type { Committed } from '../storage/write-queue.ts'
import { isPersonal, readAllChanges, seenBy } from './feed.ts'
import { createPresence, type PresenceBook } from './presence.ts'

/** Rows a push; what is more comes in the next one. */
const PUSH_ROWS = 500
/** What changes of who is where within this many milliseconds is told together. */
const PRESENCE_GATHERS = 50
/** A line that falls silent is noticed within ten seconds, at both of its ends. In milliseconds. */
const HEARTBEAT = { pingInterval: 5_000, pingTimeout: 5_000 }
const handshake = z.object({ token: z.string().min(1).max(500) })

interface ServerEvents {
  changes: (push: ChangesPush) => void
  presence: (presence: Presence) => void
}
interface DeskEvents {
  /** What this desk has open; judged before it is believed. */
  here: (places: unknown) => void
}
type NoEvents = Record<string, never>
type Desk = Socket<DeskEvents, ServerEvents, NoEvents, { session: LiveSession }>

const venueRoom = (venueId: string, who: Role) => `venue:${venueId}:${who}`
const sessionRoom = (tokenHash: string) => `session:${tokenHash}`

/** Attaches to a server that may not listen yet. @returns a function that ends every socket. */
export function attachRealtime(
  server: HttpServer,
  deps: Deps,
  sessions: Sessions,
  presence: PresenceBook = createPresence(),
): () => Promise<void> {
  const io = new Server<DeskEvents, ServerEvents, NoEvents, { session: LiveSession }>(server, {
    serveClient: false,
    // Desks tell what they have open, and listen.
    maxHttpBufferSize: 10_000,
    ...HEARTBEAT,
    allowRequest: (request, answer) => answer(null, isLocalOrigin(request)),
  })

  io.use(async (socket, next) => {
    try {
      const given = handshake.safeParse(socket.handshake.auth)
      if (!given.success) throw new Refusal('not_signed_in')
      socket.data.session = await sessions.ofToken(given.data.token)
      next()
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal('internal')
      next(Object.assign(new Error(refusal.message), { data: refusal.body }))
    }
  })

  io.on('connection', (socket) => {
    const { session } = socket.data
    socket.join([venueRoom(session.venueId, session.role), sessionRoom(session.tokenHash)])
    socketGauge.inc()
    socket.on('here', (given) => {
      const told = places.safeParse(given)
      const { venueId, personId } = session
      if (told.success) presence.put(socket.id, { venueId, personId, places: told.data })
    })
    socket.on('disconnect', () => {
      socketGauge.dec()
      presence.gone(socket.id)
    })
    socket.emit('presence', presence.of(session.venueId))
    // It may have ended between the handshake and here.
    void keepOrEnd(socket)
  })
  sessions.onEnd((tokenHash) => io.in(sessionRoom(tokenHash)).disconnectSockets(true))

  const astir = new Set<string>()
  let telling: NodeJS.Timeout | null = null
  const stopPresence = presence.onChange((venueId) => {
    astir.add(venueId)
    telling ??= setTimeout(() => {
      telling = null
      for (const at of astir) io.to(role.options.map((who) => venueRoom(at, who))).emit('presence', presence.of(at))
      astir.clear()
    }, PRESENCE_GATHERS)
  })

  const keepOrEnd = async (socket: Desk) => {
    const stands = await sessions.stands(socket.data.session).catch(() => true)
    if (!stands) socket.disconnect(true)
  }

  const listening = (venueId: string) =>
    role.options.filter((who) => io.sockets.adapter.rooms.has(venueRoom(venueId, who)))

  /** Sequence numbers that were committed and not yet pushed, by venue. */
  const waiting = new Map<string, { from: number; to: number }>()
  let pumping: Promise<void> | null = null

  const pump = async () => {
    for (let next = first(waiting); next; next = first(waiting)) {
      const [venueId, span] = next
      waiting.delete(venueId)
      try {
        await push(venueId, span)
      } catch {
        // A push that is missed is pulled by whoever notices the gap.
        deps.logger.warn({ venueId }, 'a push could not be read')
      }
    }
    pumping = null
  }

  const push = async (venueId: string, span: { from: number; to: number }) => {
    let peopleChanged = false
    for (const who of listening(venueId)) {
      for (let since = span.from, more = true; more; ) {
        const query = { venueId, role: who, since, upTo: span.to, limit: PUSH_ROWS }
        const page = await deps.storage.read((db) => readAllChanges(db, query))
        if ('reset' in page) return
        const { feedId, from, to, rows } = page
        tell(venueRoom(venueId, who), { feedId, from, to, rows })
        peopleChanged ||= rows.some((row) => row.table === 'people')
        since = to
        more = page.more
      }
    }
    await endWhatIsOver(venueId, peopleChanged)
  }

  /** One push for all, unless it holds what is for one person's eyes. */
  const tell = (room: string, push: ChangesPush) => {
    if (!push.rows.some(isPersonal)) return void io.to(room).emit('changes', push)
    for (const id of io.sockets.adapter.rooms.get(room) ?? []) {
      const socket = io.sockets.sockets.get(id)
      socket?.emit('changes', { ...push, rows: seenBy(socket.data.session.personId, push.rows) })
    }
  }

  const endWhatIsOver = async (venueId: string, peopleChanged: boolean) => {
    for (const socket of io.sockets.sockets.values()) {
      const { session } = socket.data
      if (session.venueId !== venueId) continue
      if (session.expiresAt <= deps.clock()) socket.disconnect(true)
      else if (peopleChanged) await keepOrEnd(socket)
    }
  }

  const stopListening = deps.storage.onCommit(({ venueId, from, to }: Committed) => {
    if (listening(venueId).length === 0) return
    waiting.set(venueId, { from: waiting.get(venueId)?.from ?? from, to })
    pumping ??= new Promise((r) => setImmediate(r)).then(pump)
  })

  return async () => {
    stopListening()
    stopPresence()
    if (telling) clearTimeout(telling)
    io.disconnectSockets(true)
    io.engine.close()
    await pumping
  }
}

const first = <K, V>(map: ReadonlyMap<K, V>): [K, V] | undefined => map.entries().next().value

/** Desks send no Origin; a web page of somebody else's does. */
function isLocalOrigin({ headers: { origin } }: IncomingMessage): boolean {
  if (origin === undefined) return true
  const url = URL.parse(origin)
  return url !== null && isLoopback(url.hostname)
}
