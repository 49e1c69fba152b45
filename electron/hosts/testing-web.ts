/** For tests: a web host over a page as it is built and a server with five conversations, and browsers as they ask it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createBirpc } from 'birpc'
import { pino } from 'pino'
import { WebSocket } from 'ws'
import type { DrawFirstFrame } from '#shared/first.ts'
import type { DeskApi, WindowApi } from '#shared/rpc.ts'
import { seed, startTestServer, type TestServer } from '../desk/testing.ts'
import { startWebHost, type WebHost } from './web.ts'

const PAGE =
  '<!doctype html><title>Console</title><script async type="module" src="./assets/main-a1b2.js"></script><body><div id="root"></div></body>'

interface Asked {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export class TestWeb implements AsyncDisposable {
  readonly server: TestServer
  host!: WebHost
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'greenlight-web-'))
  /** Of the console. */
  readonly data = path.join(this.folder, 'desk')

  private constructor(server: TestServer) {
    this.server = server
    const built = path.join(this.folder, 'renderer')
    mkdirSync(path.join(built, 'assets'), { recursive: true })
    writeFileSync(path.join(built, 'index.html'), PAGE)
    writeFileSync(path.join(built, 'assets/main-a1b2.js'), 'export {}')
    writeFileSync(path.join(built, 'assets/starter-c3d4.js'), 'begin()')
    writeFileSync(path.join(this.folder, 'secret.txt'), 'not for the web')
  }

  static async start(draw?: DrawFirstFrame): Promise<TestWeb> {
    const web = new TestWeb(await startTestServer())
    seed(web.server, 5)
    await web.open(draw)
    return web
  }

  /** Begins another host on the same folder. */
  async open(draw?: DrawFirstFrame): Promise<void> {
    this.host = await startWebHost({
      port: 0,
      serverUrl: this.server.url,
      dataDir: this.data,
      rendererDir: path.join(this.folder, 'renderer'),
      logger: pino({ level: 'silent' }),
      clock: () => 5_000,
      ids: () => crypto.randomUUID(),
      delays: { offlineAfter: 30, retryFrom: 5, retryTo: 20 },
      ...(draw && { firstFrame: async () => ({ firstFrame: draw }) }),
      // However busy the machine is.
      pagePatience: 20_000,
    })
  }

  async restart(draw?: DrawFirstFrame): Promise<void> {
    await this.host.close()
    await this.open(draw)
  }

  get port(): string {
    return new URL(this.host.url).port
  }

  get here(): string {
    return `127.0.0.1:${this.port}`
  }

  /** A request with exactly these headers; what is undefined is not sent. */
  ask(at: string, headers: Record<string, string | undefined> = {}, method = 'GET'): Promise<Asked> {
    const given = Object.fromEntries(
      Object.entries({ host: this.here, ...headers }).filter(([, value]) => value !== undefined),
    )
    return new Promise((resolve, reject) => {
      const asking = request(
        { host: '127.0.0.1', port: this.port, path: at, method, headers: given, setHost: false },
        (answer) => {
          let body = ''
          answer.setEncoding('utf8')
          answer.on('data', (piece: string) => {
            body += piece
          })
          answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body }))
        },
      )
      asking.on('error', reject)
      asking.end()
    })
  }

  /** A browser that comes for the first time. */
  async cookie(): Promise<string> {
    const { headers } = await this.ask('/')
    return headers['set-cookie']![0]!.split(';')[0]!
  }

  /** The cookie of a browser that was there before a restart, which took another port. */
  cookieNow(own: string): string {
    return own.replace(/_\d+=/, `_${this.port}=`)
  }

  socket(own: string, query = ''): WebSocket {
    const headers = { origin: `http://${this.here}`, cookie: own }
    return new WebSocket(`ws://${this.here}/desk${query}`, { headers })
  }

  async connect(
    own: string,
    query = '',
    changed: WindowApi['changed'] = () => undefined,
  ): Promise<{ desk: DeskApi; close(): void }> {
    const socket = this.socket(own, query)
    const window: WindowApi = { statusChanged() {}, changed, presence() {}, alert() {}, venuesChanged() {} }
    const desk = createBirpc<DeskApi, WindowApi>(window, {
      post: (data: unknown) => socket.send(JSON.stringify(data)),
      on: (receive) => socket.on('message', (data) => receive(JSON.parse(data.toString()))),
    })
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    return { desk, close: () => socket.terminate() }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.close()
    await this.server.close()
    rmSync(this.folder, { recursive: true })
  }
}
