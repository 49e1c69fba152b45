/** BrowserWindow: a page with bounds, that may refuse to close. */
import type { BrowserWindowConstructorOptions, BrowserWindow as ElectronBrowserWindow, Rectangle } from 'electron'
import { type Cdp, unanswered } from './cdp.ts'
import { PreventableEvent, StrictEmitter } from './strict.ts'
import { WebContents } from './web-contents.ts'

const EVENTS = ['ready-to-show', 'close', 'closed', 'show', 'hide', 'focus', 'blur', 'resize', 'move']

type Api = Pick<
  ElectronBrowserWindow,
  | 'loadURL'
  | 'show'
  | 'hide'
  | 'focus'
  | 'blur'
  | 'isFocused'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'isVisible'
  | 'isMinimized'
  | 'minimize'
  | 'restore'
  | 'isMaximized'
  | 'maximize'
  | 'getBounds'
  | 'getNormalBounds'
  | 'setBounds'
>

/** What the windows stand on; set by the stand-in before the application runs. */
export const ground: { cdp: Cdp | null; opened: (contents: WebContents) => void; allClosed: () => void } = {
  cdp: null,
  opened: () => undefined,
  allClosed: () => undefined,
}

const windows = new Set<BrowserWindow>()

export class BrowserWindow extends StrictEmitter implements Api {
  readonly webContents: WebContents
  #bounds: Rectangle
  #state: 'normal' | 'minimized' | 'maximized' = 'normal'
  #visible: boolean
  #focused = false

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null
  }

  constructor(options: BrowserWindowConstructorOptions) {
    super('BrowserWindow', EVENTS)
    if (ground.cdp === null) throw new Error('Cannot create BrowserWindow before app is ready')
    const { x = 0, y = 0, width = 800, height = 600, show = true, webPreferences = {} } = options
    this.#bounds = { x, y, width, height }
    this.#visible = show
    this.webContents = new WebContents(ground.cdp, webPreferences, ground.opened)
    this.webContents.close = () => this.close()
    this.webContents.on('ready-to-show', () => this.emit('ready-to-show'))
    windows.add(this)
    unanswered(this.#applyBounds())
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  show(): void {
    this.#visible = true
    this.emit('show')
  }
  hide(): void {
    this.#visible = false
    this.#focused = false
    this.emit('hide')
  }
  focus(): void {
    this.#focused = true
    this.emit('focus')
  }
  blur(): void {
    this.#focused = false
    this.emit('blur')
  }
  isFocused(): boolean {
    return this.#focused
  }
  isVisible(): boolean {
    return this.#visible
  }
  minimize(): void {
    this.#state = 'minimized'
  }
  isMinimized(): boolean {
    return this.#state === 'minimized'
  }
  maximize(): void {
    this.#state = 'maximized'
  }
  isMaximized(): boolean {
    return this.#state === 'maximized'
  }
  restore(): void {
    this.#state = 'normal'
  }

  getBounds(): Rectangle {
    return { ...this.#bounds }
  }
  getNormalBounds(): Rectangle {
    return this.getBounds()
  }
  setBounds(bounds: Partial<Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds }
    unanswered(this.#applyBounds())
    this.emit('resize')
  }

  /** Chromium's own window follows, so that the page has the size that the application asked for. */
  async #applyBounds(): Promise<void> {
    const { cdp } = ground
    const targetId = await this.webContents.opened
    if (cdp === null || this.isDestroyed()) return
    const { windowId } = await cdp.browser.send('Browser.getWindowForTarget', { targetId })
    const { x: left, y: top, width, height } = this.#bounds
    await cdp.browser.send('Browser.setWindowBounds', { windowId, bounds: { left, top, width, height } })
  }

  close(): void {
    const event = new PreventableEvent()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  isDestroyed(): boolean {
    return !windows.has(this)
  }

  destroy(): void {
    if (!windows.delete(this)) return
    this.webContents.destroy()
    this.emit('closed')
    if (windows.size === 0) ground.allClosed()
  }
}

/** Electron's static side of webContents: how a driver gets from a DevTools target to its window. */
export const webContents = {
  fromDevToolsTargetId: (targetId: string): WebContents | undefined =>
    BrowserWindow.getAllWindows().find((window) => window.webContents.targetId === targetId)?.webContents,
  getAllWebContents: (): WebContents[] => BrowserWindow.getAllWindows().map((window) => window.webContents),
}
