import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { seed, startTestServer } from '../desk/testing.ts'
import { until } from '../desk/testing-desk.ts'
import { TestWeb } from './testing-web.ts'
import { HostError } from './web.ts'

let web: TestWeb

beforeEach(async () => {
  web = await TestWeb.start()
})
afterEach(() => web[Symbol.asyncDispose]())

/** @returns the status of an upgrade: 101 where the socket was opened. */
function upgrade(at: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${web.port}${at}`, { headers, perMessageDeflate: false })
    socket.on('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode!))
    socket.on('error', () => undefined)
  })
}

describe('who is answered', () => {
  it('only the exact host, origin, cookie and method', async () => {
    const good = await web.cookie()
    const hosts = [
      web.here,
      `localhost:${web.port}`,
      '127.0.0.1',
      `127.0.0.1:1`,
      `evil.example:${web.port}`,
      `127.0.0.1.evil.example:${web.port}`,
      `[::1]:${web.port}`,
      '',
    ]
    const origins = [
      undefined,
      `http://${web.here}`,
      `http://localhost:${web.port}`,
      'http://127.0.0.1:4312',
      `https://${web.here}`,
      'http://evil.example',
      'null',
    ]
    const cookies = [undefined, good, `${good}x`, `greenlight_desk_${web.port}=`, 'other=1', `other=1; ${good}`]
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']
    const wrong: string[] = []
    for (const hostName of hosts) {
      for (const origin of origins) {
        for (const value of cookies) {
          for (const method of methods) {
            const reading = method === 'GET' || method === 'HEAD'
            const isHere = hostName === web.here || hostName === `localhost:${web.port}`
            const sameOrigin = origin === `http://${hostName}` || (origin === undefined && reading)
            const known = value?.includes(good) === true && !value.includes(`${good}x`)
            const expected = !isHere || !sameOrigin ? 403 : !reading ? 405 : known ? 200 : 403
            const { status } = await web.ask('/assets/main-a1b2.js', { host: hostName, origin, cookie: value }, method)
            if (status !== expected) wrong.push(`${hostName} ${origin} ${value} ${method}: ${status}, not ${expected}`)
          }
        }
      }
    }
    expect(wrong).toEqual([])
  })

  it('a socket only with the exact host, origin, cookie and address', async () => {
    const good = await web.cookie()
    const wrong: string[] = []
    for (const hostName of [web.here, `localhost:${web.port}`, `evil.example:${web.port}`]) {
      for (const origin of [undefined, `http://${hostName}`, 'http://127.0.0.1:4312', 'http://evil.example', 'null']) {
        for (const value of [undefined, good, `${good}x`]) {
          for (const at of ['/desk', '/', '/desk/', '/other']) {
            const isHere = hostName !== `evil.example:${web.port}`
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
    const first = await web.ask('/')
    expect(first.headers['set-cookie']![0]).toMatch(
      /^greenlight_desk_\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/,
    )
    const own = first.headers['set-cookie']![0]!.split(';')[0]!
    expect((await web.ask('/', { cookie: own })).headers['set-cookie']).toBeUndefined()
    expect((await web.ask('/')).headers['set-cookie']![0]).not.toContain(own)
    // Followed from elsewhere: the cookie stays behind, and must not be replaced.
    const followed = await web.ask('/', { 'sec-fetch-site': 'cross-site' })
    expect(followed.headers['set-cookie']).toBeUndefined()
    expect(followed.body).toContain('http-equiv="refresh"')
  })

  it('serves the built files, and nothing beside them', async () => {
    const own = { cookie: await web.cookie() }
    expect(await web.ask('/', own)).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } })
    const asset = await web.ask('/assets/main-a1b2.js?v=1', own)
    expect(asset).toMatchObject({ status: 200, body: 'export {}' })
    expect(asset.headers['cache-control']).toContain('immutable')
    expect(await web.ask('/assets/main-a1b2.js', own, 'HEAD')).toMatchObject({ status: 200, body: '' })
    for (const at of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/../../secret.txt',
      '//secret.txt',
      '/assets',
      '/none',
      'http://evil/',
    ]) {
      expect(await web.ask(at, own)).toMatchObject({ status: 404, body: '' })
    }
  })

  it('lets a page do no more than it needs', async () => {
    const { headers } = await web.ask('/')
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
    const own = await web.cookie()
    const { desk, close } = await web.connect(own)
    expect(await desk.signIn({ email: 'staff@demo.test', password: 'greenlight' })).toMatchObject({ ok: true })
    await until(async () => expect((await desk.inbox({ view: 'everything' })).total).toBe(5))
    const other = await web.connect(await web.cookie())
    expect(await other.desk.status()).toMatchObject({ person: null })
    expect((await other.desk.inbox({ view: 'everything' })).total).toBe(0)
    close()
    other.close()
    await web.server.goAway()
    await web.restart()
    const again = await web.connect(web.cookieNow(own))
    expect(await again.desk.status()).toMatchObject({ person: { id: 'staff' }, mirrorRebuilt: null })
    expect((await again.desk.inbox({ view: 'everything' })).total).toBe(5)
    again.close()
    await web.server.comeBack()
  })

  it('that signed out is nobody again', async () => {
    const own = await web.cookie()
    const { desk, close } = await web.connect(own)
    await desk.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    await desk.signOut()
    close()
    const again = await web.connect(own)
    expect(await again.desk.status()).toMatchObject({ person: null, connection: 'signed_out' })
    again.close()
  })

  it('has its venues in all of its pages; each looks at its own, and another browser sees none of them', async () => {
    const fern = await startTestServer()
    seed(fern, 2)
    const own = await web.cookie()
    const [one, two] = [await web.connect(own), await web.connect(own)]
    const who = { email: 'staff@demo.test', password: 'greenlight' }
    await one.desk.signIn(who)
    expect(await two.desk.status()).toMatchObject({ person: { id: 'staff' } })
    await two.desk.signIn(who, fern.url)
    const accounts = (await one.desk.venues()).map(({ account }) => account)
    expect(accounts).toHaveLength(2)
    expect(await two.desk.lookAt(accounts[1]!)).toMatchObject({ ok: true })
    await until(async () => expect((await two.desk.inbox({ view: 'everything' })).total).toBe(2))
    await until(async () => expect((await one.desk.inbox({ view: 'everything' })).total).toBe(5))
    const stranger = await web.connect(await web.cookie())
    expect(await stranger.desk.venues()).toEqual([])
    expect(await stranger.desk.lookAt(accounts[0]!)).toMatchObject({ ok: false })
    expect(await stranger.desk.stop('stop-1', null)).toEqual([])
    const close = { id: 'cmd-1', type: 'conversation.close', payload: { ids: ['c0'] } }
    expect(await stranger.desk.commandAt(accounts[0]!, close)).toMatchObject({ code: 'no_such_venue' })
    expect(await stranger.desk.unsent(accounts[0]!)).toEqual([])
    for (const each of [one, two, stranger]) each.close()
    await web.restart()
    const again = await web.connect(web.cookieNow(own))
    expect((await again.desk.venues()).map(({ account }) => account)).toEqual(accounts)
    expect(await again.desk.status()).toMatchObject({ account: accounts[1] })
    again.close()
    await web.host.close()
    await fern.close()
    await web.open()
  })

  it('gets no further with wrong arguments, unknown methods or broken messages', async () => {
    const own = await web.cookie()
    const { desk, close } = await web.connect(own)
    await expect(desk.thread(7 as never)).rejects.toMatchObject({ message: 'The desk could not do that.' })
    await expect(desk.inbox({ view: 'nonsense' as never })).rejects.toBeDefined()
    await expect((desk as never as Record<string, () => Promise<unknown>>).constructor!()).rejects.toBeDefined()
    const socket = web.socket(own)
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

describe('the folder', () => {
  it('belongs to one console at a time, and is free again after it', async () => {
    await expect(web.open()).rejects.toThrow(HostError)
    await web.restart()
  })

  it('holds no cookie and no token that others may read', async () => {
    const own = await web.cookie()
    const { desk, close } = await web.connect(own)
    await desk.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    close()
    const { data } = web
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
