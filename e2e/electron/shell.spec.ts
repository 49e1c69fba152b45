/** The shell around window and desk: ports, tray, crashes, links, instances. */
import { spawn } from 'node:child_process'
import { environment, executable, expect, launch, type Shell, test } from './fixtures/launch.ts'
import type { FixturePage } from './fixtures/page.ts'
import { clickInTray, deskPid, expectInTray, trayLabels, watch } from './fixtures/probes.ts'

declare global {
  interface Window {
    /** There once the page's script has run. */
    page: FixturePage
  }
}

async function connected({ page }: Pick<Shell, 'page'>, generation = 1): Promise<void> {
  await expect.poll(() => page.evaluate(() => window.page?.generation)).toBe(generation)
}

/** Makes the desk tell everybody that something changed. */
function stir({ page }: Pick<Shell, 'page'>, conversationId = 'c1'): Promise<void> {
  return page.evaluate(async (id) => {
    const place = { conversationId: id, place: 'reply', draftId: null } as const
    await window.page.desk.saveTyped({ ...place, text: 'A customer is upset' })
  }, conversationId)
}

/** The window is behind another one. */
function lookElsewhere({ app }: Pick<Shell, 'app'>): Promise<void> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur())
}

/** Runs the application's binary by itself, without a driver, until it ends. */
async function runAlone(main: string, dataDir: string, args: string[]): Promise<{ code: number; errors: string }> {
  const child = spawn(executable, ['--no-sandbox', main, ...args], {
    env: environment(dataDir),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += text
  })
  const code = await new Promise<number>((resolve) => child.once('close', resolve))
  return { code, errors }
}

test('the window opens and gets a port to the desk', async ({ start }) => {
  const shell = await start()
  await expect(shell.page.getByRole('heading')).toHaveText('Fixture')
  await connected(shell)
  const status = await shell.page.evaluate(() => window.page.desk.status())
  expect(status).toMatchObject({ connection: 'online' })
})

test('a page that is loaded again gets a port again', async ({ start }) => {
  const shell = await start()
  await connected(shell)
  await shell.page.reload()
  await connected(shell)
  expect(await shell.page.evaluate(() => window.page.desk.counts())).toEqual({ needs_you: 3 })
})

test('the tray shows what waits and stops auto-send', async ({ start }) => {
  const shell = await start()
  await connected(shell)
  await watch(shell.app)
  await stir(shell)
  await expectInTray(shell.app, 'Needs you: 4')
  await expectInTray(shell.app, 'Auto-send on')
  expect(await shell.app.evaluate(() => seen.toolTip)).toBe('Greenlight. Needs you: 4. Auto-send on')
  await clickInTray(shell.app, 'Stop auto-send')
  await expectInTray(shell.app, 'Auto-send stopped 14:02')
  const venue = await shell.page.evaluate(() => window.page.desk.venue())
  expect(venue?.venue.killSwitch.engaged).toBe(true)
  await expect(clickInTray(shell.app, 'Stop auto-send')).rejects.toThrow('cannot be clicked')
})

test('the menu stops auto-send, under its shortcut', async ({ start }) => {
  const shell = await start()
  await connected(shell)
  const shortcut = await shell.app.evaluate(({ Menu }) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById('stop')
    item?.click()
    return item?.accelerator
  })
  expect(shortcut).toBe('CommandOrControl+Shift+X')
  await expect
    .poll(() => shell.page.evaluate(async () => (await window.page.desk.venue())?.venue.killSwitch.engaged))
    .toBe(true)
})

test('with two venues the tray adds up, names each, and says which its switch stops', async ({ start }) => {
  const shell = await start()
  await connected(shell)
  await watch(shell.app)
  await shell.page.evaluate(() => window.page.desk.signIn({ email: 'staff@demo.test', password: 'greenlight' }))
  await expectInTray(shell.app, 'Needs you: 5')
  await expectInTray(shell.app, 'Willow: Auto-send on')
  await expectInTray(shell.app, 'Fern: Auto-send on')
  const menu = (id: string, press = false) =>
    shell.app.evaluate(
      ({ Menu }, [it, click]) => {
        const item = Menu.getApplicationMenu()?.getMenuItemById(it)
        if (click) item?.click()
        return item?.label ?? ''
      },
      [id, press] as const,
    )
  await expect.poll(() => menu('stop')).toMatch(/at Willow$/)
  expect(await menu('stop-all')).toBe('Stop auto-send in both venues')

  // Another venue than the one that is looked at: shown also over the window, and opened there.
  await shell.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus())
  await stir(shell, 'c7')
  await expect.poll(() => shell.app.evaluate(() => seen.notifications.length)).toBe(1)
  await shell.app.evaluate(() => void seen.notifications[0]?.emit('click'))
  await expect.poll(() => shell.page.evaluate(() => window.page.openedIn)).toEqual(['a2'])

  await menu('stop', true)
  await expectInTray(shell.app, 'Willow: Auto-send stopped 14:02')
  await expectInTray(shell.app, 'Fern: Auto-send on')
  await clickInTray(shell.app, 'Stop auto-send in both venues')
  await expectInTray(shell.app, 'Fern: Auto-send stopped 14:02')
})

