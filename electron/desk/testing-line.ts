/** A line to a server that can fall silent: what is on it stays there, and neither end is told. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** @param port of the server, on this machine */
export async function startTestLine(port: number) {
  const open = new Set<Socket>()
  let waiting: (() => void)[] | null = null
  const relay = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    const carry = () => void near.pipe(far).pipe(near)
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      open.add(one)
      one.on('error', () => undefined).on('close', () => other.destroy())
    }
    if (waiting === null) carry()
    else waiting.push(carry)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    fallSilent() {
      waiting = []
      for (const socket of open) socket.unpipe().pause()
    },
    /** What was there before it fell silent stays so, as where a network is another one by then. */
    carryAgain() {
      for (const carry of waiting ?? []) carry()
      waiting = null
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => relay.close(resolve))
    },
  }
}
