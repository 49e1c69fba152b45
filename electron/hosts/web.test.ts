import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createBirpc } from 'birpc'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { BEGINNING, FIRST_QUESTIONS, type FirstAnswers, firstId } from '#shared/first.ts'
import type { Look } from '#shared/look.ts'
import type { DeskApi, WindowApi } from '#shared/rpc.ts'
import { firstFrame } from '../../renderer/first-frame.tsx'
import { MAC } from '../../renderer/state/keymap.ts'
import { seed, startTestServer, type TestServer } from '../desk/testing.ts'
import { until } from '../desk/testing-desk.ts'
import { conversationRow } from '../desk/testing-rows.ts'
import { HostError, startWebHost, type WebHost } from './web.ts'

// As the bundle has it.
vi.mock('zustand', () => import('../../renderer/one-time-store.ts'))

let folder: string
let server: TestServer
let host: WebHost

const port = () => new URL(host.url).port
const here = () => `127.0.0.1:${port()}`

async function start(dataDir = path.join(folder, 'desk'), draw = firstFrame): Promise<WebHost> {
  return startWebHost({
    port: 0,
    serverUrl: server.url,
    dataDir,
    rendererDir: path.join(folder, 'renderer'),
    logger: pino({ level: 'silent' }),
    clock: () => 5_000,
    ids: () => crypto.randomUUID(),
    delays: { offlineAfter: 30, retryFrom: 5, retryTo: 20 },
    firstFrame: async () => ({ firstFrame: draw }),
    // However busy the machine is.
    pagePatience: 20_000,
  })
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'greenlight-web-'))
  mkdirSync(path.join(folder, 'renderer/assets'), { recursive: true })
  writeFileSync(
    path.join(folder, 'renderer/index.html'),
    '<!doctype html><title>Console</title><script async type="module" src="./assets/main-a1b2.js"></script><body><div id="root"></div></body>',
  )
  writeFileSync(path.join(folder, 'renderer/assets/main-a1b2.js'), 'export {}')
  writeFileSync(path.join(folder, 'renderer/assets/starter-c3d4.js'), 'begin()')
  writeFileSync(path.join(folder, 'secret.txt'), 'not for the web')
  server = await startTestServer()
  seed(server, 5)
  host = await start()
})
afterEach(async () => {
  await host.close()
  await server.close()
  rmSync(folder, { recursive: true })
})

