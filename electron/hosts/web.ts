/**
 * The console for any browser on this machine: serves the built window on the loopback address, and a WebSocket to the
 * desk. Every request and socket must name this host exactly, come from this origin, and carry a cookie minted here. A page
 * comes with its first frame drawn, where that is sure, and ends with what its window asks first.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { WebSocketServer } from 'ws'
import type { Clock, IdSource } from '#shared/clock.ts'
import type { DesksOptions } from '../desk/desks.ts'
import { codeOf } from '../desk/files.ts'
import { type FolderLock, lockFolder } from '../desk/lock.ts'
import { createBegun, openChannel } from './web-channel.ts'
import { pageHeaders, readWebFiles } from './web-files.ts'
import { cookieIn, type Drawing, drawnBy, elementOf, lookIn, splitPage } from './web-page.ts'
import { openWebSessions, type WebSession } from './web-sessions.ts'

export interface WebHostOptions {
  /** 0: any free one. */
  readonly port: number
  readonly serverUrl: string
  readonly dataDir: string
  /** The built window. */
  readonly rendererDir: string
  readonly logger: Logger
  readonly clock: Clock
  readonly ids: IdSource
  readonly delays?: DesksOptions['delays']
  /** Read while the desk answers. Without it a page shows nothing before its window does. */
  readonly firstFrame?: Drawing['firstFrame']
  /** Milliseconds: a page ends without what its window asks first where that takes longer, and the window asks again. */
  readonly pagePatience?: number
}

export interface WebHost {
  readonly url: string
  close(): Promise<void>
}

/** The host cannot run as it was asked to; the message is one line for people. */
export class HostError extends Error {}

/** Who asks, as far as the headers say. */
interface Asker {
  /** The host that was named, when it is this one. */
  readonly host: string
  readonly token: string | undefined
}

const MOST_BYTES = 1_000_000
const PAGE_PATIENCE_MS = 500
/** A page that was reached from elsewhere asks again as itself: only then does the browser show its cookie. */
const COME_AGAIN = '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>Greenlight</title>'

export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { logger } = options
  const files = readWebFiles(options.rendererDir)
  const lock = lockFolder(options.dataDir)
  if (lock === null) throw new HostError('Another console is running on this data folder.')
  try {
    return await listen(options, files, lock, logger)
  } catch (error) {
    lock.release()
    throw error
  }
}

