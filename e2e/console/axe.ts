/** What axe has to say of a page, in light and in dark. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './fixture.ts'

/**
 * @param where for whoever reads a failure; the test goes on, so that one run tells all
 * @param part a selector: only what it matches is looked at
 */
export async function nothingToFind(page: Page, where: string, part?: string): Promise<void> {
  const axe = () => {
    const builder = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
    return part === undefined ? builder : builder.include(part)
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await look(axe(), `${where}, light`)
  // What does not depend on colours is the same page.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await look(axe().withRules(['color-contrast']), `${where}, dark`)
}

async function look(axe: AxeBuilder, where: string): Promise<void> {
  const { violations } = await axe.analyze()
  const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)
  expect.soft(found, where).toEqual([])
}
