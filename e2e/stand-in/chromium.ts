/** Starts a Chromium without any window of its own; the doubles open theirs as DevTools targets. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { CHROMIUM_FLAGS, SYSTEM_CHROMIUM } from '../../scripts/browser.ts'

const FLAGS = [
  '--headless=new',
  '--no-startup-window',
  '--remote-debugging-port=0',
  ...CHROMIUM_FLAGS,
  '--disable-dev-shm-usage',
  '--password-store=basic',
  '--use-mock-keychain',
  // What drops down from an address bar, which is not there, takes half of a start.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup',
  // Nothing beyond this machine can be reached, whatever a page tries.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** Resolves with the address of its DevTools. It ends with this process. */
export async function startChromium(): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'stand-in-'))
  const executable = existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : await playwrightsOwn()
  const child = spawn(executable, [...FLAGS, `--user-data-dir=${profile}`], { stdio: ['ignore', 'ignore', 'pipe'] })
  process.once('exit', () => {
    child.kill('SIGKILL')
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  })
  return devToolsAddress(child)
}

/** All of Playwright is read for it, which is longer than the rest of a start. */
async function playwrightsOwn(): Promise<string> {
  const { chromium } = await import('@playwright/test')
  return chromium.executablePath()
}

function devToolsAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`Chromium ended with ${code}`)))
    child.once('error', reject)
    if (child.stderr === null) return
    createInterface(child.stderr).on('line', (line) => {
      const address = /^DevTools listening on (ws:.*)$/.exec(line)?.[1]
      if (address) resolve(address)
    })
  })
}
