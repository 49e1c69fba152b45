/** A line to a server that can be cut and joined: to whoever uses it, the server is away while it is cut. */
import { connect, createServer, type Socket } from 'node:net'

export interface Gate {
  /** To be used in the server's place. */
  readonly url: string
  cut(): void
  join(): void
  close(): Promise<void>
}

/** Cut at first. */
export async function openGate(server: string): Promise<Gate> {
  const { hostname, port } = new URL(server)
  const sockets = new Set<Socket>()
  let joined = false
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  const gate = createServer({ noDelay: true }, (near) => {
    keep(near)
    if (!joined) return near.destroy()
    const far = connect({ host: hostname, port: Number(port), noDelay: true })
    keep(far)
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((listens) => gate.listen(0, '127.0.0.1', listens))
  const address = gate.address()
  if (address === null || typeof address === 'string') throw new Error('the gate does not listen')
  const cut = () => {
    joined = false
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    join() {
      joined = true
    },
    close: () =>
      new Promise((closed) => {
        cut()
        gate.close(() => closed())
      }),
  }
}