test('the shortcut from anywhere stops every venue', async ({ start }) => {
  const shell = await start()
  await connected(shell)
  await watch(shell.app)
  await shell.page.evaluate(() => window.page.desk.signIn({ email: 'staff@demo.test', password: 'greenlight' }))
  await expectInTray(shell.app, 'Fern: Auto-send on')
  // No test can press keys outside the window: what is registered is called.
  await shell.app.evaluate(({ globalShortcut }) => {
    const { register } = globalShortcut
    globalShortcut.register = (chord, pressed) => {
      setTimeout(pressed)
      return register.call(globalShortcut, chord, pressed)
    }
  })
  const change = { stopChord: 'CommandOrControl+Alt+F9' }
  await shell.page.evaluate(
    (it) => window.postMessage({ type: 'greenlight:change', args: [it] }, location.origin),
    change,
  )
  await expectInTray(shell.app, 'Willow: Auto-send stopped 14:02')
  await expectInTray(shell.app, 'Fern: Auto-send stopped 14:02')
})

test('an alert becomes a notification that opens its conversation', async ({ start }) => {
  const shell = await start()
  await connected(shell)
  await watch(shell.app)
  await lookElsewhere(shell)
  await stir(shell, 'c7')
  await expect.poll(() => shell.app.evaluate(() => seen.notifications.length)).toBe(1)
  const shown = await shell.app.evaluate(() => {
    const [notification] = seen.notifications
    notification?.emit('click')
    return { title: notification?.title, body: notification?.body }
  })
  expect(shown).toEqual({ title: 'Complaint: Sam', body: 'A customer is upset' })
  await expect.poll(() => shell.page.evaluate(() => window.page?.opened)).toEqual(['c7'])
})

test('where the system can, a draft is approved and a reply written in the notification itself', async ({ start }) => {
  const shell = await start()
  await connected(shell)
  await watch(shell.app)
  await lookElsewhere(shell)
  await shell.app.evaluate(() => Object.defineProperty(process, 'platform', { value: 'darwin' }))
  await stir(shell, 'c7')
  await expect.poll(() => shell.app.evaluate(() => seen.notifications.length)).toBe(1)
  const shown = await shell.app.evaluate(() => {
    const [notification] = seen.notifications
    notification?.emit('action', { actionIndex: 0 }, 0)
    notification?.emit('reply', { reply: 'On my way' }, 'On my way')
    return { actions: notification?.actions, hasReply: notification?.hasReply, silent: notification?.silent }
  })
  expect(shown).toEqual({ actions: [{ type: 'button', text: 'Approve & send' }], hasReply: true, silent: false })
  await expect
    .poll(() => shell.page.evaluate(async () => (await window.page.desk.notices()) as unknown))
    .toMatchObject([
      { account: 'a1', type: 'draft.approve', payload: { draftId: 'd1', seenSeq: 40 }, basis: 7 },
      { type: 'message.send', payload: { conversationId: 'c7', text: 'On my way', seenSeq: 40 } },
    ])
})

test('nothing pops up over the window that one looks at; elsewhere it has no buttons that do nothing', async ({
  start,
}) => {
  const shell = await start()
  await connected(shell)
  await watch(shell.app)
  await shell.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus())
  await expect
    .poll(() => shell.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFocused()))
    .toBe(true)
  await stir(shell, 'c7')
  await expectInTray(shell.app, 'Needs you: 4')
  await lookElsewhere(shell)
  await shell.app.evaluate(() => Object.defineProperty(process, 'platform', { value: 'linux' }))
  await stir(shell, 'c8')
  await expect.poll(() => shell.app.evaluate(() => seen.notifications.length)).toBe(1)
  const shown = await shell.app.evaluate(() => ({
    actions: seen.notifications[0]?.actions,
    hasReply: seen.notifications[0]?.hasReply,
  }))
  expect(shown).toEqual({ actions: [], hasReply: false })
})

