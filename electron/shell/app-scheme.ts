/** Serves the window's own files under a scheme of its own: an origin that nothing else on the machine shares. */
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import type { Protocol } from 'electron'
import { APP_SCHEME, isAppUrl, PAGE_HEADERS } from './security.ts'

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Before the application is ready. */
export function registerScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
  ])
}

/** `folder`: the built window. */
export function serveApp(protocol: Protocol, folder: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const path = request.method === 'GET' && isAppUrl(request.url) ? fileOf(folder, request.url) : null
    const type = path && CONTENT_TYPES[extname(path)]
    if (!path || !type) return answer(404)
    try {
      return answer(200, await readFile(path), type)
    } catch {
      return answer(404)
    }
  })
}

/** The file that an address means, or null where it would lead outside the folder. */
export function fileOf(folder: string, url: string): string | null {
  try {
    const path = normalize(join(folder, decodeURIComponent(new URL(url).pathname)))
    return path.startsWith(folder + sep) && !path.includes('\0') ? path : null
  } catch {
    return null
  }
}

function answer(status: number, body: BodyInit = 'Not found', type = 'text/plain'): Response {
  return new Response(body, { status, headers: { ...PAGE_HEADERS, 'content-type': type } })
}
