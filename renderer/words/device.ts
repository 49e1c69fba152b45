/** What a console calls itself in the list of sessions. */

const BROWSERS = [
  ['Greenlight', /Electron\//],
  ['Edge', /Edg\//],
  ['Opera', /OPR\//],
  ['Firefox', /Firefox\//],
  ['Chrome', /Chrome\//],
  ['Safari', /Safari\//],
] as const
const SYSTEMS = [
  ['iOS', /iPhone|iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux|X11/],
] as const

/** "Chrome on macOS" */
export function deviceName(agent: string): string {
  const browser = BROWSERS.find(([, sign]) => sign.test(agent))?.[0] ?? 'A browser'
  const system = SYSTEMS.find(([, sign]) => sign.test(agent))?.[0]
  return system === undefined ? browser : `${browser} on ${system}`
}
