/** From the keystroke that approves a draft to the next one on the screen, in a real browser. */
import type { BrowserContext, Page } from '@playwright/test'
import type { Act } from './lib/act.ts'
import { launchBrowser, newPage, signInTo } from './lib/browser.ts'
import { startBigStack } from './lib/stack.ts'
import { type Captured, type Item, vanilla } from './triage-control.ts'
import { bigVenueFiles } from './venue/files.ts'
import { MESSAGES_EACH } from './venue/rows.ts'

const PRESSES = 20
/** Conversations that the control goes round in. */
const CAPTURED = 30
const APPROVE = 'a'
const LATE_FRAME = 33
const POINTER = [700, 450] as const

interface Press {
  /** Milliseconds that the page's own code took. */
  readonly script: number
  /** From the key's event to the end of the frame in which the next draft stands. */
  readonly painted: number
}

/** In the page: takes the times of each press of the key. The page's own listeners come between the two of these. */
function watchPresses(key: string): void {
  const target = window as unknown as { presses: Press[] }
  target.presses = []
  const shown = () => {
    const thread = document.querySelector('[aria-label="Thread"]')
    const name = thread?.querySelector('h2')?.textContent
    return thread?.querySelector('[aria-label="Draft"]') == null ? null : name
  }
  const afterFrame = (then: () => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = then
      port2.postMessage(null)
    })
  let begun = 0
  let before: string | null | undefined
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== key) return
      before = shown()
      begun = performance.now()
    },
    { capture: true },
  )
  window.addEventListener('keydown', (event) => {
    if (event.key !== key) return
    const script = performance.now() - begun
    const look = () => {
      const painted = performance.now() - begun
      const now = shown()
      if (now == null || now === before) afterFrame(look)
      else target.presses.push({ script, painted })
    }
    afterFrame(look)
  })
}

async function press(page: Page): Promise<Press[]> {
  await page.bringToFront()
  await page.evaluate(() => {
    ;(window as unknown as { presses: Press[] }).presses.length = 0
  })
  for (let n = 1; n <= PRESSES; n++) {
    await page.keyboard.press(APPROVE)
    await page.waitForFunction((n) => (window as unknown as { presses: Press[] }).presses.length >= n, n)
    // Five a second are fast hands, and they do not keep step with the screen.
    await page.waitForTimeout(120 + ((n * 37) % 160))
  }
  return page.evaluate(() => (window as unknown as { presses: Press[] }).presses)
}

/** Opens the first conversation of the list that has a draft. */
async function toFirstDraft(page: Page): Promise<void> {
  const draft = page.getByRole('region', { name: 'Draft' })
  for (let n = 0; n < 100; n++) {
    await page.waitForTimeout(50)
    if ((await draft.count()) > 0) return
    await page.keyboard.press('j')
  }
  throw new Error('there is no draft in the list')
}

/** What the console shows of one conversation after the other, as HTML. */
async function capture(page: Page): Promise<Captured> {
  const items: Item[] = []
  const first = (await page.content()).replaceAll(/<script[\s\S]*?<\/script>/g, '')
  const top = await page.evaluate(() => document.querySelector('#conversations')!.parentElement!.scrollTop)
  for (let n = 0; n < CAPTURED; n++) {
    await page.waitForTimeout(60)
    items.push(
      await page.evaluate(() => {
        const html = (selector: string) => document.querySelector(selector)?.outerHTML ?? ''
        return {
          row: html('[role="option"][aria-selected="true"]'),
          thread: document.querySelector('[aria-label="Thread"]')!.innerHTML,
          side: document.querySelector('aside')?.innerHTML ?? '',
        }
      }),
    )
    await page.keyboard.press('j')
  }
  const other = await page.evaluate(() => document.querySelector('[role="option"][aria-selected="false"]')!.className)
  await page.keyboard.press(APPROVE)
  const undo = page.getByRole('region', { name: 'Last act' })
  const toast = await undo.evaluate((element) => element.outerHTML)
  return { first, top, items, other, toast }
}

async function openControl(context: BrowserContext, desk: string, captured: Captured): Promise<Page> {
  const page = await context.newPage()
  const at = `${desk}/control`
  await page.route(at, (route) => route.fulfill({ contentType: 'text/html', body: captured.first }))
  await page.goto(at)
  await page.evaluate(vanilla, { captured, key: APPROVE })
  return page
}

export const triage: Act = {
  name: 'triage',
  title: 'Keystroke to the next draft on the screen',
  goal: 'p50 at most 1.1x vanilla DOM with the same pixels, its script at most 2x, frames over 33 ms at most 2 %; 1k to 100k conversations at most 1.15x',
  control:
    'a page of the same pixels whose key handler changes the DOM by hand: nodes made beforehand, no framework, no desk',
  product:
    'the console in Chromium, its desk and its server running: approve, until the frame with the next draft has ended',
  sizes: { of: 'conversations', full: [1_000, 100_000], quick: [1_000, 10_000] },
  async open({ size, scratch, say }) {
    const venue = await bigVenueFiles(size * MESSAGES_EACH, say)
    const stack = await startBigStack(venue, scratch, { desk: true })
    scratch.onEnd(stack.close)
    const browser = await launchBrowser()
    const page = await newPage(browser)
    await signInTo(page, stack.desk)
    const model = await page.context().newPage()
    await model.goto(stack.desk)
    await toFirstDraft(model)
    const captured = await capture(model)
    await model.close()
    const control = await openControl(page.context(), stack.desk, captured)
    await toFirstDraft(page)
    for (const each of [page, control]) {
      await each.evaluate(watchPresses, APPROVE)
      // A pointer rests over the page: what is below it is looked for in every frame that moves something.
      await each.mouse.move(...POINTER)
    }

    // One series of presses gives every figure.
    const series: { ours: readonly Press[]; theirs: readonly Press[] } = { ours: [], theirs: [] }
    const late = (press: Press) => (press.painted > LATE_FRAME ? 100 : 0)
    return {
      cases: [
        {
          name: 'key to painted',
          unit: 'ms',
          product: async () => {
            series.ours = await press(page)
            return series.ours.map((p) => p.painted)
          },
          controls: [
            {
              name: 'vanilla DOM',
              round: async () => {
                series.theirs = await press(control)
                return series.theirs.map((p) => p.painted)
              },
              ratio: [{ stat: 'p50', atMost: 1.1 }],
            },
          ],
          growth: { stat: 'p50', atMost: 1.15 },
        },
        {
          name: 'script',
          unit: 'ms',
          product: () => series.ours.map((p) => p.script),
          controls: [
            {
              name: 'vanilla DOM',
              round: () => series.theirs.map((p) => p.script),
              ratio: [{ stat: 'p50', atMost: 2 }],
            },
          ],
          growth: { stat: 'p50', atMost: 1.15 },
        },
        {
          name: `frames over ${LATE_FRAME} ms`,
          unit: '%',
          product: () => series.ours.map(late),
          controls: [{ name: 'vanilla DOM', round: () => series.theirs.map(late), ratio: [] }],
          bounds: [{ stat: 'mean', atMost: 2 }],
        },
      ],
      async close() {
        await browser.close()
      },
    }
  },
}
