/** Runs between the page and main: hands the page one port to its desk, and says what happens to it. Nothing else. */
import { contextBridge, ipcRenderer } from 'electron'
import type { Asked, Told } from './shell/channels.ts'

declare const __APP_VERSION__: string

contextBridge.exposeInMainWorld('greenlight', { platform: process.platform, version: __APP_VERSION__ })

window.addEventListener('message', (event: MessageEvent<{ type?: unknown } | null>) => {
  if (event.source !== window || event.origin !== location.origin) return
  if (event.data?.type === 'greenlight:ready') ipcRenderer.send('window:ready' satisfies Asked)
})

passOn('window:port', 'greenlight:port')
passOn('window:down', 'greenlight:down')
passOn('window:open', 'greenlight:open')

function passOn<C extends keyof Told>(channel: C, type: `greenlight:${string}`): void {
  ipcRenderer.on(channel, (event, body: Told[C]) => {
    window.postMessage({ ...body, type }, location.origin, [...event.ports])
  })
}
