/** For tests: an OpenAI-compatible endpoint on loopback that answers what it is told to, or fails in every way there is. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

/** What was asked, as an endpoint sees it. */
export interface Asked {
  readonly kind: 'classify' | 'warrant' | 'compose'
  readonly model: string
  readonly temperature: number | undefined
  readonly instructions: string
  /** The JSON of the user message, as it was sent. */
  readonly data: string
  /** The marker that the instructions close with. */
  readonly canary: string
  readonly headers: IncomingMessage['headers']
}

export type Answer =
  /** What the model says: its JSON, or a text that should have been. */
  | { readonly says: unknown }
  /** The whole body, whatever it is. */
  | { readonly body: string; readonly status?: number; readonly headers?: Readonly<Record<string, string>> }
  /** No answer; half of one and then nothing, or the end of the connection; one that never ends; a connection that breaks; one that leads elsewhere. */
  | { readonly fails: 'stall' | 'half' | 'cut' | 'endless' | 'reset' | 'redirect' }

/** What an honest model would say to each question of the product's. */
export const honest = ({ kind }: Asked): Answer => ({ says: SAYS[kind] })
const SAYS = {
  classify: { intent: 'pricing', confidence: 0.97, severity: null, wantsPerson: false },
  warrant: { decides: 'nothing', reply: true },
  compose: { answered: true, text: 'A trim is £35.', cites: ['trim'] },
}

export interface StandIn extends AsyncDisposable {
  readonly baseUrl: string
  /** Everything that it was asked, in order. */
  readonly asked: readonly Asked[]
}

const request = z.object({
  model: z.string(),
  temperature: z.number().optional(),
  messages: z.tuple([
    z.object({ role: z.literal('system'), content: z.string() }),
    z.object({ role: z.literal('user'), content: z.string() }),
  ]),
  response_format: z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({
      strict: z.literal(true),
      schema: z.object({ properties: z.record(z.string(), z.unknown()) }),
    }),
  }),
})

export async function startStandIn(answer: (asked: Asked) => Answer): Promise<StandIn> {
  const asked: Asked[] = []
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then((body) => {
      const { model, temperature, messages, response_format } = request.parse(JSON.parse(body))
      const [{ content: instructions }, { content: data }] = messages
      const { properties } = response_format.json_schema.schema
      const kind = 'intent' in properties ? 'classify' : 'decides' in properties ? 'warrant' : 'compose'
      const canary = instructions.split(' ').at(-1)!
      const one: Asked = { kind, model, temperature, instructions, data, canary, headers: incoming.headers }
      asked.push(one)
      give(outgoing, answer(one))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const { port } = server.address() as AddressInfo
  return { baseUrl: `http://127.0.0.1:${port}/v1`, asked, [Symbol.asyncDispose]: close }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

function give(outgoing: ServerResponse, answer: Answer): void {
  const json = { 'content-type': 'application/json' }
  if ('says' in answer) {
    const content = typeof answer.says === 'string' ? answer.says : JSON.stringify(answer.says)
    outgoing.writeHead(200, json).end(completion(content))
  } else if ('body' in answer) {
    outgoing.writeHead(answer.status ?? 200, { ...json, ...answer.headers }).end(answer.body)
  } else if (answer.fails === 'half') {
    outgoing.writeHead(200, json).write('{"choices":[{"message":{"content":"')
  } else if (answer.fails === 'cut') {
    outgoing.writeHead(200, json).write('{"choices":[', () => outgoing.destroy())
  } else if (answer.fails === 'endless') {
    outgoing.writeHead(200, json)
    pour(outgoing)
  } else if (answer.fails === 'reset') {
    outgoing.destroy()
  } else if (answer.fails === 'redirect') {
    outgoing.writeHead(307, { location: '/v1/chat/elsewhere' }).end()
  }
}

/** What each answer says that it took. */
export const TOKENS = { read: 1_000, written: 100 } as const

function completion(content: string): string {
  return JSON.stringify({
    id: 'c',
    object: 'chat.completion',
    created: 0,
    model: 'm',
    usage: {
      prompt_tokens: TOKENS.read,
      completion_tokens: TOKENS.written,
      total_tokens: TOKENS.read + TOKENS.written,
    },
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content, refusal: null } }],
  })
}

/** As fast as it is read, until nobody reads. */
function pour(outgoing: ServerResponse): void {
  if (outgoing.destroyed) return
  if (outgoing.write(' '.repeat(4_096))) setImmediate(pour, outgoing)
  else outgoing.once('drain', () => pour(outgoing))
}
