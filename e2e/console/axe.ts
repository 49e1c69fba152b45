/** What axe has to say of a page, in light and in dark. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './fixture.ts'

/** What stands for axe's own source, which is long, where the page has it already. */
const NOTHING = 'undefined'

interface Parts {
  /** A selector: only what it matches is looked at. */
  readonly part?: string
  /** Of that, whose colours: those of the rest have been looked at before. */
  readonly colours?: string
}

/** @param where for whoever reads a failure; the test goes on, so that one run tells all */
export async function nothingToFind(page: Page, where: string, { part, colours = part }: Parts = {}): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  if (colours === part) await look(page, `${where}, light`, part, (axe) => axe)
  else {
    await look(page, `${where}, light`, part, (axe) => axe.disableRules(['color-contrast']))
    await look(page, `${where}, colours in light`, colours, (axe) => axe.withRules(['color-contrast']))
  }
  // What does not depend on colours is the same page.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await look(page, `${where}, colours in dark`, colours, (axe) => axe.withRules(['color-contrast']))
}

async function look(
  page: Page,
  where: string,
  part: string | undefined,
  narrow: (axe: AxeBuilder) => AxeBuilder,
): Promise<void> {
  const there = await page.evaluate(() => 'axe' in window)
  const axe = new AxeBuilder({ page, ...(there && { axeSource: NOTHING }) })
  axe.setLegacyMode().options({ resultTypes: ['violations'] })
  if (part !== undefined) axe.include(part)
  const { violations } = await narrow(axe).analyze()
  const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)
  expect.soft(found, where).toEqual([])
}
