import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { buildSandbox, type SandboxOptions } from './app.ts'
import { DEMO_VENUE_NUMBER, SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN } from './credentials.ts'
import type { Faults } from './faults.ts'
import type { ReviewBook } from './reviews.ts'
import type { Text } from './store.ts'
import type { Delivery } from './webhooks.ts'

export interface TestSandbox extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`: the provider's base address, and the phone page. */
  readonly url: string
  readonly accountSid: string
  readonly authToken: string
  /** Replaces every fault; `{}` is good health. */
  faults(faults: Faults): void
  /** What a phone has received from the venue, oldest first; without a number, every phone. */
  received(phone?: string): readonly Text[]
  /** Texts as a customer. A media address makes it a picture message. */
  send(from: string, body: string, media?: Text['media']): Promise<{ text: Text; delivery: Delivery }>
  redeliver(sid: string): Promise<Delivery>
  readonly reviews: ReviewBook
  /** Every delivery report under way has been answered or given up. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** A listening sandbox on a free port. Point `serverUrl` at the sync server: the `PUBLIC_URL` that it was given. */
export async function startSandbox(options: Partial<SandboxOptions> & { serverUrl: string }): Promise<TestSandbox> {
  const settings: SandboxOptions = {
    accountSid: SANDBOX_ACCOUNT_SID,
    authToken: SANDBOX_AUTH_TOKEN,
    venueNumber: DEMO_VENUE_NUMBER,
    clock: Date.now,
    logger: pino({ level: 'silent' }),
    ...options,
  }
  const app = buildSandbox(settings)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const { store, faults, receive, redeliver, settled } = app.provider
  const close = () => app.close()

  return {
    url,
    accountSid: settings.accountSid,
    authToken: settings.authToken,
    faults: faults.set,
    received: (phone) => (phone ? store.ofPhone(phone) : store.all()).filter((text) => text.kind === 'outbound'),
    send: (from, body, media = []) => receive({ from, to: settings.venueNumber, body, media }),
    redeliver: async (sid) => {
      const text = store.get(sid)
      if (text?.kind !== 'inbound') throw new Error(`no phone has sent ${sid}`)
      return redeliver(text)
    },
    reviews: app.reviews,
    settled,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** A port that was free a moment ago: for a server that has to know its public address before it listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
