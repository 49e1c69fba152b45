/** The settings of a computer, each put in force: the chord, the start at login, spelling, updates, menus. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import { expect, it, vi } from 'vitest'
import type { Computer, UpdateState } from '#shared/computer.ts'
import { createComputer } from './computer.ts'
import { contextMenu } from './context-menu.ts'
import { autostartEntry, createLoginItem } from './login-item.ts'
import { appMenu } from './menu.ts'
import { NOTHING_KNOWN } from './outlook.ts'
import { createStopChord } from './stop-chord.ts'
import { createUpdates, plainNotes, type Updater, updaterOf } from './updates.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'computer-'))

/** A system on which another program has some chords. */
function system(taken: readonly string[] = []) {
  const held = new Map<string, () => void>()
  return {
    held,
    register(chord: string, pressed: () => void) {
      if (chord.includes('F24')) throw new Error('there is no such key')
      if (taken.includes(chord)) return false
      held.set(chord, pressed)
      return true
    },
    unregister: (chord: string) => void held.delete(chord),
  }
}

it('one chord at most is held; one that another program has is said to be taken, and given up for another', () => {
  const [shortcuts, stop] = [system(['CommandOrControl+Alt+K']), vi.fn()]
  const chord = createStopChord(shortcuts, stop)
  expect(chord.set('CommandOrControl+Alt+K')).toBe('taken')
  expect(chord.set('CommandOrControl+Alt+J')).toBe('on')
  expect(chord.set('CommandOrControl+Alt+J')).toBe('on')
  shortcuts.held.get('CommandOrControl+Alt+J')?.()
  expect(stop).toHaveBeenCalledTimes(1)
  expect(chord.set('F24')).toBe('taken')
  expect([...shortcuts.held.keys()]).toEqual([])
  expect(chord.set('Control+Alt+L')).toBe('on')
  expect(chord.set(null)).toBe('off')
  expect([...shortcuts.held.keys()]).toEqual([])
})

function keeper(file: string, taken: readonly string[] = []) {
  const told: Computer[] = []
  const session = { setSpellCheckerEnabled: vi.fn(), setSpellCheckerLanguages: vi.fn() }
  const login = { on: false }
  const follow = vi.fn()
  const computer = createComputer({
    file,
    session,
    stopChord: createStopChord(system(taken), () => undefined),
    loginItem: { isOn: () => login.on, set: (on) => Object.assign(login, { on }) },
    updates: { follow, check: () => undefined, restart: () => undefined },
    changed: (now) => told.push(now),
  })
  return { computer, told, session, follow }
}

it('what is chosen is in force at once, told, and there again at the next start', () => {
  const file = join(folder(), 'deeper', 'computer.json')
  const first = keeper(file)
  first.computer.start()
  expect(first.told.at(-1)).toMatchObject({ stopChord: 'on', opensAtLogin: false, update: { kind: 'none' } })
  expect(first.session.setSpellCheckerLanguages).toHaveBeenLastCalledWith(['en-GB'])
  first.computer.change({ spellings: ['en-GB', 'en-AU'], opensAtLogin: true })
  first.computer.change({ stopChord: null, updateChannel: 'beta' })
  expect(first.told.at(-1)).toMatchObject({ stopChord: 'off', opensAtLogin: true })
  expect(first.follow).toHaveBeenLastCalledWith('beta')
  const second = keeper(file)
  second.computer.start()
  expect(second.computer.now.settings).toEqual({
    stopChord: null,
    spellings: ['en-GB', 'en-AU'],
    updateChannel: 'beta',
  })
  expect(second.session.setSpellCheckerLanguages).toHaveBeenLastCalledWith(['en-GB', 'en-AU'])
  second.computer.change({ spellings: [] })
  expect(second.session.setSpellCheckerEnabled).toHaveBeenLastCalledWith(false)
})

it('a file that makes no sense is as good as none, value by value', () => {
  const file = join(folder(), 'computer.json')
  const none = keeper(file).computer.now.settings
  for (const text of ['', '[]', '{"stopChord":"A","spellings":"en","updateChannel":7}']) {
    writeFileSync(file, text)
    expect(keeper(file).computer.now.settings, text).toEqual(none)
  }
  writeFileSync(file, '{"stopChord":"Q","updateChannel":"beta"}')
  expect(keeper(file).computer.now.settings).toEqual({ ...none, updateChannel: 'beta' })
})

