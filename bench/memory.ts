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
/** Frames without a change, and frames after which what still changes is left to itself. */
const STILL = 5
const MOST = 120

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
  const list = page.getByRole('listbox', { name: 'Conversations' })
  const views = page.getByRole('navigation', { name: 'Views' }).getByRole('button')
  for (let n = 0; n < VIEWS.length; n++) {
    await views.nth(n).click()
    await settled(page)
    if ((await list.count()) === 0) continue
    await list.hover({ position: { x: 100, y: 300 } })
    for (let i = 0; i < 5; i++) {
      await page.mouse.wheel(0, 4_000)
      await settled(page)
    }
    for (let i = 0; i < 5; i++) {
      await page.keyboard.press('j')
      await settled(page)
    }
  }
  const search = page.getByRole('searchbox', { name: 'Search' })
  for (const word of WORDS) {
    await search.fill('')
    await search.pressSequentially(word)
    await settled(page)
  }
  await search.fill('')
  await views.first().click()
  await settled(page)
}

/** Nothing has changed on the page for some frames: what was asked for is there. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(
    ({ frames, most }) =>
      new Promise<void>((done) => {
        let still = 0
        let all = 0
        const watch = new MutationObserver(() => {
          still = 0
        })
        watch.observe(document.body, { childList: true, subtree: true, characterData: true })
        const frame = () => {
          still += 1
          all += 1
          if (still <= frames && all < most) return void requestAnimationFrame(frame)
          watch.disconnect()
          done()
        }
        requestAnimationFrame(frame)
      }),
    { frames: STILL, most: MOST },
  )
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
