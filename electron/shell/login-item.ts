/** Whether the application starts when its person logs in: the system's own list, or an autostart entry on Linux. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { App } from 'electron'

/** Given at such a start: the window stays in the tray. */
export const HIDDEN = '--hidden'

export interface LoginItem {
  isOn(): boolean
  set(on: boolean): void
}

export interface LoginItemParts {
  readonly app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>
  readonly platform: NodeJS.Platform
  /** The system's folder for applications' settings. */
  readonly settingsFolder: string
  /** What starts the application. */
  readonly program: string
}

export function createLoginItem({ app, platform, settingsFolder, program }: LoginItemParts): LoginItem {
  if (platform !== 'linux') {
    const args = platform === 'win32' ? { args: [HIDDEN] } : {}
    return {
      isOn: () => app.getLoginItemSettings(args).openAtLogin,
      set: (openAtLogin) => app.setLoginItemSettings({ ...args, openAtLogin }),
    }
  }
  const file = join(settingsFolder, 'autostart', 'greenlight.desktop')
  return {
    isOn: () => existsSync(file),
    set(on) {
      if (!on) return rmSync(file, { force: true })
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, autostartEntry(program))
    },
  }
}

/** By the freedesktop rules: what is special in a quoted argument is escaped, and a percent sign is doubled. */
export function autostartEntry(program: string): string {
  const quoted = `"${program.replaceAll(/[\\"`$]/g, '\\$&').replaceAll('%', '%%')}"`
  // Strings of the file escape their backslashes once more.
  const exec = `${quoted} ${HIDDEN}`.replaceAll('\\', '\\\\')
  return `[Desktop Entry]\nType=Application\nName=Greenlight\nExec=${exec}\nX-GNOME-Autostart-enabled=true\n`
}
