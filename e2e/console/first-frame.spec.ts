/** The first frame that comes with the page, and the window that takes its place. */
import { createHash } from 'node:crypto'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page, Route } from '@playwright/test'
import { type Stack, startStack } from '../stack.ts'
import { Console, expect, signIn, test } from './fixture.ts'
import { AT, STILL } from './scenes.ts'

/** The page asked for anew, with its bundle held back. @returns lets the bundle go */
async function comeAgain(page: Page): Promise<() => Promise<void>> {
  // While a desk fetches all rows for the first time, its page comes without.
  await expect(new Console(page).connection).toContainText(/in step/i)
  const held = Promise.withResolvers<void>()
  const hold = async (route: Route) => {
    await held.promise
    await route.continue()
  }
  await page.route('**/assets/index-*.js', hold)
  await page.reload({ waitUntil: 'commit' })
  await expect(frame(page).getByRole('option').first()).toBeVisible()
  return async () => {
    held.resolve()
    await expect(frame(page)).toHaveCount(0)
    await page.unroute('**/assets/index-*.js', hold)
  }
}

const frame = (page: Page) => page.locator('#root > [inert]')

/** What both draw: the rest of the page comes with the window. */
const parts = (page: Page) => [page.locator('header'), page.locator('nav'), page.locator('section[aria-label="Inbox"]')]

const hashOf = (picture: Buffer) => createHash('sha256').update(picture).digest('hex')

const picture = async (page: Page): Promise<string[]> => {
  const taken = []
  for (const part of parts(page)) taken.push(hashOf(await part.screenshot()))
  return taken
}

const places = (page: Page) => Promise.all(parts(page).map((part) => part.boundingBox()))

test.describe('with a clock that stands still', () => {
  let stack: Stack
  const kept = mkdtempSync(path.join(tmpdir(), 'greenlight-compiled-'))
  test.beforeAll(async () => {
    stack = await startStack({ ...STILL, NODE_COMPILE_CACHE: kept })
  })
  test.afterAll(async () => {
    await stack?.close()
    rmSync(kept, { recursive: true })
  })

  test('looks as the window does, pixel by pixel, light and dark, wide, narrow and folded', async ({ page }) => {
    const complaints: string[] = []
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
    await page.clock.setFixedTime(AT)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await signIn(page, stack, 'owner')
    const c = new Console(page)
    // What is open for a second is read: no row changes any more.
    await expect(c.list.getByRole('option', { selected: true }).getByText('Unread')).toHaveCount(0)
    for (const [width, height, fold] of [
      [1280, 720, false],
      [1100, 700, true],
      [900, 640, false],
    ] as const) {
      await page.setViewportSize({ width, height })
      if (fold) await c.button('Fold').click()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        // Once more where something was still on its way, which the first frame says and the window no longer.
        await expect(async () => {
          const go = await comeAgain(page)
          const [first, at] = [await picture(page), await places(page)]
          await go()
          await expect(c.connection).toContainText(/in step/i)
          expect(await places(page)).toEqual(at)
          expect(await picture(page)).toEqual(first)
        }).toPass()
      }
    }
    expect(complaints).toEqual([])
  })

  test('comes from a console that was kept compiled, too', async ({ page }) => {
    await signIn(page, stack, 'owner')
    const go = await comeAgain(page)
    await go()
    await expect.poll(() => globSync('**/*.code', { cwd: kept }).length).toBeGreaterThan(5)
    await stack.stopDesk()
    await stack.startDesk()
    const goAgain = await comeAgain(page)
    await goAgain()
    await expect(page.getByRole('option').first()).toBeVisible()
  })
})

test('keeps the keys that are pressed at it for the window, once', async ({ console: c }) => {
  const selected = c.list.getByRole('option', { selected: true })
  const go = await comeAgain(c.page)
  await c.page.keyboard.press('j')
  await expect(selected).toHaveAttribute('aria-posinset', '1')
  await go()
  await expect(selected).toHaveAttribute('aria-posinset', '2')
  await c.page.keyboard.press('j')
  await expect(selected).toHaveAttribute('aria-posinset', '3')
})

test('cannot be clicked, and leaves nothing behind', async ({ console: c }) => {
  const go = await comeAgain(c.page)
  await c.page.getByRole('option').nth(1).click({ force: true })
  await c.page.keyboard.press('Tab')
  expect(await c.page.evaluate(() => document.activeElement === document.body)).toBe(true)
  await go()
  await expect(c.list.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', '1')
  const ids = await c.page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id))
  expect(ids).toEqual([...new Set(ids)])
})

/** A page of its own in the same browser, whose clock of frames is another. */
async function pageWith(c: Console, frames: () => void): Promise<Page> {
  await expect(c.connection).toContainText(/in step/i)
  const page = await c.page.context().newPage()
  await page.addInitScript(frames)
  await page.goto(c.page.url(), { waitUntil: 'commit' })
  return page
}

test('is shown before the bundle runs', async ({ console: c }) => {
  const page = await pageWith(c, () => {
    const asked: FrameRequestCallback[] = []
    const { requestAnimationFrame, setTimeout } = window
    window.requestAnimationFrame = (draw) => asked.push(draw)
    // Nor is it given up.
    window.setTimeout = ((run: () => void, ms?: number) => (ms === 200 ? 0 : setTimeout(run, ms))) as typeof setTimeout
    Object.assign(window, {
      showFrame() {
        window.requestAnimationFrame = requestAnimationFrame
        for (const draw of asked) requestAnimationFrame(draw)
      },
    })
  })
  const loaded = () => performance.getEntriesByType('resource').some(({ name }) => /index-.*\.js$/.test(name))
  await expect.poll(() => page.evaluate(loaded)).toBe(true)
  await expect(frame(page)).toBeAttached()
  await page.evaluate(() => (window as never as { showFrame(): void }).showFrame())
  await expect(frame(page)).toHaveCount(0)
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.close()
})

test('holds nothing up in a window where none is drawn', async ({ console: c }) => {
  const page = await pageWith(c, () => {
    window.requestAnimationFrame = () => 0
  })
  await expect(page.locator('#root > :not([inert]) [role="option"]')).not.toHaveCount(0)
  await page.close()
})

test('is not seen in a window that has become narrow meanwhile', async ({ console: c }) => {
  await expect(c.connection).toContainText(/in step/i)
  const page = await c.page.context().newPage()
  await page.setViewportSize({ width: 900, height: 700 })
  await page.route('**/assets/index-*.js', () => undefined)
  await page.goto(c.page.url(), { waitUntil: 'commit' })
  await expect(frame(page)).toBeAttached()
  await expect(frame(page)).toBeHidden()
  await page.close()
})

test('is not there for a list that has been put in another order', async ({ console: c }) => {
  await expect(c.connection).toContainText(/in step/i)
  await c.key('o')
  await expect(c.button('Order: Newest')).toBeVisible()
  await c.page.reload({ waitUntil: 'commit' })
  await expect(c.button('Order: Newest')).toBeVisible()
  const page = await c.page.context().newPage()
  await page.route('**/assets/index-*.js', () => undefined)
  await page.goto(c.page.url())
  await expect(page.locator('#beginning')).toBeAttached()
  await expect(frame(page)).toHaveCount(0)
  await page.close()
  await c.key('o')
})
