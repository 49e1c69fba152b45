/** An owner erases a customer; a colleague's console follows; without the server nothing is erased, and it says so. */
import { nothingToFind } from './axe.ts'
import { expect, test } from './fixture.ts'

const NUMBER = '+447700900197'

test('from the details to nothing, on every console', async ({ console: c, seat, stack }) => {
  await c.page.setViewportSize({ width: 1400, height: 900 })
  await stack.text(NUMBER, 'Hello, my cat Xylophonius ate the appointment card')
  const theo = await seat('staff')
  await theo.open(NUMBER)
  await expect(theo.button('Erase this customer …')).toHaveCount(0)

  await c.open(NUMBER)
  await c.button('Erase this customer …').click()
  const dialog = c.page.getByRole('dialog', { name: 'Erase +44 7700 900197?' })
  await expect(dialog).toContainText('never sent')
  const erase = dialog.getByRole('button', { name: 'Erase for good' })
  await expect(erase).toBeDisabled()
  await nothingToFind(c.page, 'asked whether to erase', { colours: '[role=dialog]' })
  await dialog.getByRole('textbox').fill('erase')
  await erase.click()
  await expect(c.page.getByRole('alert').filter({ hasText: /^Erased: \d+ texts/ })).toBeVisible()
  await expect(c.page.getByRole('dialog')).toHaveCount(0)
  await c.page.getByRole('searchbox', { name: 'Search' }).fill('Xylophonius')
  await expect(c.list.getByRole('option')).toHaveCount(0)
  await expect(theo.list.getByRole('option')).toHaveCount(0)
  await expect(theo.page.getByText('Xylophonius')).toHaveCount(0)
})

test('how long texts are kept is a setting, and a shorter time is asked once more', async ({ console: c, stack }) => {
  await c.page.emulateMedia({ reducedMotion: 'reduce' })
  await c.button('Settings').click()
  await c.button('Number and venue').click()
  const box = c.page.getByRole('region', { name: 'Keeping texts' })
  await box.getByRole('combobox').click()
  await c.page.getByRole('option', { name: '2 years' }).click()
  await expect(box).toContainText('cannot be undone')
  await nothingToFind(c.page, 'a shorter time is asked once more', { part: 'main' })
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
