/** axe finds nothing on any page, in light and dark; the review loop reads sensibly to a screen reader. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, signIn, test } from './fixture.ts'

const check = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([])
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`nothing to find, ${colorScheme}`, async ({ page, stack }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.goto(stack.desk)
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
    await check(page)
    await signIn(page, stack, 'owner')
    await expect(page.getByRole('region', { name: 'Thread' })).toBeVisible()
    await check(page)
    await page.keyboard.press('w')
    await expect(page.getByRole('dialog')).toBeVisible()
    await check(page)
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog')).toBeVisible()
    await check(page)
    await page.keyboard.press('Escape')
  })
}

test('one conversation an option, the chosen one told; the connection and the switch speak for themselves', async ({
  console: c,
}) => {
  const options = c.list.getByRole('option')
  await expect(options.first()).toBeVisible()
  await expect(c.list.locator('[role=option][aria-selected=true]')).toHaveCount(1)
  await c.key('j')
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true')
  await expect(c.connection).toContainText(/in step/i)
  await expect(c.killSwitch).toHaveAttribute('aria-checked', 'false')
})
