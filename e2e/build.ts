/**
 * Once for an end-to-end run: builds what its tests run, where its sources have changed, and fills the demo venue once, of
 * which each test's server takes a copy: that a server fills its own is proved beside the seed.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildElectron, buildWebHost, buildWindow } from '../scripts/window.ts'

/** In the environment of whoever starts a stack: the folder to copy. */
export const FILLED_DEMO = 'GREENLIGHT_TEST_DEMO'

export default function setUp(): () => void {
  buildAll()
  const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-demo-'))
  // A process of its own: the test runner would translate all of the server first.
  execFileSync(process.execPath, [path.join(import.meta.dirname, 'demo.ts'), folder], { stdio: 'inherit' })
  process.env[FILLED_DEMO] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}

function buildAll(): void {
  buildElectron()
  buildWebHost()
  buildWindow()
}

if (import.meta.main) buildAll()
