/**
 * Electron's security checklist, point by point, against an application that runs: what is configured is read, what is
 * forbidden is tried. Each point resolves to true where it holds; whoever runs it, under Electron or the stand-in.
 */
import { readFileSync } from 'node:fs'
import type { WebPreferences } from 'electron'
import type { Shell } from './fixtures/launch.ts'

type Point = readonly [number: number, title: string, holds: (shell: Shell) => Promise<boolean>]

const root = new URL('../../', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, root), 'utf8')

/** What the window was really opened with. */
function preferences({ app }: Shell): Promise<WebPreferences> {
  return app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const contents = window?.webContents as unknown as { getLastWebPreferences(): WebPreferences } | undefined
    return { ...contents?.getLastWebPreferences() }
  })
}

/** Whether the window holds just these; what is absent counts as Electron's default. */
const opened = (wanted: WebPreferences) => async (shell: Shell) => {
  const real = await preferences(shell)
  return Object.entries(wanted).every(([name, value]) => (real[name as keyof WebPreferences] ?? undefined) === value)
}

const all =
  (...holds: readonly ((shell: Shell) => Promise<boolean>)[]) =>
  async (shell: Shell) => {
    for (const one of holds) if (!(await one(shell))) return false
    return true
  }

/** Something that the policy forbids is put into the page; true where the browser reports this directive. */
const blocks =
  (directive: string, tag: string, attributes: Record<string, string>, text = '') =>
  async ({ page }: Shell) =>
    page.evaluate(
      ([wanted, name, given, words]) =>
        new Promise<boolean>((resolve) => {
          const report = (event: SecurityPolicyViolationEvent) => event.effectiveDirective === wanted && resolve(true)
          document.addEventListener('securitypolicyviolation', report)
          const element = document.createElement(name)
          for (const [key, value] of Object.entries(given)) element.setAttribute(key, value)
          element.textContent = words
          document.body.append(element)
          // What is not blocked is there, or failed to load from nowhere, well within this time.
          setTimeout(() => resolve(false), 1_000)
        }),
      [directive, tag, attributes, text] as const,
    )

const inPage =
  (run: () => boolean | Promise<boolean>) =>
  ({ page }: Shell) =>
    page.evaluate(run)

/** The page tries to go there; true where it is stopped, by main or by the browser before it, and the page is as before. */
const cannotGo =
  (url: string) =>
  async ({ app, page }: Shell) => {
    const home = page.url()
    const tried = app.evaluate(
      ({ BrowserWindow }) =>
        new Promise<boolean>((resolve) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents
          contents?.once('will-frame-navigate', (event) => resolve(event.defaultPrevented))
          setTimeout(() => resolve(true), 2_000)
        }),
    )
    await page.evaluate((to) => {
      location.href = to
    }, url)
    // Where nothing stops it, the page is gone, and with it perhaps the window.
    return (await tried.catch(() => false)) && page.url() === home
  }

/** Where the window is, as the shell knows it. */
const isAt =
  (address: string) =>
  ({ app }: Shell) =>
    app.evaluate(
      ({ BrowserWindow }, at) => BrowserWindow.getAllWindows()[0]?.webContents.getURL().startsWith(at) === true,
      address,
    )

const PERMISSIONS = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'] as const

