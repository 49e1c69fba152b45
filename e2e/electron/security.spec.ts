/** A hostile page gets nothing: no Node, no network, no other page, no window, no permission, no port. */
import { expect, test } from './fixtures/launch.ts'
import { watch } from './fixtures/probes.ts'

test('the page has no Node, and of the shell two plain facts', async ({ start }) => {
  const { page } = await start()
  const found = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
    shell: Object.entries((window as unknown as { greenlight: object }).greenlight).map(([k, v]) => [k, typeof v]),
  }))
  expect(found.node).toEqual([])
  expect(found.shell).toEqual([
    ['platform', 'string'],
    ['version', 'string'],
  ])
})

test('the window runs sandboxed and isolated', async ({ start }) => {
  const { page } = await start()
  expect(await page.evaluate(() => isSecureContext)).toBe(true)
  expect(await page.evaluate(() => window.opener)).toBeNull()
})

test('the content security policy blocks what the window does not need', async ({ start }) => {
  const { page } = await start()
  const blocked = await page.evaluate(async () => {
    const directives: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => directives.push(event.effectiveDirective))
    const add = (name: string, attributes: Record<string, string>, text = '') => {
      const element = document.createElement(name)
      Object.assign(element, attributes)
      element.textContent = text
      document.body.append(element)
    }
    add('script', {}, 'window.escaped = true')
    add('script', { src: 'https://evil.example/x.js' })
    add('style', {}, 'body { color: red }')
    add('img', { src: 'https://evil.example/x.png' })
    add('iframe', { src: 'https://evil.example/' })
    add('object', { data: 'https://evil.example/' })
    await fetch('http://127.0.0.1:9/').catch(() => undefined)
    await fetch('./index.html').catch(() => undefined)
    return directives.length >= 8
      ? directives
      : new Promise<string[]>((resolve) => setInterval(() => directives.length >= 8 && resolve(directives), 20))
  })
  expect(blocked.toSorted()).toEqual([
    'connect-src',
    'connect-src',
    'frame-src',
    'img-src',
    'object-src',
    'script-src-elem',
    'script-src-elem',
    'style-src-elem',
  ])
  expect(await page.evaluate(() => 'escaped' in window)).toBe(false)
})

test('the page cannot leave', async ({ start }) => {
  const { app, page } = await start()
  const home = page.url()
  const tried = app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<[string, boolean]>((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        contents?.on('will-frame-navigate', (event) => resolve([event.url, event.defaultPrevented]))
      }),
  )
  await page.evaluate(() => {
    location.href = 'https://evil.example/'
  })
  expect(await tried).toEqual(['https://evil.example/', true])
  expect(page.url()).toBe(home)
  await expect(page.getByRole('heading')).toHaveText('Fixture')
})

test('no window opens; only known sites reach the system’s browser', async ({ start }) => {
  const { app, page } = await start()
  await watch(app)
  const links = [
    'https://evil.example/',
    'http://console.twilio.com/',
    'file:///etc/passwd',
    'https://console.twilio.com/x',
  ]
  const opened = await page.evaluate((urls) => urls.map((url) => window.open(url)), links)
  expect(opened).toEqual([null, null, null, null])
  await expect.poll(() => app.evaluate(() => seen.opened)).toEqual(['https://console.twilio.com/x'])
  expect(app.windows()).toHaveLength(1)
})

test('every permission is denied', async ({ start }) => {
  const { page } = await start()
  const states = await page.evaluate(() =>
    Promise.all(
      (['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'] as PermissionName[]).map(
        async (name) => (await navigator.permissions.query({ name })).state,
      ),
    ),
  )
  expect(states).toEqual(Array(6).fill('denied'))
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
})

test('main hands no port to a page that is not its own', async ({ start }) => {
  const { app, page } = await start()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('greenlight-app://elsewhere/'))
  await expect(page.locator('body')).toHaveText('Not found')
  const asked = app.evaluate(
    ({ ipcMain }) => new Promise<void>((resolve) => ipcMain.on('window:ready', () => resolve())),
  )
  await page.evaluate(() => {
    const got: string[] = []
    Object.assign(window, { got })
    window.addEventListener('message', (event) => got.push(event.data.type))
    window.postMessage({ type: 'greenlight:ready' }, location.origin)
  })
  await asked
  expect(await page.evaluate(() => (window as unknown as { got: string[] }).got)).toEqual(['greenlight:ready'])
})

test('only files of the window are served', async ({ start }) => {
  const { app, page } = await start()
  for (const path of ['..%2felectron%2fmain.js', '%2e%2e/electron/main.js', '..%5cmain.js', '%00', 'none.html']) {
    await app.evaluate(
      ({ BrowserWindow }, url) =>
        BrowserWindow.getAllWindows()[0]
          ?.loadURL(url)
          .catch(() => undefined),
      `greenlight-app://app/${path}`,
    )
    await expect(page).not.toHaveTitle('Fixture')
    await expect(page.locator('body')).toHaveText('Not found')
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.loadURL('greenlight-app://app/index.html'),
    )
    await expect(page).toHaveTitle('Fixture')
  }
})