interface Asked {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A request with exactly these headers; what is undefined is not sent. */
function ask(at: string, headers: Record<string, string | undefined> = {}, method = 'GET'): Promise<Asked> {
  const given = Object.fromEntries(
    Object.entries({ host: here(), ...headers }).filter(([, value]) => value !== undefined),
  )
  return new Promise((resolve, reject) => {
    const asking = request(
      { host: '127.0.0.1', port: port(), path: at, method, headers: given, setHost: false },
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

async function cookie(): Promise<string> {
  const { headers } = await ask('/')
  return headers['set-cookie']![0]!.split(';')[0]!
}

/** @returns the status of an upgrade: 101 where the socket was opened. */
function upgrade(at: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port()}${at}`, { headers, perMessageDeflate: false })
    socket.on('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode!))
    socket.on('error', () => undefined)
  })
}

async function connect(
  withCookie: string,
  query = '',
  changed: WindowApi['changed'] = () => undefined,
): Promise<{ desk: DeskApi; close(): void }> {
  const socket = new WebSocket(`ws://${here()}/desk${query}`, {
    headers: { origin: `http://${here()}`, cookie: withCookie },
  })
  const window: WindowApi = { statusChanged() {}, changed, presence() {}, alert() {}, venuesChanged() {} }
  const rpc = createBirpc<DeskApi, WindowApi>(window, {
    post: (data: unknown) => socket.send(JSON.stringify(data)),
    on: (receive) => socket.on('message', (data) => receive(JSON.parse(data.toString()))),
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return { desk: rpc, close: () => socket.terminate() }
}

/** The code with which a socket is closed that goes on with a channel. */
async function closing(withCookie: string, channel: string): Promise<number> {
  const headers = { origin: `http://${here()}`, cookie: withCookie }
  const socket = new WebSocket(`ws://${here()}/desk?channel=${channel}`, { headers })
  return new Promise((resolve) => socket.once('close', resolve))
}

/** As a browser does for somebody who opens the console: the page, and what it tells its window. */
async function look(withCookie: string) {
  const { body: page } = await ask('/', { cookie: withCookie, 'sec-fetch-dest': 'document' })
  const [, json] = /<script type="application\/json" id="beginning">(.*)<\/script>/s.exec(page)!
  const { channel, said } = JSON.parse(json!) as { channel: string; said: { i?: string; r?: unknown }[] }
  const answers = FIRST_QUESTIONS.map(
    ([method], place) => [method, said.find(({ i }) => i === firstId(place))?.r] as const,
  )
  return { page, channel, answers: new Map<string, unknown>(answers.filter(([, answer]) => answer !== undefined)) }
}

describe('who is answered', () => {
  it('only the exact host, origin, cookie and method', async () => {
    const good = await cookie()
    const hosts = [
      here(),
      `localhost:${port()}`,
      '127.0.0.1',
      `127.0.0.1:1`,
      `evil.example:${port()}`,
      `127.0.0.1.evil.example:${port()}`,
      `[::1]:${port()}`,
      '',
    ]
    const origins = [
      undefined,
      `http://${here()}`,
      `http://localhost:${port()}`,
      'http://127.0.0.1:4312',
      `https://${here()}`,
      'http://evil.example',
      'null',
    ]
    const cookies = [undefined, good, `${good}x`, `greenlight_desk_${port()}=`, 'other=1', `other=1; ${good}`]
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']
    const wrong: string[] = []
    for (const hostName of hosts) {
      for (const origin of origins) {
        for (const value of cookies) {
          for (const method of methods) {
            const reading = method === 'GET' || method === 'HEAD'
            const isHere = hostName === here() || hostName === `localhost:${port()}`
            const sameOrigin = origin === `http://${hostName}` || (origin === undefined && reading)
            const known = value?.includes(good) === true && !value.includes(`${good}x`)
            const expected = !isHere || !sameOrigin ? 403 : !reading ? 405 : known ? 200 : 403
            const { status } = await ask('/assets/main-a1b2.js', { host: hostName, origin, cookie: value }, method)
            if (status !== expected) wrong.push(`${hostName} ${origin} ${value} ${method}: ${status}, not ${expected}`)
          }
        }
      }
    }
    expect(wrong).toEqual([])
  })

  it('a socket only with the exact host, origin, cookie and address', async () => {
    const good = await cookie()
    const wrong: string[] = []
    for (const hostName of [here(), `localhost:${port()}`, `evil.example:${port()}`]) {
      for (const origin of [undefined, `http://${hostName}`, 'http://127.0.0.1:4312', 'http://evil.example', 'null']) {
        for (const value of [undefined, good, `${good}x`]) {
          for (const at of ['/desk', '/', '/desk/', '/other']) {
            const isHere = hostName !== `evil.example:${port()}`
            const expected = isHere && origin === `http://${hostName}` && value === good && at === '/desk' ? 101 : 403
            const headers = { host: hostName, ...(origin && { origin }), ...(value && { cookie: value }) }
            const status = await upgrade(at, headers)
            if (status !== expected) wrong.push(`${hostName} ${origin} ${value} ${at}: ${status}, not ${expected}`)
          }
        }
      }
    }
    expect(wrong).toEqual([])
  })

  it('mints one cookie a browser, which no script and no other site can read or send', async () => {
    const first = await ask('/')
    expect(first.headers['set-cookie']![0]).toMatch(
      /^greenlight_desk_\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/,
    )
    const own = first.headers['set-cookie']![0]!.split(';')[0]!
    expect((await ask('/', { cookie: own })).headers['set-cookie']).toBeUndefined()
    expect((await ask('/')).headers['set-cookie']![0]).not.toContain(own)
    // Followed from elsewhere: the cookie stays behind, and must not be replaced.
    const followed = await ask('/', { 'sec-fetch-site': 'cross-site' })
    expect(followed.headers['set-cookie']).toBeUndefined()
    expect(followed.body).toContain('http-equiv="refresh"')
  })

  it('serves the built files, and nothing beside them', async () => {
    const own = { cookie: await cookie() }
    expect(await ask('/', own)).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } })
    const asset = await ask('/assets/main-a1b2.js?v=1', own)
    expect(asset).toMatchObject({ status: 200, body: 'export {}' })
    expect(asset.headers['cache-control']).toContain('immutable')
    expect(await ask('/assets/main-a1b2.js', own, 'HEAD')).toMatchObject({ status: 200, body: '' })
    for (const at of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/../../secret.txt',
      '//secret.txt',
      '/assets',
      '/none',
      'http://evil/',
    ]) {
      expect(await ask(at, own)).toMatchObject({ status: 404, body: '' })
    }
  })

  it('lets a page do no more than it needs', async () => {
    const { headers } = await ask('/')
    const policy = String(headers['content-security-policy'])
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ]) {
      expect(policy.split('; ')).toContain(rule)
    }
    expect(policy).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'noopener-allow-popups',
      'cross-origin-resource-policy': 'same-origin',
    })
  })
})

