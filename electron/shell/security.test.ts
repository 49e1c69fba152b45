/** The twenty points of Electron's own checklist, as far as they can be read off without running it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Event, WebContents } from 'electron'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { fileOf } from './app-scheme.ts'
import { APP_URL, type Guarded, isAppUrl, isOpenable, lockDown, PAGE_HEADERS, WEB_PREFERENCES } from './security.ts'

const root = join(import.meta.dirname, '../..')

describe('the window', () => {
  it('is sandboxed, isolated, and without Node', () => {
    expect(WEB_PREFERENCES).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    })
    expect(WEB_PREFERENCES).not.toHaveProperty('enableBlinkFeatures')
  })

  it('gets a policy that starts from nothing and allows no inline code', () => {
    const policy = PAGE_HEADERS['content-security-policy']
    expect(policy).toMatch(/^default-src 'none';/)
    expect(policy).not.toMatch(/unsafe|\*|https?:|blob:|wss?:/)
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("connect-src 'none'")
  })

  it('is the only page that counts as ours', () => {
    expect(isAppUrl(APP_URL)).toBe(true)
    for (const url of [
      'greenlight-app://evil/',
      'greenlight-app:app',
      'https://app/',
      'file:///app',
      'about:blank',
      '',
    ]) {
      expect(isAppUrl(url), url).toBe(false)
    }
  })
})

describe('what a page asks of the shell', () => {
  function locked() {
    const handlers: Record<string, (...args: never[]) => unknown> = {}
    const listeners: Record<string, (event: Partial<Event> & object) => void> = {}
    const openExternal = vi.fn(async () => undefined)
    let windowOpen: (details: { url: string }) => unknown = () => null
    const session = new Proxy({}, { get: (_, name: string) => (handler: never) => (handlers[name] = handler) })
    const contents = {
      on: (name: string, listener: never) => (listeners[name] = listener),
      setWindowOpenHandler: (handler: typeof windowOpen) => (windowOpen = handler),
    } as unknown as WebContents
    const app = { on: (_: string, created: (event: object, contents: WebContents) => void) => created({}, contents) }
    lockDown({ app, session, openExternal } as unknown as Guarded)
    const tries = (name: string, event: object) => {
      const preventDefault = vi.fn()
      listeners[name]?.({ ...event, preventDefault })
      return preventDefault.mock.calls.length === 0
    }
    return { handlers, openExternal, tries, open: (url: string) => windowOpen({ url }) }
  }

  it('is refused: every permission, device and screen', () => {
    const { handlers } = locked()
    const answer = vi.fn()
    handlers.setPermissionRequestHandler?.(...([null, 'media', answer] as never[]))
    expect(answer).toHaveBeenCalledWith(false)
    expect(handlers.setPermissionCheckHandler?.(...([null, 'notifications'] as never[]))).toBe(false)
    expect(handlers.setDevicePermissionHandler?.(...([{}] as never[]))).toBe(false)
    handlers.setDisplayMediaRequestHandler?.(...([{}, answer] as never[]))
    expect(answer).toHaveBeenLastCalledWith({})
  })

  it('is refused: webviews, other pages, frames, redirects', () => {
    const { tries } = locked()
    expect(tries('will-attach-webview', {})).toBe(false)
    expect(tries('will-frame-navigate', { url: APP_URL, isMainFrame: true })).toBe(true)
    expect(tries('will-frame-navigate', { url: APP_URL, isMainFrame: false })).toBe(false)
    expect(tries('will-frame-navigate', { url: 'https://evil.example/', isMainFrame: true })).toBe(false)
    expect(tries('will-redirect', { url: 'https://evil.example/' })).toBe(false)
  })

  it('opens no window, and hands only known https sites to the system', () => {
    const { open, openExternal } = locked()
    for (const url of [
      'https://console.twilio.com/a',
      'https://evil.example/',
      'javascript:alert(1)',
      'smb://x/y',
      '',
    ]) {
      expect(open(url)).toEqual({ action: 'deny' })
    }
    expect(openExternal.mock.calls).toEqual([['https://console.twilio.com/a']])
  })
})

it('no address but that of a known site is openable', () => {
  const near = ['https://console.twilio.com', 'http://console.twilio.com', 'https://console.twilio.com.evil.example']
  const odd = fc.oneof(
    fc.webUrl(),
    fc.string(),
    fc.constantFrom(...near).chain((base) => fc.string().map((s) => base + s)),
  )
  fc.assert(
    fc.property(odd, (url) => {
      if (!isOpenable(url)) return
      const { protocol, hostname, port, username } = new URL(url)
      expect([protocol, hostname, port, username]).toEqual(['https:', 'console.twilio.com', '', ''])
    }),
  )
})

it('no address leads out of the window’s folder', () => {
  const folder = join(root, 'dist', 'renderer')
  const part = fc.oneof(fc.constantFrom('..', '%2e%2e', '..%2f', '..%5c', '%00', '.', '//', '%2f', '%'), fc.string())
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const path = fileOf(folder, `greenlight-app://app/${parts.join('/')}`)
      if (path !== null) expect(path.startsWith(`${folder}/`)).toBe(true)
    }),
  )
  expect(fileOf(folder, APP_URL)).toBe(join(folder, 'index.html'))
})

describe('the sources', () => {
  const main = readFileSync(join(root, 'electron/main.ts'), 'utf8')
  const preload = readFileSync(join(root, 'electron/preload.ts'), 'utf8')

  it('expose two plain facts to the page, once, and no function', () => {
    expect(preload.match(/exposeInMainWorld\([^)]*\)/g)).toEqual([
      "exposeInMainWorld('greenlight', { platform: process.platform, version: __APP_VERSION__ })",
    ])
  })

  it('sandbox every process before the first window, and hear pages in one place', () => {
    expect(main).toContain('app.enableSandbox()')
    expect(main.match(/ipcMain/g)).toHaveLength(2)
    expect(main).not.toMatch(/ipcMain\.(on|handle)/)
  })
})
