/** The default session: what the application's permission handlers say becomes what Chromium grants a page. */
import type { Session as ElectronSession } from 'electron'
import type { Cdp } from './cdp.ts'
import { toChromium } from './schemes.ts'
import { strict } from './strict.ts'

type CheckHandler = NonNullable<Parameters<ElectronSession['setPermissionCheckHandler']>[0]>
type Permission = Parameters<CheckHandler>[1]

/** Electron's name of a permission, and Chromium's. */
const PERMISSIONS: readonly (readonly [Permission, string])[] = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
]

let check: CheckHandler | null = null
let request: unknown = null
let spelling: { on: boolean; languages: string[] } = { on: true, languages: ['en-US'] }

export const defaultSession: Pick<
  ElectronSession,
  | 'setPermissionCheckHandler'
  | 'setPermissionRequestHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setSpellCheckerEnabled'
  | 'setSpellCheckerLanguages'
  | 'getSpellCheckerLanguages'
  | 'isSpellCheckerEnabled'
  | 'addWordToSpellCheckerDictionary'
> = {
  setPermissionCheckHandler(handler) {
    check = handler
  },
  setPermissionRequestHandler(handler) {
    request = handler
  },
  setDevicePermissionHandler: () => undefined,
  setDisplayMediaRequestHandler: () => undefined,
  setSpellCheckerEnabled(on) {
    spelling = { ...spelling, on }
  },
  setSpellCheckerLanguages(languages) {
    spelling = { ...spelling, languages: [...languages] }
  },
  getSpellCheckerLanguages: () => spelling.languages,
  isSpellCheckerEnabled: () => spelling.on,
  addWordToSpellCheckerDictionary: () => true,
}

export const session = strict('session', { defaultSession: strict('session.defaultSession', defaultSession) })

/** Without both handlers Electron grants whatever is asked for, and so does the stand-in. */
export async function applyPermissions({ browser }: Cdp, url: string): Promise<void> {
  const { origin } = new URL(toChromium(url))
  if (origin === 'null') return
  for (const [permission, name] of PERMISSIONS) {
    const granted = !check || !request || check(null, permission, origin, { isMainFrame: true })
    const setting = granted ? 'granted' : 'denied'
    await browser.send('Browser.setPermission', { origin, permission: { name }, setting })
  }
}
