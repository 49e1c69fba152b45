/**
 * The network between one desk and the server: a proxy that can be cut, that loses answers and delivers requests twice,
 * and that keeps what it carried, so that a test knows what each command was answered.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { type CommandAnswer, type CommandEnvelope, commandAnswer } from '#shared/commands.ts'

/** A command that reached the server, and what the server said: whether or not the desk heard it. */
export interface Exchange {
  readonly command: CommandEnvelope
  readonly answer: CommandAnswer
}

export type Network = Awaited<ReturnType<typeof startNetwork>>

/** @param port of the server, on this machine */
export async function startNetwork(port: number) {
  const carried: Exchange[] = []
  const open = new Set<Socket>()
  const websockets = new Set<Socket>()
  let down = false
  let loses = 0
  let repeats = 0

  const proxy = createServer((given, response) => void carry(given, response))
  proxy.on('connection', (socket) => {
    if (down) return socket.destroy()
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => undefined)
  })
  proxy.on('upgrade', (given: IncomingMessage, socket: Socket, head: Buffer) => {
    const on = connect(port, '127.0.0.1')
    const headers = given.rawHeaders.map((part, i) => (i % 2 === 0 ? `${part}: ` : `${part}\r\n`)).join('')
    on.write(`${given.method} ${given.url} HTTP/1.1\r\n${headers}\r\n`)
    on.write(head)
    on.pipe(socket).pipe(on)
    websockets.add(socket)
    const end = () => {
      websockets.delete(socket)
      socket.destroy()
      on.destroy()
    }
    for (const side of [on, socket]) side.on('error', end).on('close', end)
  })

  async function carry(given: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const pieces: Buffer[] = []
      for await (const piece of given) pieces.push(piece as Buffer)
      const body = Buffer.concat(pieces)
      const isCommand = given.url?.startsWith('/api/commands') ?? false
      if (isCommand && repeats > 0) {
        repeats -= 1
        note(given, body, await forward(given, body))
      }
      const answer = await forward(given, body)
      if (isCommand) note(given, body, answer)
      if (down) return void response.destroy()
      if (isCommand && loses > 0) {
        loses -= 1
        return void response.destroy()
      }
      response.writeHead(answer.status, answer.headers).end(answer.body)
    } catch {
      // The server is away, or the line was cut: nobody is told anything.
      response.destroy()
    }
  }

  async function forward(given: IncomingMessage, body: Buffer) {
    const { method, headers, url } = given
    const out = request({ host: '127.0.0.1', port, method, path: url, headers, agent: false }).end(body)
    const [answer] = (await once(out, 'response')) as [IncomingMessage]
    const pieces: Buffer[] = []
    for await (const piece of answer) pieces.push(piece as Buffer)
    return { status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(pieces) }
  }

  function note(given: IncomingMessage, body: Buffer, answer: Awaited<ReturnType<typeof forward>>): void {
    if (answer.status >= 500 || answer.status === 401 || answer.status === 429) return
    const said: unknown = JSON.parse(answer.body.toString())
    const asked: unknown = JSON.parse(body.toString())
    if (given.url === '/api/commands') carried.push({ command: asked as CommandEnvelope, answer: parse(said) })
    else {
      const { answers } = said as { answers: unknown[] }
      const { commands } = asked as { commands: CommandEnvelope[] }
      for (const [i, command] of commands.entries()) carried.push({ command, answer: parse(answers[i]) })
    }
  }

  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    carried: carried as readonly Exchange[],
    isDown: () => down,
    cut() {
      down = true
      for (const socket of open) socket.destroy()
    },
    /** Up again, and in good health. */
    heal() {
      down = false
      loses = 0
      repeats = 0
    },
    /** The next commands are carried out, and their answers lost. */
    loseAnswers(n: number) {
      loses = n
    },
    /** The next commands reach the server twice. */
    repeatCommands(n: number) {
      repeats = n
    },
    /** Only pushes end; requests go on. */
    cutPushes() {
      for (const socket of websockets) socket.destroy()
    },
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}

const parse = (answer: unknown): CommandAnswer => commandAnswer.parse(answer)
