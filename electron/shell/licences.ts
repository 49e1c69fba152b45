/** The licences of what the application is made of, in a window of their own: a page of text, without a script. */
import { BrowserWindow } from 'electron'
import { APP_HOST, APP_SCHEME, WEB_PREFERENCES } from './security.ts'

const LICENCES_URL = `${APP_SCHEME}://${APP_HOST}/licences.html`

let shown: BrowserWindow | null = null

export function showLicences(): void {
  if (shown !== null) {
    shown.show()
    shown.focus()
    return
  }
  const window = new BrowserWindow({
    width: 760,
    height: 680,
    title: 'Licences',
    autoHideMenuBar: true,
    webPreferences: { ...WEB_PREFERENCES, spellcheck: false },
  })
  shown = window
  window.once('closed', () => {
    shown = null
  })
  // Fails only where the window is closed again before its page is there.
  window.loadURL(LICENCES_URL).catch(() => undefined)
}
