/** The team's page: somebody is invited, joins by the link, is deactivated and out at once, and leaves conversations behind. */
import { nothingToFind } from './axe.ts'
import { Console, expect, test } from './fixture.ts'

test('invited, in, out, and what was theirs is given on', async ({ console: c, browser, stack }) => {
  await c.button('Settings').click()
  await c.button('Team and sessions').click()
  await expect(c.page.getByRole('listitem', { name: 'Dana Whitlock' })).toContainText('owner@demo.test')
  await expect(c.page.getByRole('region', { name: 'Your consoles' })).toContainText(/Chrome on \w+/)
  await expect(c.page.getByRole('region', { name: 'Your consoles' })).toContainText('This one')

  const invite = c.page.getByRole('form', { name: 'Invite somebody' })
  await invite.getByLabel('Their email address').fill('staff@demo.test')
  await c.button('Make a link').click()
  await expect(invite).toContainText('signs in with this address already')
  await invite.getByLabel('Their email address').fill('mina@demo.test')
  await c.button('Make a link').click()
  const link = await c.page.getByRole('textbox', { name: 'Link' }).inputValue()
  await expect(c.page.getByRole('list', { name: 'Open invitations' })).toContainText('mina@demo.test')
  await nothingToFind(c.page, 'the team, an invitation open', { part: 'main' })

  // Opened where somebody is signed in already, it offers one more venue; they go back, and it keeps.
  await c.page.evaluate((to) => window.location.assign(to), link)
  await expect(c.page.getByRole('heading', { name: 'Join Willow & Wren' })).toBeVisible()
  await expect(c.page).not.toHaveURL(/invite/)
  await c.button('Back to the console').click()
  await expect(c.page.getByRole('heading', { level: 1, name: 'Team and sessions' })).toBeVisible()

  const page = await (await browser.newContext()).newPage()
  await page.goto(link)
  const mina = new Console(page)
  await expect(page.getByRole('heading', { name: 'Join Willow & Wren' })).toBeVisible()
  expect(page.url()).not.toContain('invite')
  await nothingToFind(page, 'joining')
  await page.getByLabel('Your name').fill('Mina Park')
  await page.getByLabel('Password').fill('short')
  await mina.button('Join').click()
  await expect(page.getByRole('alert')).toContainText('at least 10')
  await page.getByLabel('Password').fill('a long password')
  await mina.button('Join').click()
  await expect(mina.list).toBeVisible()
  await expect(c.page.getByRole('listitem', { name: 'Mina Park' })).toContainText('mina@demo.test')

  const owner = await stack.as('owner')
  const { id } = (await owner.rows('people')).find((one) => one.name === 'Mina Park')!
  const some = (await owner.rows('conversations')).filter((one) => one.assigneeId === null).slice(0, 3)
  await owner.command('conversation.assign', { ids: some.map((one) => one.id), assigneeId: id })
  await c.page.getByRole('listitem', { name: 'Mina Park' }).getByRole('button', { name: 'Deactivate' }).click()
  await c.button('Deactivate Mina Park').click()
  await expect(page.getByRole('heading', { name: 'Sign in to Greenlight' })).toBeVisible()
  const left = c.page.getByRole('listitem', { name: 'Mina Park' })
  await expect(left).toContainText('3 conversations are still assigned to them')
  await left.getByRole('combobox', { name: "Give what is Mina Park's to" }).click()
  await c.page.getByRole('option', { name: 'Theo Marsh' }).click()
  await expect(left).not.toContainText('still assigned')

  // The link is spent.
  const late = await (await browser.newContext()).newPage()
  await late.goto(link)
  await expect(late.getByRole('alert')).toContainText('does not work any more')
  await expect(late.getByLabel('Invitation link')).toBeVisible()
  await late.getByRole('button', { name: 'Sign in instead' }).click()
  await expect(late.getByLabel('Password')).toBeVisible()
})

test('staff see their own sessions, and nobody else', async ({ seat }) => {
  const { page } = await seat('staff')
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Team and sessions' }).click()
  await expect(page.getByRole('region', { name: 'Your consoles' })).toContainText('This one')
  await expect(page.getByRole('region', { name: 'People' })).toHaveCount(0)

  // One's own password, by the palette.
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Command palette' }).fill('password')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Present password')).toBeFocused()
  await page.keyboard.type('greenlight')
  await page.getByLabel('New password').fill('greenlight1')
  await expect(page.getByText('New password is one of the first that anybody would try.')).toBeVisible()
  await page.getByLabel('New password').fill('two cups of tea')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Your password is changed.')).toBeVisible()
})
