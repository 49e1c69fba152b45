/** Life of the application: one instance, one window, one desk beside it. Each part has its own file in shell/. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import {
  app,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MessageChannelMain,
  protocol,
  safeStorage,
  session,
  shell,
  utilityProcess,
} from 'electron'
import type { MenuPlace } from '#shared/computer.ts'
import { registerScheme, serveApp } from './shell/app-scheme.ts'
import { type ComputerKeeper, createComputer } from './shell/computer.ts'
import { conversationOf, LINK_SCHEME, linkIn } from './shell/deep-links.ts'
import { createDeskLink } from './shell/desk-link.ts'
import { FOLDER_TAKEN_EXIT_CODE } from './shell/desk-messages.ts'
import { createDeskProcess } from './shell/desk-process.ts'
import { hear } from './shell/ipc.ts'
import { showLicences } from './shell/licences.ts'
import { createLoginItem, HIDDEN } from './shell/login-item.ts'
import { appMenu } from './shell/menu.ts'
import { notify, notifyOf } from './shell/notifications.ts'
import { NOTHING_KNOWN } from './shell/outlook.ts'
import { lockDown } from './shell/security.ts'
import { readSettings, type Settings, WrongSetting } from './shell/settings.ts'
import { createStopChord } from './shell/stop-chord.ts'
import { createTokenStore } from './shell/token-store.ts'
import { createTray } from './shell/tray.ts'
import { createUpdates, updaterOf } from './shell/updates.ts'
import { createMainWindow } from './shell/window.ts'

const WRONG_SETTING_EXIT_CODE = 2
const CHORD_TAKEN = [
  'The kill switch’s shortcut is taken',
  'Another program has it. Choose another one under Settings, This computer.',
] as const
const READY = 'It is put in place when you next start Greenlight.'
const FOLDER_TAKEN = ['Another console is open here', 'Close the one in the browser: this one takes over.'] as const

function launch(): void {
  const settings = settingsOrExit()
  if (settings === null) return
  // The browser's own files go beside the rest of the state; the instance lock is one per folder.
  if (!app.isPackaged) app.setPath('userData', join(settings.dataDir, 'electron'))
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  app.enableSandbox()
  registerScheme(protocol)
  run(settings)
}

function settingsOrExit(): Settings | null {
  try {
    const [argv, userData] = [process.argv.slice(1), app.getPath('userData')]
    return readSettings({ argv, env: process.env, isPackaged: app.isPackaged, userData, cwd: process.cwd() })
  } catch (error) {
    if (!(error instanceof WrongSetting)) throw error
    process.stderr.write(`greenlight: ${error.message}\n`)
    app.exit(WRONG_SETTING_EXIT_CODE)
    return null
  }
}

function run({ dataDir, server }: Settings): void {
  const here = import.meta.dirname
  let quitting = false
  let wanted: { conversationId: string | null; account?: string } | null = null
  let outlook = NOTHING_KNOWN
  let place: MenuPlace | null = null
  let computer: ComputerKeeper | null = null

  const open = (conversationId: string | null, account?: string) => {
    if (conversationId !== null || account !== undefined)
      wanted = { conversationId, ...(account !== undefined && { account }) }
    if (!app.isReady()) return
    window.show()
    openWanted()
  }
  const openWanted = () => {
    if (wanted === null || !window.listens) return
    window.tell('window:open', wanted)
    wanted = null
  }
  const go = (to: MenuPlace) => {
    place = to
    window.show()
    goThere()
  }
  const goThere = () => {
    if (place === null || !window.listens) return
    window.tell('window:go', { place })
    place = null
  }
  const actions = {
    open: () => open(null),
    stopAutoSend: (account?: string) => link.stopAutoSend(account),
    go,
    quit: () => app.quit(),
  }
  const stopAll = () => actions.stopAutoSend()

  const window = createMainWindow({
    preload: join(here, 'preload.cjs'),
    stateFile: join(dataDir, 'window.json'),
    hides: () => tray !== null && !quitting,
  })

  const link = createDeskLink({
    ids: randomUUID,
    changed: (now) => {
      outlook = now
      tray?.show(now)
      app.setBadgeCount(now.needsYou)
      showMenu()
    },
    alert: (alert, elsewhere) => {
      const acts = { open, approve: link.approve, reply: link.reply }
      notifyOf(alert, acts, process.platform, window.focused && !elsewhere)
    },
    refused: (message) => notify('Auto-send was not stopped', message, actions.open),
    notSent: ({ conversationId, account }, message) => notify('Not sent', message, () => open(conversationId, account)),
  })

  const desk = createDeskProcess({
    fork: () => {
      const options = [`--data=${join(dataDir, 'desk')}`, `--server=${server}`]
      return utilityProcess.fork(join(here, 'utility.js'), options, { serviceName: 'Greenlight desk' })
    },
    channel: () => new MessageChannelMain(),
    clock: Date.now,
    up: () => {
      const own = desk.connect()
      if (own !== null) link.connect(own.port)
      handPort()
    },
    down: ({ generation, exitCode, retryMs }) => {
      link.lost()
      window.tell('window:down', { generation, retryMs })
      if (exitCode === FOLDER_TAKEN_EXIT_CODE && generation === 1) notify(...FOLDER_TAKEN, actions.open)
    },
    tokens: createTokenStore(safeStorage, join(dataDir, 'sessions'), process.platform),
  })

  const handPort = () => {
    const made = window.listens ? desk.connect() : null
    if (made !== null) window.tell('window:port', { generation: made.generation }, made.port)
  }

  const updates = createUpdates({
    updater: app.whenReady().then(() => updaterOf(app.isPackaged, process.resourcesPath)),
    clock: Date.now,
    changed: (update) => {
      computer?.updated(update)
      if (update.kind === 'ready') notify(`Greenlight ${update.version} is ready`, READY, () => go('computer'))
    },
  })

  const thisComputer = () =>
    createComputer({
      file: join(dataDir, 'computer.json'),
      session: session.defaultSession,
      stopChord: createStopChord(globalShortcut, stopAll),
      loginItem: createLoginItem({
        app,
        platform: process.platform,
        settingsFolder: app.getPath('appData'),
        program: process.env.APPIMAGE ?? process.execPath,
      }),
      updates,
      changed: (now) => window.tell('window:computer', { computer: now }),
    })

  let tray: ReturnType<typeof createTray> = null

  let menuIs = ''
  /** Its words depend on the venues: it is made anew when those are others. */
  const showMenu = () => {
    const names = JSON.stringify(outlook.venues.map(({ name, inView }) => [name, inView]))
    if (names === menuIs || !app.isReady()) return
    menuIs = names
    const menuActions = { ...actions, showLicences, checkForUpdates: updates.check }
    const { platform } = process
    const template = appMenu(menuActions, { platform, isPackaged: app.isPackaged, outlook })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }

  /** Started with the session of the system: it waits in the tray. */
  const hiddenStart = () =>
    tray !== null &&
    (process.argv.includes(HIDDEN) || (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin))

  app.on('second-instance', (_event, argv) => open(linkIn(argv)))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    open(conversationOf(url))
  })
  app.on('activate', actions.open)
  app.on('before-quit', () => {
    quitting = true
  })
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', () => {
    globalShortcut.unregisterAll()
    desk.stop()
  })

  void app.whenReady().then(() => {
    if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
    lockDown({ app, session: session.defaultSession, openExternal: (url) => shell.openExternal(url) })
    serveApp(protocol, join(here, '..', 'renderer'))
    hear({
      ipcMain,
      handlers: {
        'window:ready': (sender) => {
          if (!window.heard(sender)) return
          handPort()
          if (computer !== null) window.tell('window:computer', { computer: computer.now })
          openWanted()
          goThere()
        },
        'computer:change': (_sender, change) => computer?.change(change),
        'updates:check': () => updates.check(),
        'updates:restart': () => updates.restart(),
      },
      refused: () => undefined,
    })
    showMenu()
    tray = createTray({ ...actions, stopAutoSend: stopAll })
    tray?.show(NOTHING_KNOWN)
    desk.start()
    computer = thisComputer()
    computer.start()
    if (computer.now.stopChord === 'taken') notify(...CHORD_TAKEN, () => go('computer'))
    if (!hiddenStart()) open(linkIn(process.argv))
  })
}

process.on('uncaughtException', (error) => {
  if (!app.isPackaged) process.stderr.write(`${error.stack ?? error.name}\n`)
  dialog.showErrorBox('Greenlight has to close', `${error.name}. Nothing that you approved is lost.`)
  app.exit(1)
})

launch()
