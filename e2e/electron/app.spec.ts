/** The product as Electron runs it: real desk, real window, real server. */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ElectronApplication, Page } from '@playwright/test'
import { type Stack, startStack } from '../stack.ts'
import { test as base, expect, launch } from './fixtures/launch.ts'
import { clickInTray, deskPid, expectInTray, watch } from './fixtures/probes.ts'

const MAIN = fileURLToPath(new URL('../../dist/electron/main.js', import.meta.url))

interface Console {
  readonly app: ElectronApplication
  readonly page: Page
}

const test = base.extend<{ open: () => Promise<Console> }, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters
    async ({}, use) => {
      const stack = await startStack()
      const owner = await stack.as('owner')
      await owner.command('venue.timing', { burstSeconds: 0, undoSeconds: 1 })
      await use(stack)
      await stack.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  open: async ({ stack }, use, info) => {
    const dataDir = mkdtempSync(join(info.project.outputDir, 'data-'))
    const opened: ElectronApplication[] = []
    await use(async () => {
      const app = await launch({ main: MAIN, dataDir, args: ['--server', stack.server] })
      opened.push(app)
      const page = await app.firstWindow()
      await expect(page).toHaveTitle(/Greenlight/)
      return { app, page }
    })
    for (const app of opened) await app.close()
  },
})

const list = (page: Page) => page.getByRole('listbox', { name: 'Conversations' })

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Email').fill('owner@demo.test')
  await page.getByLabel('Password').fill('greenlight')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(list(page)).toBeVisible()
}

async function openThread(page: Page, number: string): Promise<void> {
  const digits = number.slice(-6)
  await page.getByRole('searchbox', { name: 'Search' }).fill(digits)
  await list(page).getByRole('option').filter({ hasText: digits }).click()
  await expect(page.getByRole('region', { name: 'Thread' })).toContainText(digits)
  await page.keyboard.press('Escape')
}

test('the real window breaks no rule of its own policy', async ({ open }) => {
  const { app, page } = await open()
  const wrong: string[] = []
  app.context().on('console', (message) => message.type() === 'error' && wrong.push(message.text()))
  app.context().on('weberror', (error) => wrong.push(error.error().message))
  await page.reload()
  await signIn(page)
  await list(page).getByRole('option').first().click()
  await expect(page.getByRole('region', { name: 'Thread' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  expect(wrong).toEqual([])
})

test('a draft is approved by one key, and the customer has it once', async ({ open, stack }) => {
  const { page } = await open()
  await signIn(page)
  await stack.text('+447700900170', 'How much is a balayage?')
  await openThread(page, '+447700900170')
  await expect(page.getByRole('button', { name: 'Approve & send', exact: true })).toBeVisible()
  await page.keyboard.press('a')
  await expect.poll(() => stack.received('+447700900170')).toHaveLength(1)
  expect((await stack.received('+447700900170'))[0]?.body).toContain('£140')
})

test('whoever signed in stays signed in, after a crash of the desk and after a restart', async ({ open }) => {
  const first = await open()
  await signIn(first.page)
  process.kill(await deskPid(first.app), 'SIGKILL')
  await expect(first.page.getByRole('status', { name: 'Connection' })).toContainText(/online|in step|live/i)
  await expect(list(first.page).getByRole('option').first()).toBeVisible()
  await first.app.close()
  const second = await open()
  await expect(list(second.page).getByRole('option').first()).toBeVisible()
})

test('the tray’s stop reaches the server; one that has not says so', async ({ open, stack }) => {
  const { app, page } = await open()
  await watch(app)
  await signIn(page)
  await stack.stopServer()
  await expectInTray(app, 'Server out of reach. Auto-send was not stopped')
  await clickInTray(app, 'Stop auto-send')
  await expect(page.getByText('Not stopped yet').first()).toBeVisible()
  await expectInTray(app, 'Stop asked for. The server has not heard it yet')
  await stack.startServer()
  await expect.poll(() => app.evaluate(() => seen.toolTip)).toMatch(/Auto-send stopped \d\d:\d\d/)
  await expect(page.getByRole('switch', { name: 'Kill switch' })).toHaveAttribute('aria-checked', 'true')
})

test('started while the server cannot be reached, it shows what it holds', async ({ open, stack }) => {
  const first = await open()
  await signIn(first.page)
  await expect(first.page.getByRole('status', { name: 'Connection' })).toContainText(/online|in step|live/i)
  await first.app.close()
  await stack.stopServer()
  const second = await open()
  await list(second.page).getByRole('option').first().click()
  await expect(second.page.getByRole('region', { name: 'Thread' })).toBeVisible()
  await expect(second.page.getByRole('status', { name: 'Connection' })).not.toContainText(/online|in step|live/i)
  await stack.startServer()
})
