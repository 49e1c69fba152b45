/** A page: a DevTools target in which the real preload runs, with its IPC, its navigations and their rules. */
import type { WebContents as ElectronWebContents, WebPreferences } from 'electron'
import { type Cdp, type Session, unanswered } from './cdp.ts'
import { decode, encode } from './codec.ts'
import { ipcFrom } from './ipc-main.ts'
import { applyPermissions, defaultSession } from './permissions.ts'
import { type Port, PortRelay } from './ports.ts'
import {
  BINDING,
  type FromPage,
  isolatedWorldSource,
  mainWorldSource,
  RECEIVER,
  type ToPage,
  WORLD,
} from './preload-world.ts'
import { fromChromium, respond, toChromium } from './schemes.ts'
import { PreventableEvent, StrictEmitter, strict, unknownTo } from './strict.ts'

const EVENTS = [
  'context-menu',
  'did-start-navigation',
  'did-finish-load',
  'ready-to-show',
  'render-process-gone',
  'will-attach-webview',
  'will-frame-navigate',
  'will-redirect',
  'destroyed',
]
const REQUIRED: WebPreferences = { sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true }

interface Paused {
  readonly requestId: string
  readonly request: { readonly method: string; readonly url: string }
  readonly resourceType: string
  readonly frameId: string
}
type OpenHandler = Parameters<ElectronWebContents['setWindowOpenHandler']>[0]
type Api = Pick<
  ElectronWebContents,
  | 'postMessage'
  | 'send'
  | 'getURL'
  | 'isDestroyed'
  | 'setWindowOpenHandler'
  | 'reload'
  | 'id'
  | 'setZoomFactor'
  | 'getZoomFactor'
  | 'replaceMisspelling'
>

let lastId = 0

export class WebContents extends StrictEmitter implements Api {
  readonly id = ++lastId
  readonly mainFrame: { url: string; origin: string }
  readonly #cdp: Cdp
  readonly #preferences: WebPreferences
  readonly #ready: Promise<Session>
  readonly #relay = new PortRelay((mail) => this.#tell(mail))
  #targetId = ''
  #mainFrameId = ''
  #world: number | null = null
  #expected: string | null = null
  #openHandler: OpenHandler | null = null
  #destroyed = false
  #zoom = 1

  constructor(cdp: Cdp, preferences: WebPreferences, opened: (contents: WebContents) => void) {
    super('webContents', EVENTS)
    for (const [name, value] of Object.entries(REQUIRED)) {
      if (preferences[name as keyof WebPreferences] !== value) throw unknownTo(`pages without ${name}: ${value}`)
    }
    this.mainFrame = strict('webFrameMain', { url: '', origin: '' })
    this.#cdp = cdp
    this.#preferences = preferences
    opened(this)
    this.#ready = this.#open()
  }

  /** Known once the target is open, and never before a test can see the page. */
  get targetId(): string {
    return this.#targetId
  }

