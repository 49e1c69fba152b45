/** Wrong passwords, ended sessions, faults of the gateway: each said in words, nothing lost. */
import { expect, test } from './fixture.ts'

test('a wrong password is said, and the right one is let in afterwards', async ({ page, stack }) => {
  await page.goto(stack.desk)
  await page.getByLabel('Email').fill('staff@demo.test')
  await page.getByLabel('Password').fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText(/not right/i)
  await page.getByLabel('Password').fill('greenlight')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('listbox', { name: 'Conversations' })).toBeVisible()
})

test('staff see the settings of their own alone, and may pull the kill switch but not release it', async ({
  seat,
  stack,
}) => {
  const { page } = await seat('staff')
  await page.getByRole('button', { name: 'Settings' }).click()
  const pages = page.getByRole('navigation', { name: 'Settings' })
  await expect(pages.getByRole('button', { name: 'Notifications' })).toBeVisible()
  for (const name of ['Auto-send', 'Credits and plan', 'Audit log'])
    await expect(pages.getByRole('button', { name })).toHaveCount(0)
  const kill = page.getByRole('switch', { name: 'Kill switch' })
  await kill.click()
  await expect(kill).toHaveAttribute('aria-checked', 'true')
  const staff = await stack.as('staff')
  expect(await staff.command('killswitch.release', {})).toMatchObject({ status: 'refused', code: 'forbidden' })
  await (await stack.as('owner')).command('killswitch.release', {})
})

test('an unknown outcome is shown, and a person resolves it', async ({ console: c, stack }) => {
  const number = '+447700900180'
  await stack.text(number, 'How much is a trim?')
  await c.open(number)
  await expect(c.button('Approve & send')).toBeVisible()
  await stack.faults({ fail: 500, scope: 'all' })
  await c.key('a')
  const sent = c.page.getByRole('button', { name: /it was sent/i })
  await expect(sent).toBeVisible({ timeout: 15_000 })
  expect(await stack.received(number)).toEqual([])
  await stack.faults({})
  await c.page.getByRole('button', { name: /send again/i }).click()
  await expect.poll(async () => (await stack.received(number)).length).toBe(1)
})