test('a desk that dies comes back under a new generation', async ({ start }) => {
  const shell = await start()
  await connected(shell)
  for (const generation of [1, 2]) {
    process.kill(await deskPid(shell.app), 'SIGKILL')
    await connected(shell, generation + 1)
  }
  expect(await shell.page.evaluate(() => window.page.downs)).toEqual([1, 2])
  expect(await shell.page.evaluate(() => window.page.desk.status())).toMatchObject({ connection: 'online' })
})

test('a call in flight ends when the desk dies', async ({ start }) => {
  const shell = await start()
  await connected(shell)
  await shell.page.evaluate(() => {
    const call = window.page.desk.thread('never answered').catch((error: Error) => error.message)
    Object.assign(window, { call })
  })
  process.kill(await deskPid(shell.app), 'SIGKILL')
  expect(await shell.page.evaluate(() => (window as unknown as { call: Promise<string> }).call)).toContain('closed')
})

test('a stop that is asked for while the desk is down reaches the next one', async ({ start }) => {
  const shell = await start()
  await connected(shell)
  await watch(shell.app)
  await stir(shell)
  await expectInTray(shell.app, 'Auto-send on')
  // Within the shell's own process: the next desk may be there before anybody outside has looked.
  const asked = shell.app.evaluate(
    ({ Menu, Tray }) =>
      new Promise<void>((resolve) => {
        const { setContextMenu } = Tray.prototype
        Tray.prototype.setContextMenu = function (menu) {
          setContextMenu.call(this, menu)
          if (!menu?.items.some(({ label }) => label === 'Auto-send: not known yet')) return
          Tray.prototype.setContextMenu = setContextMenu
          Menu.getApplicationMenu()?.getMenuItemById('stop')?.click()
          resolve()
        }
      }),
  )
  process.kill(await deskPid(shell.app), 'SIGKILL')
  await asked
  await expectInTray(shell.app, 'Auto-send stopped 14:02')
  await connected(shell, 2)
  const venue = await shell.page.evaluate(() => window.page.desk.venue())
  expect(venue?.venue.killSwitch.engaged).toBe(true)
})

test('a second launch hands its link to the first and ends', async ({ start, main, dataDir }) => {
  const shell = await start()
  await connected(shell)
  const second = await runAlone(main, dataDir, ['greenlight://conversation/c42'])
  expect(second.code).toBe(0)
  await expect.poll(() => shell.page.evaluate(() => window.page?.opened)).toEqual(['c42'])
  expect(shell.app.windows()).toHaveLength(1)
})

test('a launch by a link opens the conversation', async ({ start }) => {
  const { page } = await start(['greenlight://conversation/c9'])
  await expect.poll(() => page.evaluate(() => window.page?.opened)).toEqual(['c9'])
})

test('a link that says anything else opens nothing', async ({ start, main, dataDir }) => {
  const shell = await start(['greenlight://conversation/..%2f..%2fetc'])
  await connected(shell)
  await runAlone(main, dataDir, ['greenlight://settings/release'])
  await runAlone(main, dataDir, ['greenlight://conversation/c1'])
  await expect.poll(() => shell.page.evaluate(() => window.page?.opened)).toEqual(['c1'])
})

test('closing hides the window; the tray brings it back', async ({ start }) => {
  const shell = await start()
  await connected(shell)
  await watch(shell.app)
  await stir(shell)
  await expectInTray(shell.app, 'Open Greenlight')
  const window = await shell.app.browserWindow(shell.page)
  await window.evaluate((it) => it.close())
  expect(await window.evaluate((it) => it.isVisible())).toBe(false)
  await clickInTray(shell.app, 'Open Greenlight')
  expect(await window.evaluate((it) => it.isVisible())).toBe(true)
  expect(await trayLabels(shell.app)).toContain('Quit')
})

test('the window comes back where it was, as large as one had made its page', async ({ start }) => {
  const bounds = { x: 120, y: 90, width: 1200, height: 700 }
  const first = await start()
  const window = await first.app.browserWindow(first.page)
  // The zoom that was kept is set once the page has loaded, and may not have been yet.
  await window.evaluate(({ webContents }) => {
    const loaded = new Promise<void>((resolve) => webContents.once('did-finish-load', () => resolve()))
    webContents.reload()
    return loaded
  })
  await window.evaluate((it, wanted) => {
    it.setBounds(wanted)
    it.webContents.setZoomFactor(1.5)
  }, bounds)
  await first.app.close()
  const second = await start()
  const again = await second.app.browserWindow(second.page)
  expect(await again.evaluate((it) => it.getBounds())).toEqual(bounds)
  await expect.poll(() => again.evaluate((it) => it.webContents.getZoomFactor())).toBe(1.5)
})