it('starting at login is the system’s own list, or an autostart entry on Linux', () => {
  let settings: object = {}
  const app = {
    getLoginItemSettings: () => settings as Electron.LoginItemSettings,
    setLoginItemSettings: (given?: object) => {
      settings = given ?? {}
    },
  }
  const windows = createLoginItem({ app, platform: 'win32', settingsFolder: '', program: 'g.exe' })
  windows.set(true)
  expect([settings, windows.isOn()]).toEqual([{ openAtLogin: true, args: ['--hidden'] }, true])
  const settingsFolder = folder()
  const program = '/opt/Green "light"/$app 100%.AppImage'
  const linux = createLoginItem({ app, platform: 'linux', settingsFolder, program })
  expect(linux.isOn()).toBe(false)
  linux.set(true)
  expect(linux.isOn()).toBe(true)
  const entry = readFileSync(join(settingsFolder, 'autostart/greenlight.desktop'), 'utf8')
  expect(entry).toBe(autostartEntry(program))
  expect(entry).toContain(String.raw`Exec="/opt/Green \\"light\\"/\\$app 100%%.AppImage" --hidden`)
  linux.set(false)
  expect(linux.isOn()).toBe(false)
})

/** An updater whose news a test tells. */
function updater() {
  const heard = new Map<string, (info: never) => void>()
  const live = {
    channel: null as string | null,
    allowDowngrade: true,
    autoInstallOnAppQuit: false,
    checkForUpdates: vi.fn(async () => null),
    quitAndInstall: vi.fn(),
    on: (event: string, listener: (info: never) => void) => void heard.set(event, listener),
  }
  const tell = (event: string, info: object = {}) => heard.get(event)?.(info as never)
  return { live, tell }
}

it('an update is looked for, loaded with its notes, and put in place when asked; never an older version', async () => {
  const { live, tell } = updater()
  const states: UpdateState[] = []
  const updates = createUpdates({
    updater: Promise.resolve(live as unknown as Updater),
    clock: () => 7,
    changed: (state) => states.push(state),
  })
  updates.follow('beta')
  await vi.waitFor(() => expect(live.checkForUpdates).toHaveBeenCalledTimes(1))
  expect([live.channel, live.allowDowngrade, live.autoInstallOnAppQuit]).toEqual(['beta', false, true])
  tell('update-not-available')
  expect(states.at(-1)).toEqual({ kind: 'idle', checkedAt: 7 })
  updates.check()
  updates.restart()
  expect(live.quitAndInstall).not.toHaveBeenCalled()
  const info = { version: '1.2.0', releaseNotes: '<p>Faster &amp; calmer</p><script>x()</script><ul><li>One</li></ul>' }
  tell('update-available', info)
  tell('download-progress', { percent: 41.7 })
  expect(states.at(-1)).toEqual({ kind: 'loading', version: '1.2.0', notes: 'Faster & calmer\n\n- One', percent: 41 })
  tell('update-downloaded', info)
  updates.check()
  expect(live.checkForUpdates).toHaveBeenCalledTimes(2)
  tell('error')
  expect(states.at(-1)).toMatchObject({ kind: 'ready', version: '1.2.0' })
  updates.restart()
  expect(live.quitAndInstall).toHaveBeenCalledTimes(1)
  updates.follow('latest')
  expect([live.channel, live.allowDowngrade]).toEqual(['latest', false])
})

it('a copy without a feed says that it does not update itself; a failed look is said, and tried again', async () => {
  expect(await updaterOf(false, '/nowhere')).toBeNull()
  expect(await updaterOf(true, folder())).toBeNull()
  const { live, tell } = updater()
  const states: UpdateState[] = []
  const made = { updater: Promise.resolve(live as unknown as Updater), clock: () => 0 }
  const updates = createUpdates({ ...made, changed: (state) => states.push(state) })
  await vi.waitFor(() => expect(live.checkForUpdates).toHaveBeenCalledTimes(1))
  tell('error')
  expect(states.at(-1)).toEqual({ kind: 'failed' })
  updates.check()
  expect(live.checkForUpdates).toHaveBeenCalledTimes(2)
})

