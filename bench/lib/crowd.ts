/** Many desks that listen, in this process: when the last of them has heard of something. */
import { io } from 'socket.io-client'
import { WebSocket } from 'ws'
import type { ChangesPush } from '#shared/feed.ts'

export interface Crowd {
  /** Resolves when all have heard of it; to be called before it can happen. */
  heard(what: string): Promise<void>
  close(): void
}

/** @param join makes one desk, which calls `hear` for each thing that it is told of. @returns once all are connected */
async function crowd(
  count: number,
  join: (hear: (what: string) => void) => { ready: Promise<unknown>; close(): void },
): Promise<Crowd> {
  const waiting = new Map<string, { left: number; done: () => void }>()
  const hear = (what: string) => {
    const one = waiting.get(what)
    if (one === undefined || --one.left > 0) return
    waiting.delete(what)
    one.done()
  }
  const desks = Array.from({ length: count }, () => join(hear))
  await Promise.all(desks.map(({ ready }) => ready))
  return {
    heard: (what) => new Promise((done) => waiting.set(what, { left: count, done })),
    close() {
      for (const desk of desks) desk.close()
    },
  }
}

/** Desks of the sync server. @param of what a push tells of */
export const desksOf = (
  server: string,
  token: string,
  count: number,
  of: (push: ChangesPush) => readonly string[],
): Promise<Crowd> =>
  crowd(count, (hear) => {
    const socket = io(server, { auth: { token }, transports: ['websocket'], forceNew: true })
    socket.on('changes', (push: ChangesPush) => of(push).forEach(hear))
    return { ready: new Promise<void>((done) => socket.on('connect', () => done())), close: () => socket.close() }
  })

/** Bare sockets of the control. */
export const socketsOf = (server: string, count: number): Promise<Crowd> =>
  crowd(count, (hear) => {
    const socket = new WebSocket(server.replace('http', 'ws'))
    socket.on('message', (text) => hear((JSON.parse(String(text)) as { sid: string }).sid))
    return { ready: new Promise<void>((done) => socket.on('open', () => done())), close: () => socket.close() }
  })
