/** The built window as a web host serves it: read once, by exact name, with the headers of a page that may do little. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export interface WebFile {
  readonly body: Buffer
  readonly type: string
  /** Its name changes with its content. */
  readonly hashed: boolean
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

/** @returns every file of the folder by its path on the server; `/` is the page. Files of other kinds are left out. */
export function readWebFiles(folder: string): ReadonlyMap<string, WebFile> {
  const files = new Map<string, WebFile>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const type = TYPES[path.extname(name)]
    if (type === undefined) continue
    const at = `/${name.split(path.sep).join('/')}`
    files.set(at, { body: readFileSync(path.join(folder, name)), type, hashed: at.startsWith('/assets/') })
  }
  const page = files.get('/index.html')
  if (page === undefined) throw new Error(`there is no built window in ${folder}`)
  files.set('/', page)
  return files
}

/** For every answer of the host. */
export function pageHeaders(host: string): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self'",
      `connect-src 'self' ws://${host}`,
      "manifest-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
    // No page that opened this one keeps a hold of it. `same-origin` would do so too, and cost the compiled code that browsers keep.
    'cross-origin-opener-policy': 'noopener-allow-popups',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }
}
