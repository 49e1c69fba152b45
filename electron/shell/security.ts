/** What a window may do: nothing but show its own page. Rules are pure; {@link lockDown} puts them in force. */
import type { App, Session, WebContents, WebPreferences } from 'electron'

export const APP_SCHEME = 'greenlight-app'
export const APP_HOST = 'app'
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/index.html`

export const WEB_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: true,
  v8CacheOptions: 'code',
} as const satisfies WebPreferences

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'none'",
  "worker-src 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers of every answer that the window gets. */
export const PAGE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'noopener-allow-popups',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), display-capture=()',
} as const

/** Sites that the console links to; everything else stays shut. */
const OPENABLE_HOSTS: readonly string[] = ['console.twilio.com', 'www.twilio.com', 'status.twilio.com']

export function isAppUrl(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed?.protocol === `${APP_SCHEME}:` && parsed.host === APP_HOST
}

/** Whether a link may be handed to the system's browser. */
export function isOpenable(url: string): boolean {
  const parsed = URL.parse(url)
  return (
    parsed?.protocol === 'https:' &&
    parsed.port === '' &&
    parsed.username === '' &&
    parsed.password === '' &&
    OPENABLE_HOSTS.includes(parsed.hostname)
  )
}

export interface Guarded {
  readonly app: App
  readonly session: Session
  readonly openExternal: (url: string) => Promise<void>
}

/** Call once, before the first window. */
export function lockDown({ app, session, openExternal }: Guarded): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  app.on('web-contents-created', (_event, contents) => confine(contents, openExternal))
}

function confine(contents: WebContents, openExternal: Guarded['openExternal']): void {
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isAppUrl(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!isAppUrl(event.url)) event.preventDefault()
  })
  contents.setWindowOpenHandler(({ url }) => {
    if (isOpenable(url)) openExternal(url).catch(() => undefined)
    return { action: 'deny' }
  })
}
