/** An owner erases a customer; a colleague's console follows; without the server nothing is erased, and it says so. */
import AxeBuilder from '@axe-core/playwright'
import { Console, expect, signIn, test } from './fixture.ts'

const NUMBER = '+447700900197'

test('from the details to nothing, on every console', async ({ console: c, stack, browser }) => {
  test.setTimeout(90_000)
  await c.page.setViewportSize({ width: 1400, height: 900 })
  await stack.text(NUMBER, 'Hello, my cat Xylophonius ate the appointment card')
  const page = await (await browser.newContext()).newPage()
  await signIn(page, stack, 'staff')
  const theo = new Console(page)
  await theo.open(NUMBER)
  await expect(theo.button('Erase this customer …')).toHaveCount(0)

  await c.open(NUMBER)
  await c.button('Erase this customer …').click()
  const dialog = c.page.getByRole('dialog', { name: 'Erase +44 7700 900197?' })
  await expect(dialog).toContainText('never sent')
  const erase = dialog.getByRole('button', { name: 'Erase for good' })
  await expect(erase).toBeDisabled()
  for (const colorScheme of ['light', 'dark'] as const) {
    await c.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page: c.page }).analyze()
    expect(violations.map((v) => v.id)).toEqual([])
    if (process.env.PICTURES) await c.page.screenshot({ path: `${process.env.PICTURES}/erase-${colorScheme}.png` })
  }
  await dialog.getByRole('textbox').fill('erase')
  await erase.click()
  await expect(c.page.getByRole('alert').filter({ hasText: /^Erased: \d+ texts/ })).toBeVisible()
  await expect(c.page.getByRole('dialog')).toHaveCount(0)
  if (process.env.PICTURES) await c.page.screenshot({ path: `${process.env.PICTURES}/erased.png` })
  await c.page.getByRole('searchbox', { name: 'Search' }).fill('Xylophonius')
  await expect(c.list.getByRole('option')).toHaveCount(0)
  await expect(theo.list.getByRole('option')).toHaveCount(0)
  await expect(theo.page.getByText('Xylophonius')).toHaveCount(0)
  if (process.env.PICTURES) await theo.page.screenshot({ path: `${process.env.PICTURES}/erased-theo.png` })
})

test('how long texts are kept is a setting, and a shorter time is asked once more', async ({ console: c, stack }) => {
  await c.page.emulateMedia({ reducedMotion: 'reduce' })
  await c.button('Settings').click()
  await c.button('Number and venue').click()
  const box = c.page.getByRole('region', { name: 'Keeping texts' })
  await box.getByRole('combobox').click()
  await c.page.getByRole('option', { name: '2 years' }).click()
  await expect(box).toContainText('cannot be undone')
  await box.scrollIntoViewIfNeeded()
  if (process.env.PICTURES) await c.page.screenshot({ path: `${process.env.PICTURES}/retention.png` })
  const { violations } = await new AxeBuilder({ page: c.page }).analyze()
  expect(violations.map((v) => v.id)).toEqual([])
  await c.button('Keep them').click()
  const owner = await stack.as('owner')
  expect((await owner.rows('venue'))[0]?.retentionDays ?? null).toBeNull()
  await box.getByRole('combobox').click()
  await c.page.getByRole('option', { name: '2 years' }).click()
  await c.button('Erase after 2 years').click()
  await expect(box).not.toContainText('cannot be undone')
  await expect.poll(async () => (await owner.rows('venue'))[0]?.retentionDays).toBe(730)
  // Keeping for longer needs no question.
  await box.getByRole('combobox').click()
  await c.page.getByRole('option', { name: 'ever' }).click()
  await expect.poll(async () => (await owner.rows('venue'))[0]?.retentionDays ?? null).toBeNull()
})
