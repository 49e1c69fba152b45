/** The application's menu: the roles that every application has, and the switch that stops auto-send. */
import type { MenuItemConstructorOptions } from 'electron'

export interface MenuActions {
  readonly open: () => void
  readonly stopAutoSend: () => void
}

/** The kill switch's shortcut, which works whatever the page is doing. */
export const KILL_SHORTCUT = 'CommandOrControl+Shift+X'

export function appMenu(
  actions: MenuActions,
  { platform, isPackaged }: { readonly platform: NodeJS.Platform; readonly isPackaged: boolean },
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const forDevelopers: MenuItemConstructorOptions[] = isPackaged
    ? []
    : [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }]
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&Greenlight',
      submenu: [
        { label: 'Open Greenlight', click: actions.open },
        { type: 'separator' },
        { id: 'stop', label: 'Stop auto-send', accelerator: KILL_SHORTCUT, click: actions.stopAutoSend },
        ...(mac ? [] : ([{ type: 'separator' }, { role: 'quit' }] as const)),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...forDevelopers,
      ],
    },
    { role: 'windowMenu' },
  ]
}
