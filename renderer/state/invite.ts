/** Links that let somebody onto the team, or set a server up. What a link carries is made here, and the server is told its hash alone. */
import { inviteToken } from '#shared/team.ts'

/** Where a page of the console keeps it: what stands behind # is sent to no server. */
const MARKS = { invite: '#invite=', setup: '#setup=' } as const
type Kind = keyof typeof MARKS

export interface NewLink {
  readonly link: string
  readonly token: string
  /** SHA-256 in hex. */
  readonly tokenHash: string
}

export async function newLink(): Promise<NewLink> {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const token = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)))
  const tokenHash = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return { link: linkOf(token), token, tokenHash }
}

/** In a window of the app there is no address that others could open: they paste it into theirs. */
function linkOf(token: string): string {
  const { protocol, origin } = window.location
  return `${protocol.startsWith('http') ? `${origin}/` : 'greenlight://'}${MARKS.invite}${token}`
}

/** What a link, or the code alone, carries; null where it is none. */
export function tokenIn(written: string, kind: Kind = 'invite'): string | null {
  const text = written.trim()
  const at = text.lastIndexOf(MARKS[kind])
  const parsed = inviteToken.safeParse(at === -1 ? text : text.slice(at + MARKS[kind].length))
  return parsed.success ? parsed.data : null
}

/** The link that this page was opened with. It is taken out of the address, so that nobody sends it on by mistake. */
export function takeLink(kind: Kind = 'invite'): string | null {
  const token = window.location.hash.startsWith(MARKS[kind]) ? tokenIn(window.location.hash, kind) : null
  if (token !== null) window.history.replaceState(null, '', window.location.pathname)
  return token
}

/** Hears of the invitation that this page was opened with, and of those that are opened in it later. @returns how to stop */
export function onLink(take: (token: string) => void): () => void {
  const look = () => {
    const token = takeLink()
    if (token !== null) take(token)
  }
  look()
  window.addEventListener('hashchange', look)
  return () => window.removeEventListener('hashchange', look)
}