describe('a browser', () => {
  it('signs in once, also across a restart while the server is away; another one signs in by itself', async () => {
    const own = await cookie()
    const { desk, close } = await connect(own)
    expect(await desk.signIn({ email: 'staff@demo.test', password: 'greenlight' })).toMatchObject({ ok: true })
    await until(async () => expect((await desk.inbox({ view: 'everything' })).total).toBe(5))
    const other = await connect(await cookie())
    expect(await other.desk.status()).toMatchObject({ person: null })
    expect((await other.desk.inbox({ view: 'everything' })).total).toBe(0)
    close()
    other.close()
    await server.goAway()
    const name = own.split('=')[1]
    await host.close()
    host = await start()
    const again = await connect(`greenlight_desk_${port()}=${name}`)
    expect(await again.desk.status()).toMatchObject({ person: { id: 'staff' }, mirrorRebuilt: null })
    expect((await again.desk.inbox({ view: 'everything' })).total).toBe(5)
    again.close()
    await server.comeBack()
  })

  it('that signed out is nobody again', async () => {
    const own = await cookie()
    const { desk, close } = await connect(own)
    await desk.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    await desk.signOut()
    close()
    const again = await connect(own)
    expect(await again.desk.status()).toMatchObject({ person: null, connection: 'signed_out' })
    again.close()
  })

  it('has its venues in all of its pages; each looks at its own, and another browser sees none of them', async () => {
    const fern = await startTestServer()
    seed(fern, 2)
    const own = await cookie()
    const [one, two] = [await connect(own), await connect(own)]
    const who = { email: 'staff@demo.test', password: 'greenlight' }
    await one.desk.signIn(who)
    expect(await two.desk.status()).toMatchObject({ person: { id: 'staff' } })
    await two.desk.signIn(who, fern.url)
    const accounts = (await one.desk.venues()).map(({ account }) => account)
    expect(accounts).toHaveLength(2)
    expect(await two.desk.lookAt(accounts[1]!)).toMatchObject({ ok: true })
    await until(async () => expect((await two.desk.inbox({ view: 'everything' })).total).toBe(2))
    await until(async () => expect((await one.desk.inbox({ view: 'everything' })).total).toBe(5))
    const stranger = await connect(await cookie())
    expect(await stranger.desk.venues()).toEqual([])
    expect(await stranger.desk.lookAt(accounts[0]!)).toMatchObject({ ok: false })
    expect(await stranger.desk.stop('stop-1', null)).toEqual([])
    const close = { id: 'cmd-1', type: 'conversation.close', payload: { ids: ['c0'] } }
    expect(await stranger.desk.commandAt(accounts[0]!, close)).toMatchObject({ code: 'no_such_venue' })
    expect(await stranger.desk.unsent(accounts[0]!)).toEqual([])
    for (const each of [one, two, stranger]) each.close()
    const name = own.split('=')[1]
    await host.close()
    host = await start()
    const again = await connect(`greenlight_desk_${port()}=${name}`)
    expect((await again.desk.venues()).map(({ account }) => account)).toEqual(accounts)
    expect(await again.desk.status()).toMatchObject({ account: accounts[1] })
    again.close()
    await host.close()
    await fern.close()
    host = await start()
  })

  it('has what its window asks first at the end of its page, and goes on with the channel of that', async () => {
    const own = await cookie()
    const { desk, close } = await connect(own)
    await desk.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    await until(async () => expect((await desk.inbox({ view: 'needs_you' })).total).toBe(5))
    const name = 'Ann</script><script>alert(1)</script><!--'
    const rename = (customerName: string) =>
      server.change((put) => put('conversations', 'c0', conversationRow('c0', { customerName })))
    const named = async () =>
      (await desk.inbox({ view: 'needs_you' })).rows.find(({ conversation }) => conversation.id === 'c0')?.conversation
        .customerName
    rename(name)
    await until(async () => expect(await named()).toBe(name))

    const { channel, answers, page } = await look(own)
    expect(page.match(/<\/?script|<!--/g)).toEqual(['<script', '</script', '<script', '</script'])
    expect(answers.get('status')).toMatchObject({ person: { id: 'staff' } })
    expect(answers.get('inbox')).toMatchObject({ total: 5 })
    expect(JSON.stringify(answers.get('inbox'))).toContain(name)
    expect([...answers.keys()]).toEqual(FIRST_QUESTIONS.map(([method]) => method))

    // What changes before the socket is there is told by it.
    rename('Ann')
    await until(async () => expect(await named()).toBe('Ann'))
    const stranger = await cookie()
    expect(await closing(stranger, channel)).toBe(1008)
    expect(await closing(own, 'of-nobody')).toBe(1008)
    const changes: (readonly string[] | null)[] = []
    const page2 = await connect(own, `?channel=${channel}`, (change) => changes.push(change.conversations))
    await until(() => expect(changes).toContainEqual(['c0']))
    expect(await page2.desk.status()).toMatchObject({ person: { id: 'staff' } })
    expect(await closing(own, channel)).toBe(1008)
    page2.close()
    close()
  })

  it('is told nothing with a page that nobody looks at, or that another site leads to', async () => {
    const own = await cookie()
    const looking = { cookie: own, 'sec-fetch-dest': 'document' }
    expect((await ask('/', looking)).body).toContain(BEGINNING)
    const bare = await ask('/')
    for (const headers of [
      { cookie: own },
      { ...looking, 'sec-fetch-dest': 'empty' },
      { ...looking, 'sec-fetch-dest': 'iframe' },
      { ...looking, cookie: `${own}x` },
      { 'sec-fetch-dest': 'document' },
    ])
      expect((await ask('/', headers)).body).toBe(bare.body)
    expect(await ask('/', looking, 'HEAD')).toMatchObject({ status: 200, body: '' })
    expect(await ask('/', { ...looking, origin: 'http://127.0.0.1:4312' })).toMatchObject({ status: 403, body: '' })
    expect((await ask('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' })).body).toContain('refresh')
  })

  it('gets no further with wrong arguments, unknown methods or broken messages', async () => {
    const own = await cookie()
    const { desk, close } = await connect(own)
    await expect(desk.thread(7 as never)).rejects.toMatchObject({ message: 'The desk could not do that.' })
    await expect(desk.inbox({ view: 'nonsense' as never })).rejects.toBeDefined()
    await expect((desk as never as Record<string, () => Promise<unknown>>).constructor!()).rejects.toBeDefined()
    const socket = new WebSocket(`ws://${here()}/desk`, { headers: { origin: `http://${here()}`, cookie: own } })
    await new Promise((resolve) => socket.once('open', resolve))
    for (const message of [
      'null',
      '[]',
      '{"t":"q"}',
      '{"t":"q","m":"__proto__","a":[]}',
      '{"t":"q","m":"toString","a":[],"i":"1"}',
      '{"t":"x"}',
    ])
      socket.send(message)
    socket.send('{"t":"q","m":"status","a":[],"i":"last"}')
    await new Promise<void>((resolve) => socket.on('message', (data) => data.toString().includes('last') && resolve()))
    socket.send('this is no JSON')
    await new Promise((resolve) => socket.once('close', resolve))
    expect(await desk.status()).toMatchObject({ person: null })
    close()
  })
})

