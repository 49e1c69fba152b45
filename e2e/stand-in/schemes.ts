/**
 * Custom schemes: Chromium alone loads none, so each lives at an https origin that exists nowhere, and every request to
 * it is answered by the application's own handler before it could leave.
 */
import type { CustomScheme, Protocol } from 'electron'
import { unknownTo } from './strict.ts'

const TOP_LEVEL = '.stand-in.test'
const schemes = new Map<string, ((request: Request) => Response | Promise<Response>) | null>()

export const protocol: Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'> = {
  registerSchemesAsPrivileged(customSchemes: CustomScheme[]) {
    for (const { scheme, privileges } of customSchemes) {
      if (!privileges?.standard || !privileges.secure) throw unknownTo('schemes that are not standard and secure')
      schemes.set(scheme, null)
    }
  },
  handle(scheme, handler) {
    if (!schemes.has(scheme)) throw unknownTo(`the scheme ${scheme}`)
    schemes.set(scheme, handler)
  },
}

/** `scheme://host/path` → the address that Chromium loads. */
export function toChromium(url: string): string {
  const { protocol: scheme, hostname, pathname, search, hash } = new URL(url)
  const name = scheme.slice(0, -1)
  return schemes.has(name) ? `https://${hostname}.${name}${TOP_LEVEL}${pathname}${search}${hash}` : url
}

/** The address that Chromium has loaded → the one that the application knows. */
export function fromChromium(url: string): string {
  const parsed = URL.parse(url)
  if (!parsed?.hostname.endsWith(TOP_LEVEL)) return url
  const [host, name] = splitAtLastDot(parsed.hostname.slice(0, -TOP_LEVEL.length))
  return `${name}://${host}${parsed.pathname}${parsed.search}${parsed.hash}`
}

/** The application's own answer to a request; null where it belongs to no custom scheme. */
export async function respond(method: string, url: string): Promise<Response | null> {
  const own = fromChromium(url)
  const handler = own === url ? null : schemes.get(new URL(own).protocol.slice(0, -1))
  return handler ? handler(new Request(own, { method })) : null
}

function splitAtLastDot(text: string): [string, string] {
  const at = text.lastIndexOf('.')
  return [text.slice(0, at), text.slice(at + 1)]
}
