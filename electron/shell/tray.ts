/** The lamp beside the clock: how much waits, the true state of auto-send, and the switch that stops it. */
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron'
import { mayStop } from './kill-state.ts'
import { NOTHING_KNOWN, type Outlook, plainLabel, stateWords, stopLabel, waits } from './outlook.ts'
import { trayIcon } from './tray-icon.ts'

export interface TrayActions {
  readonly open: () => void
  /** Every venue's. */
  readonly stopAutoSend: () => void
  readonly quit: () => void
}

export interface TrayView {
  show(outlook: Outlook): void
}

/** Null where the system has no tray: then closing the window ends the application. */
export function createTray(actions: TrayActions): TrayView | null {
  try {
    const tray = new Tray(icon(NOTHING_KNOWN))
    tray.on('click', actions.open)
    return {
      show(outlook) {
        tray.setImage(icon(outlook))
        tray.setToolTip(`Greenlight. ${waits(outlook.needsYou)}. ${stateWords(outlook).join('. ')}`)
        tray.setContextMenu(Menu.buildFromTemplate(trayMenu(outlook, actions)))
      },
    }
  } catch {
    return null
  }
}

function trayMenu(outlook: Outlook, actions: TrayActions): MenuItemConstructorOptions[] {
  const { needsYou, kill, venues } = outlook
  const stoppable = venues.length < 2 ? mayStop(kill) : venues.some((venue) => mayStop(venue.kill))
  return [
    { label: 'Open Greenlight', click: actions.open },
    { type: 'separator' },
    { label: waits(needsYou), enabled: false },
    ...stateWords(outlook).map((words) => ({ label: plainLabel(words), enabled: false })),
    { id: 'stop', label: stopLabel(outlook), enabled: stoppable, click: actions.stopAutoSend },
    { type: 'separator' },
    { label: 'Quit', click: actions.quit },
  ]
}

function icon({ needsYou, kill }: Outlook): Electron.NativeImage {
  return nativeImage.createFromBuffer(trayIcon(kill.kind, needsYou), { scaleFactor: 2 })
}