export const CHECKLIST: readonly Point[] = [
  [
    1,
    'Only load secure content',
    all(
      inPage(() => isSecureContext),
      isAt('greenlight-app://app/'),
      blocks('img-src', 'img', { src: 'http://evil.example/x.png' }),
    ),
  ],
  [
    2,
    'Do not enable Node.js integration',
    all(
      opened({ nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false }),
      inPage(() => !['require', 'process', 'module', 'Buffer', 'global'].some((name) => name in window)),
    ),
  ],
  [
    3,
    'Enable context isolation',
    all(
      opened({ contextIsolation: true }),
      inPage(() => {
        // What the preload gives cannot be put in the place of, and its own world cannot be reached.
        const before = (window as unknown as { greenlight: unknown }).greenlight
        try {
          Object.assign(window, { greenlight: { hijacked: true } })
        } catch {
          // Refused loudly: as well.
        }
        const after = (window as unknown as { greenlight: { hijacked?: boolean } }).greenlight
        return before === after && after.hijacked === undefined && !('ipcRenderer' in window)
      }),
    ),
  ],
  [4, 'Enable process sandboxing', opened({ sandbox: true })],
  [
    5,
    'Handle session permission requests',
    async ({ page }) => {
      const states = await page.evaluate(
        (names) =>
          Promise.all(
            names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state),
          ),
        PERMISSIONS,
      )
      return (
        states.every((state) => state === 'denied') &&
        (await page.evaluate(() => Notification.requestPermission())) === 'denied'
      )
    },
  ],
  [
    6,
    'Do not disable webSecurity',
    all(
      opened({ webSecurity: true }),
      inPage(
        async () =>
          !(await fetch('https://evil.example/').then(
            () => true,
            () => false,
          )),
      ),
    ),
  ],
  [
    7,
    'Define a Content Security Policy',
    all(
      blocks('script-src-elem', 'script', {}, 'window.escaped = true'),
      blocks('style-src-elem', 'style', {}, 'body { color: red }'),
      blocks('frame-src', 'iframe', { src: 'https://evil.example/' }),
      blocks('object-src', 'object', { data: 'https://evil.example/' }),
      // Later: what a driver runs itself may evaluate words whatever the policy says.
      inPage(
        () =>
          new Promise((resolve) => {
            setTimeout(() => {
              try {
                resolve(new Function('return false')() as boolean)
              } catch {
                resolve(!('escaped' in window))
              }
            }, 0)
          }),
      ),
    ),
  ],
  [
    8,
    'Do not enable allowRunningInsecureContent',
    all(
      opened({ allowRunningInsecureContent: false }),
      blocks('script-src-elem', 'script', { src: 'http://evil.example/x.js' }),
    ),
  ],
  [9, 'Do not enable experimental features', opened({ experimentalFeatures: false })],
  [10, 'Do not use enableBlinkFeatures', opened({ enableBlinkFeatures: undefined as unknown as string })],
  [
    11,
    'Do not use allowpopups for WebViews',
    all(opened({ webviewTag: false }), async (shell) => {
      await shell.page.evaluate(() => {
        const view = document.createElement('webview')
        for (const [name, value] of [
          ['allowpopups', ''],
          ['src', 'https://evil.example/'],
        ] as const)
          view.setAttribute(name, value)
        document.body.append(view)
      })
      return shell.page.evaluate(() => !('getWebContentsId' in document.querySelector('webview')!))
    }),
  ],
  [
    12,
    'Verify WebView options before creation',
    ({ app }) =>
      app.evaluate(({ BrowserWindow }) => {
        let prevented = false
        const event = {
          preventDefault: () => {
            prevented = true
          },
        }
        BrowserWindow.getAllWindows()[0]?.webContents.emit('will-attach-webview', event, {}, {})
        return prevented
      }),
  ],
  [13, 'Disable or limit navigation', cannotGo('https://evil.example/')],
  [
    14,
    'Disable or limit creation of new windows',
    async ({ app, page }) => {
      const opened = await page.evaluate(() =>
        ['https://evil.example/', 'https://console.twilio.com/x', location.href, 'about:blank'].map(
          (url) => window.open(url) === null,
        ),
      )
      return opened.every(Boolean) && app.windows().length === 1
    },
  ],
  [
    15,
    'Do not use shell.openExternal with untrusted content',
    async ({ app, page }) => {
      await page.evaluate(() => {
        for (const url of [
          'https://evil.example/',
          'http://console.twilio.com/',
          'file:///etc/passwd',
          'smb://evil.example/',
          'https://console.twilio.com.evil.example/',
          'https://console.twilio.com/last',
        ])
          window.open(url)
      })
      return app.evaluate(async () => {
        for (let i = 0; i < 100 && !seen.opened.includes('https://console.twilio.com/last'); i++)
          await new Promise((resolve) => setTimeout(resolve, 50))
        return seen.opened.length > 0 && seen.opened.every((url) => url.startsWith('https://console.twilio.com/'))
      })
    },
  ],
  [
    16,
    'Use a current version of Electron',
    async ({ app }) => {
      const pinned =
        (JSON.parse(read('package.json')) as { devDependencies: Record<string, string> }).devDependencies.electron ?? ''
      const running = await app.evaluate(() => process.versions.electron ?? null)
      // 42 closed the reading of other origins through a scheme of one's own.
      return (
        /^\d+\.\d+\.\d+$/.test(pinned) && Number.parseInt(pinned, 10) >= 42 && (running === null || running === pinned)
      )
    },
  ],
  [
    17,
    'Validate the sender of all IPC messages',
    async ({ page }) => {
      // Another page is tried in a test of its own, other frames in ipc.test.ts; here: what no handler is to hear.
      const told = () =>
        page.evaluate(() => JSON.stringify((window as unknown as { page: { computer?: object } }).page.computer))
      const before = await told()
      await page.evaluate(() => {
        const send = (type: string, ...args: unknown[]) => window.postMessage({ type, args }, location.origin)
        for (const wrong of [{ stopChord: 'A' }, { other: 1 }, 'text', null]) send('greenlight:change', wrong)
        send('greenlight:change', { spellings: [] }, 'more')
        for (const type of ['computer:change', 'window:computer', '__proto__', 'constructor'])
          send(type, { spellings: [] })
        send('greenlight:restart', { force: true })
      })
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)))
      return before !== undefined && (await told()) === before
    },
  ],
  [
    18,
    'Avoid usage of the file:// protocol',
    all(
      isAt('greenlight-app://app/'),
      cannotGo('file:///etc/passwd'),
      inPage(
        () =>
          new Promise((resolve) => {
            const image = new Image()
            image.onerror = () => resolve(true)
            image.onload = () => resolve(false)
            image.src = 'file:///etc/passwd'
          }),
      ),
    ),
  ],
  [
    19,
    'Check which fuses you can change',
    async () => {
      const fuses = Object.fromEntries(
        [...read('electron-builder.yml').matchAll(/^ {2}(\w+): (true|false)$/gm)].map(([, name, on]) => [
          name,
          on === 'true',
        ]),
      )
      const off = [
        'runAsNode',
        'enableNodeOptionsEnvironmentVariable',
        'enableNodeCliInspectArguments',
        'grantFileProtocolExtraPrivileges',
      ]
      const on = ['enableCookieEncryption', 'enableEmbeddedAsarIntegrityValidation', 'onlyLoadAppFromAsar']
      return off.every((name) => fuses[name] === false) && on.every((name) => fuses[name] === true)
    },
  ],
  [
    20,
    'Do not expose Electron APIs to untrusted web content',
    inPage(() => {
      const given = (window as unknown as { greenlight: object }).greenlight
      return (
        JSON.stringify(Object.entries(given).map(([name, value]) => [name, typeof value])) ===
        '[["platform","string"],["version","string"]]'
      )
    }),
  ],
]
