/** `npm run package`: builds the window and Electron's entry points, then installers through electron-builder. */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { ROOT } from './processes.ts'
import { buildElectron, buildWindow } from './window.ts'

buildWindow()
buildElectron()
const cli = path.join(ROOT, 'node_modules/electron-builder/cli.js')
const { status } = spawnSync(process.execPath, [cli, ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' })
process.exit(status ?? 1)
