/**
 * `npm run package`: builds the window and Electron's entry points, then installers through electron-builder; for this
 * system, or for those that are named (`-- --mac --win --linux`). Where installers cannot be made, checks what can be
 * checked without them, says plainly what is missing, and ends with 1.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { checkPackage } from './package-check.ts'
import { ROOT } from './processes.ts'
import { buildElectron, buildWindow } from './window.ts'

buildWindow()
buildElectron()
const cli = path.join(ROOT, 'node_modules/electron-builder/cli.js')
const { status } = spawnSync(process.execPath, [cli, ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' })
if (status === 0) process.exit(0)

const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-package-'))
try {
  const { archive, wrong } = await checkPackage(folder)
  const sound = wrong.length === 0
  const lines = [
    '',
    'No installers were made: the builder says above why. Most often it could not fetch Electron’s own program from',
    'github.com, or a target needs another system (dmg: macOS). .github/workflows/ci.yml makes them on all three.',
    '',
    sound ? 'What could be checked without them is in order:' : 'What could be checked without them is not in order:',
    '  the builder’s configuration passes the builder’s own schema',
    `  the archive was built: ${archive.files.size} files, each held against its checksum; all that its entry points import is there`,
    '  the fuses were written into an empty program and read back; the page of licences goes along',
    ...wrong.map((one) => `  WRONG: ${one}`),
    'Not checked: that the packaged application starts, that it is signed, that it installs and updates.',
    '',
  ]
  process.stdout.write(lines.join('\n'))
} catch (error) {
  process.stdout.write(
    `\nNo installers were made, and the archive could not be built either: ${(error as Error).message}\n`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(1)
