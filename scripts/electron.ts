import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './processes.ts'

/** The Electron program, fetched once where there is a display to show it on; null: none can be had. */
export function electronProgram(): string | null {
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (!display) return null
  const folder = path.join(ROOT, 'node_modules/electron')
  const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' } as Record<string, string>
  const program = path.join(folder, 'dist', names[process.platform] ?? 'electron')
  if (!existsSync(program)) {
    spawnSync(process.execPath, [path.join(folder, 'install.js')], { stdio: 'ignore', timeout: 120_000 })
  }
  return existsSync(program) ? program : null
}
