/** What the console holds in memory after some work: its desk's process, and the window. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import type { CDPSession, Page } from '@playwright/test'
import { VIEWS } from '#shared/views.ts'
import type { Act } from './lib/act.ts'
import { launchBrowser, newPage, signInTo } from './lib/browser.ts'
import { startBigStack } from './lib/stack.ts'
import { bigVenueFiles } from './venue/files.ts'

const WORDS = ['appointment', 'balayage', 'friday', 'how mu', 'thanks', '+44 4']
const MB = 2 ** 20

/** Resident, in MB. */
function residentOf(pid: number): number {
  const status = `/proc/${pid}/status`
  const kb = existsSync(status)
    ? /VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
  return Number(kb) / 1_024
}

/** Looks about as somebody does: every view, deep into the list, some threads, some searches. */
async function lookAbout(page: Page): Promise<void> {
  for (const [n] of VIEWS.entries()) {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button').nth(n).click()
    await page.waitForTimeout(150)
    await page.mouse.move(400, 500)
    for (let i = 0; i < 5; i++) {
      await page.mouse.wheel(0, 4_000)
      await page.waitForTimeout(60)
    }
    for (let i = 0; i < 5; i++) await page.keyboard.press('j')
  }
  const search = page.getByRole('searchbox', { name: 'Search' })
  for (const word of WORDS) {
    await search.fill('')
    await search.pressSequentially(word, { delay: 20 })
    await page.waitForTimeout(150)
  }
  await search.fill('')
  await page.getByRole('button', { name: /^Needs you/ }).click()
  await page.waitForTimeout(300)
}

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number }
  return usedSize / MB
}

export const memory: Act = {
  name: 'memory',
  title: 'Memory of the console',
  goal: "at 1M messages the desk's process at most 200 MB, the window's heap at most 150 MB; the window flat",
  control: 'none: the figures stand for themselves',
  product: 'the console after every view, deep scrolling, threads and searches, once more in each pair',
  sizes: { of: 'messages', full: [10_000, 1_000_000], quick: [10_000] },
  async open({ size, scratch, say }) {
    const venue = await bigVenueFiles(size, say)
    const stack = await startBigStack(venue, scratch, { desk: true })
    scratch.onEnd(stack.close)
    const browser = await launchBrowser()
    const page = await newPage(browser)
    await signInTo(page, stack.desk)
    const session = await page.context().newCDPSession(page)
    return {
      cases: [
        {
          name: "the desk's process",
          unit: 'MB',
          async product() {
            await lookAbout(page)
            return [residentOf(stack.processes.desk)]
          },
          bounds: [{ stat: 'max', atMost: 200 }],
        },
        {
          name: "the window's heap",
          unit: 'MB',
          product: async () => [await heapOf(session)],
          bounds: [{ stat: 'max', atMost: 150 }],
          growth: { stat: 'p50', atMost: 1.2 },
        },
      ],
      close: () => browser.close(),
    }
  },
}
