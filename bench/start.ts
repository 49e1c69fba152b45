/** From the start of the console's process to the first list on the screen. */
import path from 'node:path'
import type { Page } from '@playwright/test'
import { freePort, ROOT } from '../scripts/processes.ts'
import type { Act, Round } from './lib/act.ts'
import { launchBrowser, newPage, signInTo } from './lib/browser.ts'
import { startControl } from './lib/processes.ts'
import { startBigStack } from './lib/stack.ts'
import { bigVenueFiles } from './venue/files.ts'
import { MESSAGES_EACH } from './venue/rows.ts'

/** In every page from its beginning: when a frame with that in it has ended, in milliseconds since the page was asked for. */
function watchFor(selector: string): void {
  const shown = () => {
    if (document.querySelector(selector) === null) return
    observer.disconnect()
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => document.documentElement.setAttribute('data-painted', String(performance.now()))
      port2.postMessage(null)
    })
  }
  const observer = new MutationObserver(shown)
  observer.observe(document, { childList: true, subtree: true })
}

const SETTLES_MS = 600

async function painted(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForSelector('html[data-painted]')
  const at = await page.evaluate(() => Number(document.documentElement.getAttribute('data-painted')))
  // What follows the list is over before the other side takes its turn.
  await page.waitForTimeout(SETTLES_MS)
  await page.goto('about:blank')
  return at
}

export const start: Act = {
  name: 'start',
  title: 'Cold start of the console',
  goal: 'at most 1.3x an empty page of the same bundle, to the first painted list; flat from 1k to 100k conversations',
  control: 'a bare Node server of the same built files; the page has painted what it shows without a desk',
  product:
    'the console: its process begins, opens the mirror, serves the page with its first frame; the list has been painted. Keys work once the window has drawn it itself, which stands by itself',
  sizes: { of: 'conversations', full: [1_000, 100_000], quick: [1_000] },
  async open({ size, scratch, say }) {
    const venue = await bigVenueFiles(size * MESSAGES_EACH, say)
    const stack = await startBigStack(venue, scratch, { desk: true })
    scratch.onEnd(stack.close)
    const browser = await launchBrowser()
    const page = await newPage(browser)
    await signInTo(page, stack.desk)
    await page.addInitScript(watchFor, '#conversations [role="option"]')
    const used = await newPage(browser)
    await signInTo(used, stack.desk)
    await used.addInitScript(watchFor, '#root > :not([inert]) [role="option"]')
    const empty = await newPage(browser)
    await empty.addInitScript(watchFor, '#root > *')
    // The same address each time, as the console's is: what the browser has kept of the bundle serves both.
    const files = [path.join(ROOT, 'dist/renderer'), String(await freePort())]

    const product: { whole: Round; page: Round; keys: Round } = {
      whole: async () => {
        await page.goto('about:blank')
        const process = await stack.restartDesk()
        return [process + (await painted(page, stack.desk))]
      },
      page: async () => [await painted(page, stack.desk)],
      keys: async () => [await painted(used, stack.desk)],
    }
    const control: Omit<typeof product, 'keys'> = {
      whole: async () => {
        const begun = performance.now()
        const server = await startControl('files', files)
        const process = performance.now() - begun
        const samples = [process + (await painted(empty, server.url))]
        await server.close()
        return samples
      },
      page: async () => {
        const server = await startControl('files', files)
        const samples = [await painted(empty, server.url)]
        await server.close()
        return samples
      },
    }
    return {
      cases: [
        {
          name: 'process and page',
          unit: 'ms',
          product: product.whole,
          controls: [{ name: 'empty page', round: control.whole, ratio: [{ stat: 'p50', atMost: 1.3 }] }],
          growth: { stat: 'p50', atMost: 1.15 },
        },
        {
          name: 'page alone, its desk running',
          unit: 'ms',
          product: product.page,
          controls: [{ name: 'empty page', round: control.page, ratio: [{ stat: 'p50', atMost: 1.3 }] }],
          growth: { stat: 'p50', atMost: 1.15 },
        },
        {
          name: 'page alone, until keys work',
          unit: 'ms',
          product: product.keys,
          controls: [{ name: 'empty page', round: control.page, ratio: [] }],
        },
      ],
      close: () => browser.close(),
    }
  },
}
