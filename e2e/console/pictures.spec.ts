/**
 * Every page in light and in dark, dialogs and kinds of threads in light, in the smallest window, against the picture that is kept of it. The stack's clock
 * stands still, so nothing on the screen depends on when or where this runs. `node scripts/run.mjs baselines` takes
 * them anew; look at each before it is committed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type Stack, startStack } from '../stack.ts'
import { LIGHT_ONLY, openConsole, SCENES, STILL } from './scenes.ts'

const KEPT = path.resolve(import.meta.dirname, '../pictures')
const MADE_WITH = path.join(KEPT, 'made-with.json')
const SCHEMES = ['light', 'dark'] as const

test.use({
  viewport: { width: 1024, height: 640 },
  deviceScaleFactor: 1,
  locale: 'en-GB',
  timezoneId: 'Europe/London',
})

let stack: Stack
test.beforeAll(async () => {
  test.setTimeout(120_000)
  stack = await startStack(STILL)
})
test.afterAll(() => stack?.close())

/** How this browser draws letters of several scripts: other fonts, or another way of drawing them, are no change of ours. */
function drawing(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 600, height: 60 })
    const context = canvas.getContext('2d')!
    context.font = '24px "Inter Variable", sans-serif'
    await document.fonts.load(context.font)
    context.fillText('Greenlight £140 ليلى 李美玲 💇 Ł', 4, 40)
    const pixels = await crypto.subtle.digest('SHA-256', context.getImageData(0, 0, 600, 60).data)
    return [...new Uint8Array(pixels)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  })
}

test('every page looks as it did', async ({ page }, info) => {
  test.setTimeout(240_000)
  await openConsole(page, stack)
  const here = { browser: page.context().browser()!.version(), drawing: await drawing(page) }
  if (info.config.updateSnapshots === 'all') writeFileSync(MADE_WITH, `${JSON.stringify(here, null, 2)}\n`)
  const kept = existsSync(MADE_WITH) ? (JSON.parse(readFileSync(MADE_WITH, 'utf8')) as typeof here) : null
  test.skip(
    kept?.browser !== here.browser || kept.drawing !== here.drawing,
    `the kept pictures are of Chromium ${kept?.browser} with its fonts; this is ${here.browser}, which draws letters differently`,
  )
  for (const [name, go] of Object.entries(SCENES)) {
    await test.step(name, async () => {
      await go(page, stack)
      for (const colorScheme of LIGHT_ONLY.has(name) ? (['light'] as const) : SCHEMES) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await expect.soft(page).toHaveScreenshot(`${name}-${colorScheme}.png`, { maxDiffPixels: 40 })
      }
    })
  }
})
