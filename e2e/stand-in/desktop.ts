/** What an application shows outside its window: tray, menus, notifications, screens, and what it asks of the system. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type {
  Dialog,
  Menu as ElectronMenu,
  MenuItem as ElectronMenuItem,
  NativeImage as ElectronNativeImage,
  Notification as ElectronNotification,
  Tray as ElectronTray,
  GlobalShortcut,
  MenuItemConstructorOptions,
  NotificationAction,
  NotificationConstructorOptions,
  SafeStorage,
  Screen,
  Shell,
} from 'electron'
import { StrictEmitter, strict } from './strict.ts'

class NativeImage implements Pick<ElectronNativeImage, 'toPNG' | 'isEmpty'> {
  readonly #png: Buffer

  constructor(png: Buffer) {
    this.#png = png
  }
  toPNG(): Buffer {
    return this.#png
  }
  isEmpty(): boolean {
    return this.#png.length === 0
  }
}

export const nativeImage = strict('nativeImage', { createFromBuffer: (png: Buffer) => new NativeImage(png) })

class MenuItem implements Pick<ElectronMenuItem, 'id' | 'label' | 'type' | 'enabled' | 'accelerator' | 'click'> {
  readonly id: string
  readonly label: string
  readonly type: ElectronMenuItem['type']
  readonly enabled: boolean
  readonly accelerator: string | null
  readonly role: MenuItemConstructorOptions['role']
  readonly submenu: Menu | undefined
  readonly click: () => void

  constructor(options: MenuItemConstructorOptions) {
    this.id = options.id ?? ''
    this.label = options.label ?? options.role ?? ''
    this.type = options.type ?? (options.submenu ? 'submenu' : 'normal')
    this.enabled = options.enabled ?? true
    this.accelerator = options.accelerator ?? null
    this.role = options.role
    this.submenu = Array.isArray(options.submenu) ? Menu.buildFromTemplate(options.submenu) : undefined
    this.click = () => {
      if (this.enabled) options.click?.(this as unknown as ElectronMenuItem, undefined, {} as Electron.KeyboardEvent)
    }
  }
}

let applicationMenu: Menu | null = null

export class Menu extends StrictEmitter {
  readonly items: MenuItem[]

  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): Menu {
    return new Menu(template.map((options) => new MenuItem(options)))
  }
  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu
  }

  constructor(items: MenuItem[] = []) {
    super('Menu', ['menu-will-show', 'menu-will-close'])
    this.items = items
  }

  /** Nothing is drawn. */
  popup(): void {
    this.emit('menu-will-show', {})
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null)
      if (found) return found
    }
    return null
  }
}
Menu satisfies Partial<Record<keyof typeof ElectronMenu, unknown>>

export class Tray extends StrictEmitter implements Pick<ElectronTray, 'setToolTip' | 'destroy' | 'isDestroyed'> {
  #destroyed = false

  constructor(image: NativeImage) {
    super('Tray', ['click', 'right-click', 'double-click'])
    this.setImage(image)
  }
  setImage(image: NativeImage): void {
    if (image.isEmpty()) throw new Error('A tray without a picture cannot be seen')
  }
  setToolTip(_text: string): void {}
  setContextMenu(_menu: Menu | null): void {}
  isDestroyed(): boolean {
    return this.#destroyed
  }
  destroy(): void {
    this.#destroyed = true
  }
}

export class Notification
  extends StrictEmitter
  implements Pick<ElectronNotification, 'title' | 'body' | 'silent' | 'actions' | 'hasReply' | 'show' | 'close'>
{
  readonly title: string
  readonly body: string
  readonly silent: boolean
  readonly actions: NotificationAction[]
  readonly hasReply: boolean

  static isSupported(): boolean {
    return true
  }
  constructor(options: NotificationConstructorOptions = {}) {
    super('Notification', ['show', 'click', 'action', 'reply', 'close', 'failed'])
    this.title = options.title ?? ''
    this.body = options.body ?? ''
    this.silent = options.silent ?? false
    this.actions = options.actions ?? []
    this.hasReply = options.hasReply ?? false
  }
  show(): void {
    this.emit('show', {})
  }
  close(): void {
    this.emit('close', {})
  }
}

const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } } as Electron.Display

export const screen = strict('screen', {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
} satisfies Partial<Screen>)

export const shell = strict('shell', {
  openExternal: async () => {
    throw new Error('The stand-in opens nothing in the system’s browser')
  },
} satisfies Partial<Shell>)

/** Chords that other programs have: what begins with them is refused, as a system does. */
const chords = new Map<string, () => void>()

export const globalShortcut = strict('globalShortcut', {
  register(chord, pressed) {
    if (process.env.STAND_IN_TAKEN?.split(' ').includes(chord) || chords.has(chord)) return false
    chords.set(chord, pressed)
    return true
  },
  unregister: (chord) => void chords.delete(chord),
  unregisterAll: () => chords.clear(),
  isRegistered: (chord) => chords.has(chord),
} satisfies Partial<GlobalShortcut>)

export const dialog = strict('dialog', {
  showErrorBox: (title, content) => void process.stderr.write(`${title}: ${content}\n`),
} satisfies Partial<Dialog>)

/** Sealed with a key that anybody can read here: it shows that the application seals, not that a system keeps secrets. */
const KEY = Buffer.alloc(32, 'stand-in')

export const safeStorage = strict('safeStorage', {
  getSelectedStorageBackend: () => 'gnome_libsecret' as const,
  isAsyncEncryptionAvailable: async () => true,
  async encryptStringAsync(text) {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', KEY, nonce)
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
  },
  async decryptStringAsync(sealed) {
    const decipher = createDecipheriv('aes-256-gcm', KEY, sealed.subarray(0, 12)).setAuthTag(sealed.subarray(12, 28))
    const result = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8')
    return { result, shouldReEncrypt: false }
  },
} satisfies Partial<SafeStorage>)