it('release notes are words, whatever they come as', () => {
  expect(plainNotes(null)).toBe('')
  expect(
    plainNotes([
      { version: '1.1.0', note: 'A' },
      { version: '1.0.9', note: null },
    ]),
  ).toBe('1.1.0\nA\n\n1.0.9')
  expect(plainNotes('<img src=x onerror=alert(1)>&lt;b&gt;')).toBe('<b>')
  expect(plainNotes('x'.repeat(9_000))).toHaveLength(4_000)
})

const flat = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])

it('the menu keeps to each system’s conventions, and no chord is there twice', () => {
  const acts = { open: vi.fn(), stopAutoSend: vi.fn(), go: vi.fn(), showLicences: vi.fn(), checkForUpdates: vi.fn() }
  for (const platform of ['darwin', 'win32', 'linux'] as const) {
    const menu = appMenu(acts, { platform, isPackaged: true, outlook: NOTHING_KNOWN })
    const items = flat(menu)
    const roles = items.flatMap(({ role }) => role ?? [])
    const tops = menu.map(({ role, label }) => role ?? label)
    const mac = platform === 'darwin'
    expect(tops.at(0)).toBe(mac ? 'appMenu' : 'fileMenu')
    expect(tops.at(-1)).toBe('help')
    for (const role of ['editMenu', 'windowMenu', 'quit', 'about', 'zoomIn', 'togglefullscreen'] as const)
      expect(roles).toContain(role)
    expect(roles.includes('services')).toBe(mac)
    expect(roles).not.toContain('toggleDevTools')
    // Where the settings stand: under the application's name on a Mac, under File elsewhere.
    expect(flat([menu[0]!]).map(({ id }) => id)).toContain('settings')
    const chords = items.flatMap(({ accelerator }) => accelerator ?? [])
    expect(new Set(chords).size).toBe(chords.length)
    // A Mac's menus have no underlined letters.
    if (mac) expect(items.filter(({ label }) => label?.includes('&'))).toEqual([])
    items.find(({ id }) => id === 'updates')?.click?.({} as never, undefined, {} as never)
    expect(acts.go).toHaveBeenLastCalledWith('computer')
  }
  expect(
    flat(appMenu(acts, { platform: 'linux', isPackaged: false, outlook: NOTHING_KNOWN })).map(({ role }) => role),
  ).toContain('toggleDevTools')
})

it('a right click on a misspelt word offers what it may have meant; elsewhere only what can be done', () => {
  const editFlags = { canUndo: true, canRedo: false, canCut: true, canCopy: true, canPaste: true, canSelectAll: true }
  const clicked = (more: Partial<ContextMenuParams>) =>
    ({
      isEditable: true,
      misspelledWord: '',
      dictionarySuggestions: [],
      selectionText: '',
      editFlags,
      ...more,
    }) as ContextMenuParams
  const acts = { replace: vi.fn(), learn: vi.fn() }
  const menu = contextMenu(clicked({ misspelledWord: 'colur', dictionarySuggestions: ['colour', 'color'] }), acts)
  expect(menu.slice(0, 4).map(({ label, type }) => label ?? type)).toEqual([
    'colour',
    'color',
    'separator',
    'Add to dictionary',
  ])
  menu[0]?.click?.({} as never, undefined, {} as never)
  menu[3]?.click?.({} as never, undefined, {} as never)
  expect([acts.replace.mock.calls, acts.learn.mock.calls]).toEqual([[['colour']], [['colur']]])
  expect(contextMenu(clicked({ misspelledWord: 'xqz' }), acts)[0]).toEqual({ label: 'No suggestions', enabled: false })
  expect(contextMenu(clicked({}), acts).map(({ role }) => role)).toContain('paste')
  expect(contextMenu(clicked({ isEditable: false }), acts)).toEqual([])
  expect(contextMenu(clicked({ isEditable: false, selectionText: 'x' }), acts)).toEqual([{ role: 'copy' }])
})
