/** A hostile page gets nothing: no Node, no network, no other page, no window, no permission, no port. */
import { readFileSync, writeFileSync } from 'node:fs'
import { CHECKLIST } from './checklist.ts'
import { expect, isRealElectron, test } from './fixtures/launch.ts'
import { watch } from './fixtures/probes.ts'

test('each of the twenty points of Electron’s checklist holds', async ({ start }) => {
  expect(CHECKLIST.map(([number]) => number)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  const shell = await start()
  await watch(shell.app)
  await expect.poll(() => shell.page.evaluate(() => window.page?.computer)).toBeTruthy()
  for (const [number, title, holds] of CHECKLIST) {
    await test.step(`${number}. ${title}`, async () => {
      expect(await holds(shell), `${number}. ${title}`).toBe(true)
    })
  }
})

/** Points that rest on what the shell does while it runs; the others are read from what it was started with. */
const KEPT_BY_THE_SHELL = [1, 5, 7, 8, 12, 13]

test('a shell without its lockdown and its policy is caught at every point that rests on them', async ({
  start,
  main,
}) => {
  test.skip(isRealElectron, 'it is taken apart for the stand-in alone')
  const whole = readFileSync(main, 'utf8')
  const bare = whole
    .replace(/^(\s*)lockDown\(\{$/m, '$1void ({')
    .replace(/^(\s*)"?content-security-policy"?: /m, '$1"x-nothing": ')
  expect(bare.length).not.toBe(whole.length)
  writeFileSync(main, bare)
  try {
    const shell = await start()
    await watch(shell.app)
    const broken: number[] = []
    for (const [number, , holds] of CHECKLIST) {
      if (KEPT_BY_THE_SHELL.includes(number) && !(await holds(shell).catch(() => false))) broken.push(number)
    }
    expect(broken).toEqual(KEPT_BY_THE_SHELL)
  } finally {
    writeFileSync(main, whole)
  }
})

test('main hands no port to a page that is not its own', async ({ start }) => {
  const { app, page } = await start()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('greenlight-app://elsewhere/'))
  await expect(page.locator('body')).toHaveText('Not found')
  // It listens before the page asks.
  await app.evaluate(({ ipcMain }) => {
    const asked = new Promise<void>((resolve) => ipcMain.on('window:ready', () => resolve()))
    Object.assign(globalThis, { asked })
  })
  await page.evaluate(() => {
    const got: string[] = []
    Object.assign(window, { got })
    window.addEventListener('message', (event) => got.push(event.data.type))
    window.postMessage({ type: 'greenlight:ready' }, location.origin)
  })
  await app.evaluate(() => (globalThis as unknown as { asked: Promise<void> }).asked)
  expect(await page.evaluate(() => (window as unknown as { got: string[] }).got)).toEqual(['greenlight:ready'])
})

test('only files of the window are served', async ({ start }) => {
  const { app, page } = await start()
  for (const path of ['..%2felectron%2fmain.js', '%2e%2e/electron/main.js', '..%5cmain.js', '%00', 'none.html']) {
    await app.evaluate(
      ({ BrowserWindow }, url) =>
        BrowserWindow.getAllWindows()[0]
          ?.loadURL(url)
          .catch(() => undefined),
      `greenlight-app://app/${path}`,
    )
    await expect(page).not.toHaveTitle('Fixture')
    await expect(page.locator('body')).toHaveText('Not found')
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.loadURL('greenlight-app://app/index.html'),
    )
    await expect(page).toHaveTitle('Fixture')
  }
})
