/**
 * Brings a browser for the end-to-end tests: the distribution's Chromium where there is one, else Playwright's own. With it
 * letters of scripts that customers write in, and their emoji: the pictures of the pages show some.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

export const SYSTEM_CHROMIUM = '/usr/bin/chromium'

/** Debian's packages, each with a file that it brings. */
const PACKAGES = {
  chromium: SYSTEM_CHROMIUM,
  'fonts-noto-cjk': '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
  'fonts-noto-color-emoji': '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf',
}

/** It runs as root, without a screen, and talks to nobody but this machine. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const run = (command: string, args: readonly string[]) =>
  spawnSync(command, [...args], { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    .status === 0

/** @throws when none can be installed. */
export function ensureBrowser(): void {
  const missing = Object.entries(PACKAGES).flatMap(([name, file]) => (existsSync(file) ? [] : name))
  if (missing.length > 0 && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    process.stderr.write(`Installing ${missing.join(', ')} for the end-to-end tests …\n`)
    if (run('apt-get', ['update', '-qq'])) run('apt-get', ['install', '-y', '-qq', ...missing])
  }
  if (!existsSync(SYSTEM_CHROMIUM) && !run('npx', ['playwright', 'install', 'chromium']))
    throw new Error('no browser could be installed for the end-to-end tests')
}
