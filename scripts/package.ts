/** `npm run package`: installers for this platform through electron-builder; its own options may follow. */
import { spawnSync } from 'node:child_process'
import { ROOT } from './processes.ts'
import { buildElectron, buildWindow } from './window.ts'

buildWindow()
buildElectron()
const { status } = spawnSync('electron-builder', ['--publish', 'never', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
process.exit(status ?? 1)
