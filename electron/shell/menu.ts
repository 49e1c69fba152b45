/** The application's menu, by each system's conventions; and the switch that stops auto-send. Pure. */
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuPlace } from '#shared/computer.ts'
import { type Outlook, plainLabel, stopLabel } from './outlook.ts'

export interface MenuActions {
  readonly open: () => void
  /** One venue's, or every one's. */
  readonly stopAutoSend: (account?: string) => void
  /** Shows a place of the window. */
  readonly go: (place: MenuPlace) => void
  readonly showLicences: () => void
  readonly checkForUpdates: () => void
}

/** The kill switch's shortcut, which works whatever the page is doing. */
export const KILL_SHORTCUT = 'CommandOrControl+Shift+X'

const LINE: MenuItemConstructorOptions = { type: 'separator' }

interface MenuFor {
  readonly platform: NodeJS.Platform
  readonly isPackaged: boolean
  readonly outlook: Outlook
}

export function appMenu(
  actions: MenuActions,
  { platform, isPackaged, outlook }: MenuFor,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const settings: MenuItemConstructorOptions = {
    id: 'settings',
    label: mac ? 'Settings…' : '&Settings',
    accelerator: 'CommandOrControl+,',
    click: () => actions.go('settings'),
  }
  // The key is the window's own, too: it stops what the window looks at.
  const inView = outlook.venues.length < 2 ? undefined : outlook.venues.find((venue) => venue.inView)
  const at = inView === undefined ? '' : ` at ${plainLabel(inView.name)}`
  const stop: MenuItemConstructorOptions = {
    id: 'stop',
    label: `${mac ? 'Stop Auto-Send' : 'S&top auto-send'}${at}`,
    accelerator: KILL_SHORTCUT,
    click: () => actions.stopAutoSend(inView?.account),
  }
  const stopAll: MenuItemConstructorOptions[] =
    inView === undefined ? [] : [{ id: 'stop-all', label: stopLabel(outlook), click: () => actions.stopAutoSend() }]
  const updates: MenuItemConstructorOptions = {
    id: 'updates',
    label: mac ? 'Check for Updates…' : 'Check for &updates',
    click: () => {
      actions.checkForUpdates()
      actions.go('computer')
    },
  }
  const forDevelopers: MenuItemConstructorOptions[] = isPackaged
    ? []
    : [LINE, { role: 'reload' }, { role: 'toggleDevTools' }]
  return [
    ...(mac ? [macMenu(settings, updates)] : []),
    {
      role: 'fileMenu',
      label: mac ? 'File' : '&File',
      submenu: [
        { label: mac ? 'Open Greenlight' : '&Open Greenlight', accelerator: 'CommandOrControl+O', click: actions.open },
        stop,
        ...stopAll,
        LINE,
        ...(mac ? [{ role: 'close' } as const] : [settings, LINE, { role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      label: mac ? 'View' : '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        LINE,
        { role: 'togglefullscreen' },
        ...forDevelopers,
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      label: mac ? 'Help' : '&Help',
      submenu: [
        { id: 'keys', label: mac ? 'Keyboard Shortcuts' : '&Keyboard shortcuts', click: () => actions.go('keys') },
        { id: 'licences', label: mac ? 'Licences' : '&Licences', click: actions.showLicences },
        ...(mac ? [] : [updates, LINE, { role: 'about' } as const]),
      ],
    },
  ]
}

/** The menu that a Mac names after the application. */
function macMenu(
  settings: MenuItemConstructorOptions,
  updates: MenuItemConstructorOptions,
): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      updates,
      LINE,
      settings,
      LINE,
      { role: 'services' },
      LINE,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      LINE,
      { role: 'quit' },
    ],
  }
}