describe('the first frame', () => {
  const LOOK: Look = { narrow: false, height: 720, folded: false, details: true, order: 'waiting', mac: MAC }
  const NAME = 'Ann" style="</script><img src=x onerror=alert(1)><!-- & \' x'

  /** The page, as a browser whose window looked like that asks for it. */
  async function pageOf(own: string, look: string): Promise<string> {
    const cookies = `${own}; greenlight_look_${port()}=${look}`
    return (await ask('/', { cookie: cookies, 'sec-fetch-dest': 'document' })).body
  }
  const told = (look: unknown) => encodeURIComponent(JSON.stringify(look))

  async function signedIn(): Promise<string> {
    const own = await cookie()
    const { desk, close } = await connect(own)
    await desk.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    server.change((put) => put('conversations', 'c0', conversationRow('c0', { customerName: NAME })))
    await until(async () => {
      const { rows, total } = await desk.inbox({ view: 'needs_you' })
      expect(total).toBe(5)
      expect(rows.some(({ conversation }) => conversation.customerName === NAME)).toBe(true)
    })
    close()
    return own
  }

  it('is in the page of a window that has told how it looks; what somebody wrote stays text, and nothing has a style', async () => {
    const own = await signedIn()
    const page = await pageOf(own, told(LOOK))
    const [, frame] = /<div id="root">(.*)<\/div><script type="application/s.exec(page)!
    expect(frame).toMatch(/^<div inert="" class="h-full max-desk:hidden">.*<\/div>$/s)
    expect(frame!.match(/role="option"/g)).toHaveLength(5)
    expect(frame).toContain(
      '>Ann&quot; style=&quot;&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&lt;!-- &amp; &#x27; x<',
    )
    expect(frame).not.toMatch(/<script|<img|<!--| style="| on\w+="/)
    // Five rows, and room for what lies over the end of the list.
    expect(frame).toContain('width="1" height="372"')
    // What the window runs waits until it is shown.
    expect(page).toContain('<link rel="modulepreload" crossorigin href="./assets/main-a1b2.js">')
    expect(page.match(/<script[^>]*>/g)).toEqual([
      '<script src="./assets/starter-c3d4.js">',
      `<script type="application/json" id="${BEGINNING}">`,
    ])
  })

  it('is drawn as the window looked last', async () => {
    const own = await signedIn()
    const wide = await pageOf(own, told(LOOK))
    const narrow = await pageOf(own, told({ ...LOOK, narrow: true, height: 300 }))
    expect(narrow).toContain('<div inert="" class="h-full desk:hidden">')
    const folded = /<nav[^>]* w-14"/
    expect(narrow).toMatch(folded)
    expect(wide).not.toMatch(folded)
    expect(await pageOf(own, told({ ...LOOK, folded: true }))).toMatch(folded)
    const side = 'max-wide:hidden"></div>'
    expect(wide).toContain(side)
    expect(await pageOf(own, told({ ...LOOK, details: false }))).not.toContain(side)
  })

  it.each([
    ['has told nothing', undefined],
    ['tells what is none', '%7Bnot'],
    ['tells of no window', told({ ...LOOK, height: -1 })],
    ['has the list in another order', told({ ...LOOK, order: 'newest' })],
    ['has other keys', told({ ...LOOK, mac: !MAC })],
  ])('is not in the page of a window that %s', async (_name, look) => {
    const own = await signedIn()
    const page = await pageOf(own, look ?? '')
    expect(page).toContain('<div id="root"></div>')
    expect(page).toContain(BEGINNING)
  })

  it('is drawn only where the window will surely show the same', async () => {
    const own = await signedIn()
    const answers = Object.fromEntries((await look(own)).answers) as unknown as FirstAnswers
    expect(firstFrame(answers, LOOK)).toContain(`role="option"`)
    const { status, inbox, venue } = answers
    const view = venue!
    const setup = { stage: 'steps', steps: {} } as NonNullable<typeof view.venue.setup>
    const filling = { share: 0.5, rows: 1, left: null }
    const others: Partial<FirstAnswers>[] = [
      { status: { ...status, person: null } },
      { status: { ...status, sessionEnded: true } },
      { status: { ...status, connection: 'signed_out' } },
      { status: { ...status, firstSync: filling } },
      { inbox: { ...inbox, rows: [], total: 0 } },
      // Rows that have not come are drawn with a style.
      { inbox: { ...inbox, total: 200 } },
      { venue: null },
      { venue: { ...view, venue: { ...view.venue, setup } } },
    ]
    for (const other of others) expect(firstFrame({ ...answers, ...other }, LOOK)).toBe('')
  })

  it('is left out where it cannot be drawn', async () => {
    const own = await signedIn()
    await host.close()
    host = await start(undefined, () => {
      throw new Error('no')
    })
    const page = await pageOf(own.replace(/_\d+=/, `_${port()}=`), told(LOOK))
    expect(page).toContain('<div id="root"></div>')
    expect(page).toContain(BEGINNING)
  })
})

describe('the folder', () => {
  it('belongs to one console at a time, and is free again after it', async () => {
    await expect(start()).rejects.toThrow(HostError)
    await host.close()
    host = await start()
  })

  it('holds no cookie and no token that others may read', async () => {
    const own = await cookie()
    const { desk, close } = await connect(own)
    await desk.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    close()
    const data = path.join(folder, 'desk')
    for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(data, name)
      if (!statSync(file).isFile()) continue
      const text = readFileSync(file, 'latin1')
      expect(text).not.toContain(own.split('=')[1])
      if (text.includes('token-staff')) expect(statSync(file).mode & 0o077).toBe(0)
    }
    expect(statSync(data).mode & 0o077).toBe(0)
  })
})
