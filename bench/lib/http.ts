/** Requests over connections that stay open, with as little of a client as can be: the load shares its cores with the server. */
import { connect, type Socket } from 'node:net'

/** A whole request, ready to be written. */
export function requestOf(
  method: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string = '',
): Buffer {
  const all = { host: url.host, 'content-length': String(Buffer.byteLength(body)), ...headers }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return Buffer.from(`${method} ${url.pathname}${url.search} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${body}`)
}

export interface Connection {
  /** One request at a time. @returns the answer's status; 0 where the connection broke before it was whole */
  send(request: Buffer): Promise<number>
  close(): void
}

export async function openConnection(url: URL): Promise<Connection> {
  const socket = await connected(url)
  let waiting: ((status: number) => void) | null = null
  let pieces = ''
  const settle = (status: number) => {
    pieces = ''
    const resolve = waiting
    waiting = null
    resolve?.(status)
  }
  socket.setEncoding('latin1')
  socket.on('data', (piece: string) => {
    pieces += piece
    const end = pieces.indexOf('\r\n\r\n')
    if (end === -1) return
    const length = Number(/content-length: (\d+)/i.exec(pieces)?.[1] ?? 0)
    if (pieces.length >= end + 4 + length) settle(Number(pieces.slice(9, 12)))
  })
  socket.on('error', () => settle(0))
  socket.on('close', () => settle(0))
  return {
    send: (request) =>
      new Promise((resolve) => {
        waiting = resolve
        if (socket.destroyed) return settle(0)
        socket.write(request)
      }),
    close: () => void socket.destroy(),
  }
}

function connected(url: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

export interface Load {
  /** Milliseconds of each answer, and the answers that were not 200. */
  readonly latencies: readonly number[]
  readonly failed: number
  readonly seconds: number
}

/** Closed loop: every connection sends its next request when the last was answered. */
export async function closedLoop(connections: readonly Connection[], requests: readonly Buffer[]): Promise<Load> {
  const latencies: number[] = []
  let failed = 0
  let next = 0
  const begun = performance.now()
  const run = async (connection: Connection) => {
    for (let i = next++; i < requests.length; i = next++) {
      const sent = performance.now()
      const status = await connection.send(requests[i]!)
      latencies.push(performance.now() - sent)
      if (status !== 200) failed += 1
    }
  }
  await Promise.all(connections.map(run))
  return { latencies, failed, seconds: (performance.now() - begun) / 1_000 }
}
