/** The one window: opens where it was, hides into the tray, passes on what main has to tell. */
import { BrowserWindow, Menu, type MessagePortMain, screen, type WebContents } from 'electron'
import type { Told } from './channels.ts'
import { contextMenu } from './context-menu.ts'
import { APP_URL, WEB_PREFERENCES } from './security.ts'
import { loadWindowState, MIN_SIZE, saveWindowState } from './window-state.ts'

export interface WindowParts {
  readonly preload: string
  readonly stateFile: string
  /** Whether closing hides: there is a tray to come back from, and nobody is quitting. */
  readonly hides: () => boolean
}

export interface MainWindow {
  /** Shows it, opening it anew where it was closed. */
  show(): void
  /** The page has said that it listens; false if it is not this window's page. */
  heard(page: WebContents): boolean
  /** Whether a page listens: what is told before that is lost. */
  readonly listens: boolean
  /** It is what the person looks at. */
  readonly focused: boolean
  tell<C extends keyof Told>(channel: C, body: Told[C], port?: MessagePortMain): void
}

export function createMainWindow({ preload, stateFile, hides }: WindowParts): MainWindow {
  let window: BrowserWindow | null = null
  let listens = false

  function open(): BrowserWindow {
    const areas = screen.getAllDisplays().map((display) => display.workArea)
    const primary = screen.getPrimaryDisplay().workArea
    const state = loadWindowState(stateFile, [primary, ...areas])
    const opened = new BrowserWindow({
      ...state.bounds,
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      title: 'Greenlight',
      show: false,
      autoHideMenuBar: true,
      webPreferences: { ...WEB_PREFERENCES, preload },
    })
    if (state.maximized) opened.maximize()
    opened.once('ready-to-show', () => opened.show())
    opened.on('close', (event) => {
      const zoom = opened.webContents.getZoomFactor()
      saveWindowState(stateFile, { bounds: opened.getNormalBounds(), maximized: opened.isMaximized(), zoom })
      if (!hides()) return
      event.preventDefault()
      opened.hide()
    })
    opened.once('closed', () => {
      window = null
      listens = false
    })
    opened.webContents.once('did-finish-load', () => opened.webContents.setZoomFactor(state.zoom))
    opened.webContents.on('context-menu', (_event, clicked) => {
      const { webContents } = opened
      const template = contextMenu(clicked, {
        replace: (word) => webContents.replaceMisspelling(word),
        learn: (word) => webContents.session.addWordToSpellCheckerDictionary(word),
      })
      if (template.length > 0) Menu.buildFromTemplate(template).popup({ window: opened })
    })
    opened.webContents.on('did-start-navigation', (event) => {
      if (event.isMainFrame && !event.isSameDocument) listens = false
    })
    // A page that crashed holds nothing that is not in the desk: show it afresh.
    opened.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') opened.webContents.reload()
    })
    // Fails only where the window is closed again before its page is there.
    opened.loadURL(APP_URL).catch(() => undefined)
    return opened
  }

  return {
    show() {
      if (window === null) {
        window = open()
        return
      }
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    heard(page) {
      if (page !== window?.webContents) return false
      listens = true
      return true
    },
    get focused() {
      return window?.isFocused() ?? false
    },
    get listens() {
      return listens
    },
    tell(channel, body, port) {
      if (listens) window?.webContents.postMessage(channel, body, port === undefined ? [] : [port])
    },
  }
}