async function listen(
  options: WebHostOptions,
  files: ReturnType<typeof readWebFiles>,
  lock: FolderLock,
  logger: Logger,
): Promise<WebHost> {
  const { serverUrl, dataDir, clock, ids, delays, firstFrame, pagePatience = PAGE_PATIENCE_MS } = options
  const sessions = openWebSessions(path.join(dataDir, 'browsers.json'))
  const page = splitPage(files)
  const begun = createBegun()
  // An import of it would read all that it offers, `fetch` and its kind among it: as long as all the rest until it listens.
  const http = process.getBuiltinModule('node:http').createServer()

  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(taken ? new HostError(`Port ${options.port} is taken. Set GREENLIGHT_DESK_PORT to another one.`) : error)
    })
    http.listen(options.port, '127.0.0.1', resolve)
  })
  // The desk is most of the program: it is read once this host is known to listen, while the browser comes.
  const program = (async () => {
    await nextTurn()
    const [{ createHub }, { serveDesk }] = await Promise.all([import('../desk/hub.ts'), import('./rpc.ts')])
    const hub = createHub({ serverUrl, dataDir, clock, ids, logger, ...(delays && { delays }) })
    const open = ({ keeping }: WebSession) =>
      openChannel((channel) => serveDesk(channel, (window) => hub.connect({ window, keeping }), logger))
    return { hub, open }
  })()
  const noted = (error: unknown) => {
    logger.error({ code: codeOf(error) }, 'the desk could not be read')
    return null
  }
  program.catch(noted)
  // A page does without them.
  let sockets: Promise<WebSocketServer> | undefined
  const readSockets = () => {
    sockets ??= import('ws').then(
      (ws) => new ws.WebSocketServer({ noServer: true, maxPayload: MOST_BYTES, perMessageDeflate: false }),
    )
    return sockets
  }
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port to listen on')
  const { port } = address
  const cookie = `greenlight_desk_${port}`
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]

  /** @returns null unless the request names this host and, where it says where it comes from, comes from here. */
  const weigh = ({ headers }: IncomingMessage, originNeeded: boolean): Asker | null => {
    const { host, origin } = headers
    if (host === undefined || !hosts.includes(host)) return null
    if (origin === undefined ? originNeeded : origin !== `http://${host}`) return null
    return { host, token: cookieIn(headers.cookie, cookie) }
  }

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const method = request.method ?? ''
    const reading = method === 'GET' || method === 'HEAD'
    const asker = weigh(request, !reading)
    const refuse = (status: number, headers: Record<string, string> = {}) => {
      response.writeHead(status, { ...pageHeaders(hosts[0]!), 'content-length': '0', ...headers }).end()
    }
    if (asker === null) return refuse(403)
    if (!reading) return refuse(405, { allow: 'GET, HEAD' })
    const at = pathOf(request.url)
    const session = sessions.find(asker.token)
    const known = session !== null
    if (!known && at !== '/') return refuse(403)
    const file = at === null ? undefined : files.get(at)
    if (file === undefined) return refuse(404)
    const headers: Record<string, string> = { ...pageHeaders(asker.host), 'content-type': file.type }
    let { body } = file
    headers['cache-control'] = file.hashed ? 'private, max-age=31536000, immutable' : 'no-store'
    if (!known) {
      if (request.headers['sec-fetch-site'] === 'cross-site') body = Buffer.from(COME_AGAIN)
      else headers['set-cookie'] = `${cookie}=${sessions.mint()}; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000`
    }
    // A page for somebody to look at, and for nothing else.
    const looksAt = at === '/' && method === 'GET' && request.headers['sec-fetch-dest'] === 'document'
    if (session !== null && looksAt)
      return void sendPage(response, headers, session, lookIn(request.headers.cookie, port))
    headers['content-length'] = String(body.byteLength)
    response.writeHead(200, headers).end(method === 'HEAD' ? undefined : body)
  }

  /** @param look how its window looked last */
  const sendPage = async (
    response: ServerResponse,
    headers: Record<string, string>,
    session: WebSession,
    look: unknown,
  ) => {
    const drawing = look === null || firstFrame === undefined ? null : { firstFrame, look }
    response.writeHead(200, headers).write(drawing ? page.startShown : page.start)
    const { frame, told } = await beginningOf(session, drawing)
    response.end(frame + page.middle + told + page.end, () => void readSockets().catch(noted))
  }

  /** Begins the channel of a page. @returns what the page shows until its window does, and what that is told */
  const beginningOf = async (session: WebSession, drawing: Drawing | null) => {
    const nothing = { frame: '', told: '' }
    const desk = await program.catch(noted)
    if (desk === null) return nothing
    if (session.bound !== null) desk.hub.expect(session.bound)
    const channel = desk.open(session)
    const draw = drawnBy(drawing, logger)
    const said = await channel.askFirst(pagePatience)
    if (said !== null) return { frame: await draw(said), told: elementOf(begun.keep(channel, session.keeping, said)) }
    channel.end()
    return nothing
  }

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const asker = weigh(request, true)
    const session = sessions.find(asker?.token)
    const refuse = (status: string) => {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    }
    if (session === null || pathOf(request.url) !== '/desk') return refuse('403 Forbidden')
    const cut = () => socket.destroy()
    socket.on('error', cut)
    const [desk, sockets] = await Promise.all([program.catch(noted), readSockets().catch(noted)])
    if (desk === null || sockets === null || socket.destroyed) return cut()
    socket.off('error', cut)
    const id = channelIn(request.url!)
    sockets.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => ws.terminate())
      const channel = id === null ? desk.open(session) : begun.takeUp(id, session.keeping)
      // The page begins anew, without it.
      if (channel === null) return ws.close(1008)
      channel.goOn(ws)
    })
  }

  http.on('request', answer)
  http.on('upgrade', (...given) => void upgrade(...given))

  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise((resolve) => http.close(resolve))
      http.closeAllConnections()
      const desk = await program.catch(noted)
      for (const ws of (await sockets?.catch(noted))?.clients ?? []) ws.terminate()
      begun.close()
      await closed
      await desk?.hub.close()
      lock.release()
    },
  }
}

/** The path of a request, or null where it is none of ours. */
function pathOf(url: string | undefined): string | null {
  if (url === undefined || !url.startsWith('/') || url.startsWith('//')) return null
  return url.split('?', 1)[0]!
}

/** The channel that a socket goes on with, or null where it begins one. */
function channelIn(url: string): string | null {
  return new URLSearchParams(url.split('?', 2)[1]).get('channel')
}
