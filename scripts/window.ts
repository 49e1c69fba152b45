/** Builds the window, and what the console's processes run, where their sources are newer than what was built. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { writeLicences } from './licences.ts'
import { ROOT } from './processes.ts'

/** A hash of everything that the build reads. */
function sources(patterns: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of globSync([...patterns], { cwd: ROOT }).sort()) {
    hash.update(file).update(readFileSync(path.join(ROOT, file)))
  }
  return hash.digest('hex')
}

function build(config: string, out: string, patterns: readonly string[]): void {
  const stamp = path.join(ROOT, out, '.sources')
  const now = sources([config, 'scripts/bundled.ts', 'package-lock.json', ...patterns])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  const vite = path.join(ROOT, 'node_modules/vite/bin/vite.js')
  const { status, stderr } = spawnSync(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'error'], {
    cwd: ROOT,
    encoding: 'utf8',
    // A test runner sets its own, which would bring React's development build: twice as slow, and kept for `npm start`.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (status !== 0) throw new Error(`the build of ${out} failed:\n${stderr}`)
  mkdirSync(path.dirname(stamp), { recursive: true })
  writeFileSync(stamp, now)
  writeLicences()
}

export function buildWindow(): void {
  build('vite.config.ts', 'dist/renderer', ['renderer/**/*.{ts,tsx,js,css,html,svg}', 'shared/**/*.ts'])
}

export function buildElectron(): void {
  build('vite.electron.config.ts', 'dist/electron', ['electron/**/*.ts', 'shared/**/*.ts'])
}

/** The console's process for a browser, once {@link buildWebHost} has made it. */
export const WEB_HOST = 'dist/web/web-main.cjs'

export function buildWebHost(): void {
  build('vite.web.config.ts', 'dist/web', ['electron/**/*.ts', 'renderer/**/*.{ts,tsx}', 'shared/**/*.ts'])
}
