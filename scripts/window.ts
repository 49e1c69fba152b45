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

interface Build {
  readonly config: string
  readonly out: string
  readonly patterns: readonly string[]
}

/** @returns the stamp of what was built, the one that belongs there, and whether it is there */
function stampOf({ config, out, patterns }: Build) {
  const stamp = path.join(ROOT, out, '.sources')
  const now = sources([config, 'scripts/bundled.ts', 'package-lock.json', ...patterns])
  return { stamp, now, current: existsSync(stamp) && readFileSync(stamp, 'utf8') === now }
}

function build(made: Build): void {
  const { stamp, now, current } = stampOf(made)
  if (current) return
  const { config, out } = made
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
  const patterns = ['renderer/**/*.{ts,tsx,js,css,html,svg}', 'shared/**/*.ts']
  build({ config: 'vite.config.ts', out: 'dist/renderer', patterns })
}

export function buildElectron(): void {
  const patterns = ['electron/**/*.ts', 'shared/**/*.ts']
  build({ config: 'vite.electron.config.ts', out: 'dist/electron', patterns })
}

/** The console's process for a browser, once {@link buildWebHost} has made it. */
export const WEB_HOST = 'dist/web/web-main.cjs'

const BUILT_WEB: Build = {
  config: 'vite.web.config.ts',
  out: 'dist/web',
  patterns: ['electron/**/*.ts', 'renderer/**/*.{ts,tsx}', 'shared/**/*.ts'],
}

export const buildWebHost = (): void => build(BUILT_WEB)

/** @returns the folder of the console's process and its threads, where they were built of the sources as they are now */
export const builtWebHost = (): string | null => (stampOf(BUILT_WEB).current ? path.join(ROOT, BUILT_WEB.out) : null)
