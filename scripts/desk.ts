/** `npm run desk`: the console alone, against a server (`--server URL`); `--web` for the browser console. */
import { spawn } from 'node:child_process'
import { electronProgram } from './electron.ts'
import { ROOT } from './processes.ts'
import { buildElectron, buildWindow } from './window.ts'

buildWindow()
const args = process.argv.slice(2).filter((a) => a !== '--web')
const electron = process.argv.includes('--web') ? null : electronProgram()
if (electron) {
  buildElectron()
  const child = spawn(electron, [ROOT, ...args], { cwd: ROOT, stdio: 'inherit' })
  child.on('exit', (code) => process.exit(code ?? 0))
} else {
  process.argv = [...process.argv.slice(0, 2), ...args]
  await import('../electron/hosts/web-main.ts')
}
