/** The lamp beside the clock: how much waits, the true state of auto-send, and the switch that stops it. */
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron'
import type { Outlook } from './desk-link.ts'
import { killWords, mayStop } from './kill-state.ts'
import { trayIcon } from './tray-icon.ts'

export interface TrayActions {
  readonly open: () => void
  readonly stopAutoSend: () => void
  readonly quit: () => void
}

export interface TrayView {
  show(outlook: Outlook): void
}

/** Null where the system has no tray: then closing the window ends the application. */
export function createTray(actions: TrayActions): TrayView | null {
  try {
    const tray = new Tray(icon({ needsYou: 0, kill: { kind: 'unknown' } }))
    tray.on('click', actions.open)
    return {
      show(outlook) {
        tray.setImage(icon(outlook))
        tray.setToolTip(`Greenlight. ${waits(outlook.needsYou)}. ${killWords(outlook.kill)}`)
        tray.setContextMenu(Menu.buildFromTemplate(trayMenu(outlook, actions)))
      },
    }
  } catch {
    return null
  }
}

function trayMenu({ needsYou, kill }: Outlook, actions: TrayActions): MenuItemConstructorOptions[] {
  return [
    { label: 'Open Greenlight', click: actions.open },
    { type: 'separator' },
    { label: waits(needsYou), enabled: false },
    { label: killWords(kill), enabled: false },
    { id: 'stop', label: 'Stop auto-send', enabled: mayStop(kill), click: actions.stopAutoSend },
    { type: 'separator' },
    { label: 'Quit', click: actions.quit },
  ]
}

function waits(count: number): string {
  return count === 0 ? 'Nobody waits for you' : `Needs you: ${count}`
}

function icon({ needsYou, kill }: Outlook): Electron.NativeImage {
  return nativeImage.createFromBuffer(trayIcon(kill.kind, needsYou), { scaleFactor: 2 })
}
