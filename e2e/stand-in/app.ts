/** The application's life: ready, one instance, quitting in the order in which Electron does it. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App as ElectronApp } from 'electron'
import { BrowserWindow, ground } from './browser-window.ts'
import { type InstanceLock, takeInstanceLock } from './instance-lock.ts'
import { PreventableEvent, StrictEmitter } from './strict.ts'
import { utilityMetrics } from './utility-process.ts'

const EVENTS = [
  'ready',
  'second-instance',
  'open-url',
  'activate',
  'before-quit',
  'will-quit',
  'quit',
  'window-all-closed',
  'web-contents-created',
]

type PathName = Parameters<ElectronApp['getPath']>[0]

class App extends StrictEmitter {
  readonly isPackaged = false
  readonly #paths = new Map<string, string>()
  readonly #whenReady = Promise.withResolvers<void>()
  #isReady = false
  #quitting = false
  #badge = 0
  #opensAtLogin = false
  #lock: InstanceLock | null = null

  constructor() {
    super('app', EVENTS)
    ground.opened = (contents) => this.emit('web-contents-created', {}, contents)
    ground.allClosed = () => {
      if (this.#quitting) return
      if (!this.emit('window-all-closed')) this.quit()
    }
  }

  /** The stand-in's own: everything is there, the application may open windows. */
  becomeReady(): void {
    this.#isReady = true
    this.#whenReady.resolve()
    this.emit('ready', {}, {})
  }

  isReady(): boolean {
    return this.#isReady
  }
  whenReady(): Promise<void> {
    return this.#whenReady.promise
  }
  getName(): string {
    return 'Greenlight'
  }

  getPath(name: PathName): string {
    const known = this.#paths.get(name)
    if (known !== undefined) return known
    const fresh =
      name === 'userData' ? mkdtempSync(join(tmpdir(), 'stand-in-data-')) : join(this.getPath('userData'), name)
    this.#paths.set(name, fresh)
    return fresh
  }
  setPath(name: string, path: string): void {
    this.#paths.set(name, path)
  }

  requestSingleInstanceLock(): boolean {
    if (this.#lock) return true
    this.#lock = takeInstanceLock(this.getPath('userData'), (argv, cwd) => this.emit('second-instance', {}, argv, cwd))
    return this.#lock !== null
  }

  enableSandbox(): void {}
  setBadgeCount(count = 0): boolean {
    this.#badge = count
    return true
  }
  getBadgeCount(): number {
    return this.#badge
  }
  /** Starts nothing; says what was asked for. */
  setLoginItemSettings({ openAtLogin = false }: Electron.Settings): void {
    this.#opensAtLogin = openAtLogin
  }
  getLoginItemSettings(): Pick<Electron.LoginItemSettings, 'openAtLogin' | 'wasOpenedAtLogin'> {
    return { openAtLogin: this.#opensAtLogin, wasOpenedAtLogin: false }
  }
  getAppMetrics(): Pick<Electron.ProcessMetric, 'pid' | 'type' | 'name'>[] {
    return [{ pid: process.pid, type: 'Browser' }, ...utilityMetrics()]
  }

  quit(): void {
    if (this.#quitting) return
    const event = new PreventableEvent()
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    this.#quitting = true
    for (const window of BrowserWindow.getAllWindows()) window.close()
    if (BrowserWindow.getAllWindows().length > 0) {
      this.#quitting = false
      return
    }
    this.emit('will-quit', new PreventableEvent())
    this.exit(0)
  }

  exit(code = 0): void {
    this.emit('quit', {}, code)
    this.#lock?.release()
    // Whoever asked, such as a driver, gets its answer first.
    setImmediate(() => process.exit(code))
  }
}

export const app: App & Partial<Record<keyof ElectronApp, unknown>> = new App()
