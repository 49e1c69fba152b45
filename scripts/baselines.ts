/**
 * Takes the pictures anew that `npm test` holds the console against (e2e/pictures), and packs them as small as they go.
 * `node scripts/run.mjs baselines`
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ensureBrowser } from './browser.ts'
import { repack } from './png.ts'
import { ROOT } from './processes.ts'

const FOLDER = path.join(ROOT, 'e2e/pictures')
const pictures = () => readdirSync(FOLDER).filter((file) => file.endsWith('.png'))

ensureBrowser()
mkdirSync(FOLDER, { recursive: true })
// A page that is gone leaves no picture behind.
for (const file of pictures()) rmSync(path.join(FOLDER, file))
const playwright = path.join(ROOT, 'node_modules/@playwright/test/cli.js')
const args = [
  playwright,
  'test',
  'e2e/console/pictures.spec.ts',
  '--update-snapshots=all',
  '--retries=0',
  '--reporter=line',
]
const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)
let bytes = 0
for (const file of pictures()) {
  const packed = repack(readFileSync(path.join(FOLDER, file)))
  writeFileSync(path.join(FOLDER, file), packed)
  bytes += packed.length
}
console.log(`${pictures().length} pictures, ${Math.round(bytes / 1_024)} KB. Look at them before you commit them.`)
