/** Runs between the page and main: hands the page one port to its desk, and carries what they say. Nothing else. */
import { contextBridge, ipcRenderer } from 'electron'
import type { Asked, Told } from './shell/channels.ts'

declare const __APP_VERSION__: string

contextBridge.exposeInMainWorld('greenlight', { platform: process.platform, version: __APP_VERSION__ })

/** What the page may ask for, and what main hears of it. */
const ASKS: Readonly<Record<string, Asked>> = {
  'greenlight:ready': 'window:ready',
  'greenlight:change': 'computer:change',
  'greenlight:check-updates': 'updates:check',
  'greenlight:restart': 'updates:restart',
}

window.addEventListener('message', (event: MessageEvent<{ type?: unknown; args?: unknown } | null>) => {
  if (event.source !== window || event.origin !== location.origin || event.data === null) return
  const { type, args } = event.data
  const asked = typeof type === 'string' && Object.hasOwn(ASKS, type) ? ASKS[type] : undefined
  if (asked !== undefined) ipcRenderer.send(asked, ...(Array.isArray(args) ? args : []))
})

passOn('window:port', 'greenlight:port')
passOn('window:down', 'greenlight:down')
passOn('window:open', 'greenlight:open')
passOn('window:go', 'greenlight:go')
passOn('window:computer', 'greenlight:computer')

function passOn<C extends keyof Told>(channel: C, type: `greenlight:${string}`): void {
  ipcRenderer.on(channel, (event, body: Told[C]) => {
    window.postMessage({ ...body, type }, location.origin, [...event.ports])
  })
}