test('what is set for this computer is in force at once, and at the next start', async ({ start }) => {
  const first = await start()
  await expect.poll(() => first.page.evaluate(() => window.page?.computer?.stopChord)).toBe('on')
  const usual = await first.page.evaluate(() => window.page.computer.settings.stopChord)
  const held = ({ app }: Pick<Shell, 'app'>, chord: string | null) =>
    app.evaluate(({ globalShortcut }, it) => it !== null && globalShortcut.isRegistered(it), chord)
  expect(await held(first, usual)).toBe(true)
  const change = { stopChord: 'CommandOrControl+Alt+F9', spellings: ['en-GB', 'en-AU'], opensAtLogin: true }
  await first.page.evaluate(
    (it) => window.postMessage({ type: 'greenlight:change', args: [it] }, location.origin),
    change,
  )
  await expect.poll(() => held(first, 'CommandOrControl+Alt+F9')).toBe(true)
  expect(await held(first, usual)).toBe(false)
  const languages = ({ app }: Pick<Shell, 'app'>) =>
    app.evaluate(({ session }) => session.defaultSession.getSpellCheckerLanguages())
  expect(await languages(first)).toEqual(['en-GB', 'en-AU'])
  await expect.poll(() => first.page.evaluate(() => window.page.computer)).toMatchObject({ stopChord: 'on' })
  const wrong = { stopChord: 'A' }
  await first.page.evaluate(
    (it) => window.postMessage({ type: 'greenlight:change', args: [it] }, location.origin),
    wrong,
  )
  await first.app.close()
  const second = await start()
  await expect.poll(() => second.page.evaluate(() => window.page?.computer?.settings.stopChord)).toBe(change.stopChord)
  expect([await held(second, change.stopChord), await languages(second)]).toEqual([true, ['en-GB', 'en-AU']])
})

test('started with the computer, it waits beside the clock until it is wanted', async ({ main, dataDir }) => {
  const app = await launch({ main, dataDir, args: ['--hidden'] })
  await expect.poll(() => deskPid(app).catch(() => 0)).toBeGreaterThan(0)
  expect(app.windows()).toHaveLength(0)
  await app.evaluate(({ app: electron }) => electron.emit('activate'))
  await expect(await app.firstWindow()).toHaveTitle('Fixture')
  await app.close()
})

test('the menu leads to places of the window, and to the licences', async ({ start }) => {
  const shell = await start()
  await connected(shell)
  const choose = (id: string) =>
    shell.app.evaluate(({ Menu }, it) => Menu.getApplicationMenu()?.getMenuItemById(it)?.click(), id)
  for (const id of ['settings', 'keys', 'updates']) await choose(id)
  await expect.poll(() => shell.page.evaluate(() => window.page.gone)).toEqual(['settings', 'keys', 'computer'])
  const opened = shell.app.waitForEvent('window')
  await choose('licences')
  const licences = await opened
  await expect(licences.getByRole('heading', { name: 'Licences' })).toBeVisible()
  await expect(licences.getByRole('heading', { name: /^react \d/ })).toBeVisible()
  expect(await licences.evaluate(() => 'greenlight' in window)).toBe(false)
  await choose('licences')
  expect(shell.app.windows()).toHaveLength(2)
})

test('a right click on a misspelt word offers what it may have meant', async ({ start }) => {
  const shell = await start()
  await watch(shell.app)
  await shell.app.evaluate(({ BrowserWindow }) => {
    const editFlags = { canUndo: true, canRedo: true, canCut: true, canCopy: true, canPaste: true, canSelectAll: true }
    const clicked = {
      isEditable: true,
      misspelledWord: 'colur',
      dictionarySuggestions: ['colour'],
      selectionText: '',
      editFlags,
    }
    BrowserWindow.getAllWindows()[0]?.webContents.emit('context-menu', {}, clicked)
  })
  const labels = await shell.app.evaluate(() => seen.popped?.items.map((item) => item.label) ?? [])
  expect(labels.slice(0, 3)).toEqual(['colour', '', 'Add to dictionary'])
})

test('quitting leaves no process behind', async ({ start }) => {
  const shell = await start()
  await connected(shell)
  const pids = [await deskPid(shell.app), shell.app.process().pid ?? 0]
  await shell.app.close()
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  await expect.poll(() => pids.filter(isAlive)).toEqual([])
})

test('a wrong setting is one clear line and exit code 2', async ({ main, dataDir }) => {
  const { code, errors } = await runAlone(main, dataDir, ['--server', 'ftp://nowhere'])
  expect(code).toBe(2)
  expect(errors.split('\n').filter((line) => line.startsWith('greenlight:'))).toHaveLength(1)
})
