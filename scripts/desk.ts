/** `npm run desk`: the console alone, against a server (`--server URL`); `--web` for the browser console. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { electronProgram } from './electron.ts'
import { ROOT } from './processes.ts'
import { buildElectron, buildWebHost, buildWindow, WEB_HOST } from './window.ts'

buildWindow()
const args = process.argv.slice(2).filter((a) => a !== '--web')
const electron = process.argv.includes('--web') ? null : electronProgram()
if (electron) {
  buildElectron()
  const child = spawn(electron, [ROOT, ...args], { cwd: ROOT, stdio: 'inherit' })
  child.on('exit', (code) => process.exit(code ?? 0))
} else {
  buildWebHost()
  process.argv = [...process.argv.slice(0, 2), ...args]
  await import(pathToFileURL(path.join(ROOT, WEB_HOST)).href)
}