  /** The stand-in's own: resolves with the target's id. */
  get opened(): Promise<string> {
    return this.#ready.then(() => this.#targetId)
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#ready
    await applyPermissions(this.#cdp, url)
    this.#expected = toChromium(url)
    const { errorText } = await page.send('Page.navigate', { url: this.#expected })
    if (errorText) throw new Error(`${errorText} loading '${url}'`)
  }

  reload(): void {
    this.#expected = toChromium(this.mainFrame.url)
    unanswered(this.#ready.then((page) => page.send('Page.reload')))
  }

  getURL(): string {
    return this.mainFrame.url
  }

  send(channel: string, ...args: unknown[]): void {
    this.#tell({ kind: 'message', channel, args, ports: [] })
  }

  postMessage(channel: string, message: unknown, transfer: readonly object[] = []): void {
    const ports = (transfer as readonly Port[]).map((port) => this.#relay.give(port))
    this.#tell({ kind: 'message', channel, args: [message], ports })
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  /** Electron gives a test what the page was opened with, defaults left out. */
  getLastWebPreferences(): WebPreferences {
    return this.#preferences
  }
  /** The page itself stays as it is drawn. */
  setZoomFactor(factor: number): void {
    this.#zoom = factor
  }
  getZoomFactor(): number {
    return this.#zoom
  }
  get session(): typeof defaultSession {
    return defaultSession
  }
  replaceMisspelling(word: string): void {
    unanswered(this.#ready.then((page) => page.send('Input.insertText', { text: word })))
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  /** Electron's own: asks the window, which may refuse. Set by the window. */
  close: (options?: { waitForBeforeUnload?: boolean }) => void = () => this.destroy()

  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    this.#relay.closeAll()
    this.emit('destroyed')
    unanswered(this.#ready.then(() => this.#cdp.browser.send('Target.closeTarget', { targetId: this.#targetId })))
  }

  async #open(): Promise<Session> {
    const { browser } = this.#cdp
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' })
    this.#targetId = targetId
    const page = await this.#cdp.attach(targetId)
    this.#listen(page)
    await page.send('Page.enable')
    await page.send('Runtime.enable')
    await page.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD })
    await page.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldSource() })
    if (this.#preferences.preload) {
      const source = isolatedWorldSource(this.#preferences.preload)
      await page.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: WORLD })
    }
    await page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
    const { frameTree } = await page.send('Page.getFrameTree')
    this.#mainFrameId = frameTree.frame.id
    return page
  }

  #listen(page: Session): void {
    page.on('Fetch.requestPaused', (event) => unanswered(this.#load(page, event)))
    page.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return
      const url = fromChromium(frame.url)
      Object.assign(this.mainFrame, { url, origin: URL.parse(url)?.origin ?? '' })
    })
    page.on('Runtime.executionContextCreated', ({ context }) => {
      // A frame within the page has a world of that name as well.
      if (context.name === WORLD && context.auxData?.frameId === this.#mainFrameId) this.#world = context.id
    })
    page.on('Runtime.executionContextsCleared', () => {
      this.#world = null
      this.#relay.closeAll()
    })
    page.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === BINDING && executionContextId === this.#world) void this.#hear(decode(payload) as FromPage)
    })
    page.on('Page.loadEventFired', () => {
      this.emit('did-finish-load')
      if (this.mainFrame.url !== 'about:blank') this.emit('ready-to-show')
    })
    // A link to a new window: window.open itself never gets that far.
    page.on('Page.windowOpen', ({ url }) => this.#windowOpens(url))
    page.on('Inspector.targetCrashed', () => {
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
    })
  }

  async #load(page: Session, { requestId, request, resourceType, frameId }: Paused): Promise<unknown> {
    if (resourceType === 'Document' && !this.#mayNavigate(request.url, frameId === this.#mainFrameId)) {
      return page.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
    }
    try {
      const response = await respond(request.method, request.url)
      if (response === null) return page.send('Fetch.continueRequest', { requestId })
      const body = Buffer.from(await response.arrayBuffer()).toString('base64')
      const responseHeaders = [...response.headers].map(([name, value]) => ({ name, value }))
      return page.send('Fetch.fulfillRequest', { requestId, responseCode: response.status, responseHeaders, body })
    } catch {
      return page.send('Fetch.failRequest', { requestId, errorReason: 'Failed' })
    }
  }

  /** What the page wants by itself is put to the application; what the application wants is not. */
  #mayNavigate(url: string, isMainFrame: boolean): boolean {
    const details = { url: fromChromium(url), isMainFrame, isSameDocument: false }
    if (url === this.#expected && isMainFrame) this.#expected = null
    else {
      const event = new PreventableEvent(details)
      this.emit('will-frame-navigate', event)
      if (event.defaultPrevented) return false
    }
    this.emit('did-start-navigation', details)
    return true
  }

  #windowOpens(url: string): void {
    const details = {
      url: fromChromium(url),
      frameName: '',
      features: '',
      disposition: 'new-window',
      referrer: { url: '', policy: 'default' },
    }
    const answered = this.#openHandler?.(details as Parameters<OpenHandler>[0])
    if (answered?.action !== 'deny') throw unknownTo('windows that a page opens')
  }

  async #hear(mail: FromPage): Promise<void> {
    if (mail.kind === 'port') return this.#relay.receive(mail)
    if (mail.kind === 'open') return this.#windowOpens(mail.url)
    const event = { sender: this, senderFrame: this.mainFrame, type: 'frame' }
    if (mail.kind === 'send') return ipcFrom.sent(event, mail.channel, mail.args)
    this.#tell({ kind: 'result', id: mail.id, ...(await ipcFrom.invoked(event, mail.channel, mail.args)) })
  }

  #tell(mail: ToPage): void {
    const [world, text] = [this.#world, encode(mail)]
    if (world === null) return
    const functionDeclaration = `function (text) { globalThis[${JSON.stringify(RECEIVER)}](text) }`
    const call = { functionDeclaration, executionContextId: world, arguments: [{ value: text }] }
    unanswered(this.#ready.then((page) => page.send('Runtime.callFunctionOn', call)))
  }
}
