/**
 * The console for any browser on this machine: serves the built window on the loopback address, and a WebSocket to the
 * desk. Every request and socket must name this host exactly, come from this origin, and carry a cookie minted here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import type { Clock, IdSource } from '#shared/clock.ts'
import type { DesksOptions } from '../desk/desks.ts'
import { codeOf } from '../desk/files.ts'
import { type FolderLock, lockFolder } from '../desk/lock.ts'
import { pageHeaders, readWebFiles } from './web-files.ts'
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
/** So much may be asked with the address of a socket. */
const MOST_AT_ONCE = 10
/** Where no page is asked for, the desk is at work all the same, so long after the start. */
const UNASKED_MS = 300
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
  const { serverUrl, dataDir, clock, ids, delays } = options
  const sessions = openWebSessions(path.join(dataDir, 'browsers.json'))
  // An import of it would read all that it offers, `fetch` and its kind among it: as long as all the rest until it listens.
  const http = process.getBuiltinModule('node:http').createServer()

  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(taken ? new HostError(`Port ${options.port} is taken. Set GREENLIGHT_DESK_PORT to another one.`) : error)
    })
    http.listen(options.port, '127.0.0.1', resolve)
  })
  // The desk is most of the program, and nothing is answered while it is read: the page goes out first, and loads meanwhile.
  const asked = Promise.withResolvers<void>()
  const program = (async () => {
    await Promise.race([asked.promise, wait(UNASKED_MS, undefined, { ref: false })])
    const [{ createHub }, { serveDesk }, { WebSocketServer }] = await Promise.all([
      import('../desk/hub.ts'),
      import('./rpc.ts'),
      import('ws'),
    ])
    const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES, perMessageDeflate: false })
    const { generation } = lock
    const hub = createHub({ serverUrl, dataDir, clock, ids, logger, generation, ...(delays && { delays }) })
    return { hub, serveDesk, sockets }
  })()
  const noted = (error: unknown) => {
    logger.error({ code: codeOf(error) }, 'the desk could not be read')
    return null
  }
  program.catch(noted)
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
    // The desk opens while the page loads.
    const bound = at === '/' ? session?.bound : null
    if (bound) void program.then(({ hub }) => hub.expect(bound), noted)
    const file = at === null ? undefined : files.get(at)
    if (file === undefined) return refuse(404)
    const headers: Record<string, string> = { ...pageHeaders(asker.host), 'content-type': file.type }
    let { body } = file
    headers['cache-control'] = file.hashed ? 'private, max-age=31536000, immutable' : 'no-store'
    if (!known) {
      if (request.headers['sec-fetch-site'] === 'cross-site') body = Buffer.from(COME_AGAIN)
      else headers['set-cookie'] = `${cookie}=${sessions.mint()}; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000`
    }
    headers['content-length'] = String(body.byteLength)
    response.writeHead(200, headers).end(method === 'HEAD' ? undefined : body, asked.resolve)
  }

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const asker = weigh(request, true)
    const session = sessions.find(asker?.token)
    const refuse = (status: string) => {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    }
    if (session === null || pathOf(request.url) !== '/desk') return refuse('403 Forbidden')
    const first = askedIn(request.url!)
    if (first === null) return refuse('400 Bad Request')
    const cut = () => socket.destroy()
    socket.on('error', cut)
    asked.resolve()
    const desk = await program.catch(noted)
    if (desk === null || socket.destroyed) return cut()
    socket.off('error', cut)
    desk.sockets.handleUpgrade(request, socket, head, (ws) => serve(ws, session, desk, first))
  }

  const serve = (
    ws: WebSocket,
    { keeping }: WebSession,
    { hub, serveDesk }: Awaited<typeof program>,
    first: readonly unknown[],
  ) => {
    let hear: (message: unknown) => void = () => undefined
    const end = serveDesk(
      {
        post: (message) => ws.send(JSON.stringify(message)),
        listen(receive) {
          hear = receive
          ws.on('message', (data, isBinary) => {
            if (isBinary) return ws.close(1003)
            try {
              receive(JSON.parse(data.toString()))
            } catch {
              ws.close(1007)
            }
          })
        },
      },
      (window) => hub.connect({ window, keeping }),
      logger,
    )
    for (const message of first) hear(message)
    ws.on('error', () => ws.terminate())
    ws.on('close', end)
  }

  http.on('request', answer)
  http.on('upgrade', (...given) => void upgrade(...given))

  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise((resolve) => http.close(resolve))
      http.closeAllConnections()
      asked.resolve()
      const desk = await program.catch(noted)
      for (const ws of desk?.sockets.clients ?? []) ws.terminate()
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

/** What a page says first, which may come with the address; null: it cannot be read. */
function askedIn(url: string): readonly unknown[] | null {
  const ask = new URLSearchParams(url.split('?', 2)[1]).get('ask')
  if (ask === null) return []
  try {
    return z.array(z.unknown()).max(MOST_AT_ONCE).parse(JSON.parse(ask))
  } catch {
    return null
  }
}

function cookieIn(header: string | undefined, name: string): string | undefined {
  const found = header?.split(';').find((part) => part.trim().startsWith(`${name}=`))
  return found?.trim().slice(name.length + 1)
}
