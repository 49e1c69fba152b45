/** A newcomer, from an empty data folder to a text that has arrived, by names, roles and keys alone. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { test as base, expect, type Page } from '@playwright/test'
import { ROOT } from '../../scripts/processes.ts'
import { type Stack, startStack } from '../stack.ts'
import { nothingToFind } from './axe.ts'

const PHONE = '+447700900555'

const test = base.extend<{ stack: Stack }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for a pattern
  stack: async ({}, use) => {
    const stack = await startStack({ GREENLIGHT_DEMO: '0' })
    await use(stack)
    await stack.close()
  },
})

/** What `npm run server -- setup` prints, of a server that runs. */
async function code(stack: Stack): Promise<string> {
  const env = { ...process.env, GREENLIGHT_DATA: stack.folder, GREENLIGHT_DEMO: '0' }
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(ROOT, 'sync-server/main.ts'), 'setup'], {
    env,
  })
  return /^ {2}([\w-]{43})$/m.exec(stdout)![1]!
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const step = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const picture = async (page: Page, name: string) => {
  if (!process.env.PICTURES) return
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.screenshot({ path: `${process.env.PICTURES}/${name}-${colorScheme}.png` })
  }
}

test('from nothing to a delivered test text', async ({ page, stack, browser }) => {
  await page.goto(stack.desk)
  await page.getByLabel('Set-up code or link').fill('nothing of the kind')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('no set-up code')
  await picture(page, 'code')
  const [slower] = await Promise.all([
    browser.newContext().then((one) => one.newPage()),
    page.getByLabel('Set-up code or link').fill(await code(stack)),
  ])
  await slower.goto(stack.desk)
  await page.keyboard.press('Enter')
  await expect(slower.getByLabel('Set-up code or link')).toBeVisible()

  await expect(page.getByLabel('Name of the venue')).toBeFocused()
  await page.keyboard.type('Salt & Comb')
  await page.getByLabel('Country').selectOption('United Kingdom')
  await page.getByLabel('Time zone').fill('Europe/London')
  await page.getByLabel('Your name').fill('Nell Ashdown')
  await page.getByLabel('Email').fill('nell@salt.test')
  await page.getByLabel('Password').fill('password123')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('The password is one of the first that anybody would try.')
  await page.getByLabel('Password').fill('kettle on at nine')
  await expect(page.getByRole('status', { name: 'Strength' })).toContainText('Strong')
  await nothingToFind(page, 'the page')
  await picture(page, 'venue')
  await page.keyboard.press('Enter')

  await expect(step(page, 'Number and provider')).toBeFocused()
  await expect(slower.getByRole('status').filter({ hasText: 'set this server up meanwhile' })).toBeVisible()
  await slower.context().close()
  await expect(page.getByText('The SMS sandbox answers.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Number', exact: true }).fill('07700 900100')
  await stack.faults({ number: 'not_held' })
  await page.keyboard.press('Enter')
  await expect(page.getByText('The account does not have this number')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Number', exact: true })).toBeFocused()
  await stack.faults({})
  await button(page, 'Check now').click()
  await expect(page.getByText('The account has this number, and it can text.')).toBeVisible()
  await picture(page, 'number')
  await button(page, 'Go on').click()

  await expect(step(page, 'Services and prices')).toBeFocused()
  await page.getByLabel('Services, a line each').fill('Trim £35 30 min\nPatch test\nBalayage from £140, 3 h')
  await button(page, 'Add these services').click()
  await expect(page.getByRole('region', { name: 'Service list' })).toContainText('from £140')
  await expect(page.getByLabel('Services, a line each')).toHaveValue('Patch test')
  await button(page, 'Go on').click()
  await expect(page.getByText('What you typed here is not saved yet.')).toBeVisible()
  await picture(page, 'services')
  await button(page, 'Go on without it').click()

  await expect(step(page, 'Opening hours')).toBeFocused()
  await page.getByLabel('Closes at').fill('18:00')
  await page.keyboard.press('Enter')
  await expect(button(page, 'Go on')).toBeEnabled()
  await picture(page, 'hours')
  // Other hours take the place of those that are set only where that is what one wants.
  await expect(button(page, 'Set these hours')).toBeEnabled()
  await page.getByLabel('Closes at').fill('17:30')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Other hours are set already. This would take their place.')).toBeVisible()
  await expect(page.getByLabel('Monday closes')).toHaveValue('18:00')
  await page.getByLabel('Closes at').fill('17:00')
  await button(page, 'Set these hours').click()
  await expect(page.getByLabel('Monday closes')).toHaveValue('18:00')
  await button(page, 'Replace the hours below').click()
  await expect(page.getByLabel('Friday closes')).toHaveValue('17:00')
  await expect(button(page, 'Set these hours')).toBeEnabled()

  // The desk and the server die; the page finds both again, where it was.
  await stack.stopDesk('SIGKILL')
  await stack.stopServer('SIGKILL')
  await stack.startServer()
  await stack.startDesk()
  await expect(button(page, 'Skip this step')).toBeEnabled()
  await expect(step(page, 'Opening hours')).toBeVisible()

  // Another console takes it up as well.
  const other = await (await browser.newContext()).newPage()
  await other.goto(stack.desk)
  await other.getByLabel('Email').fill('nell@salt.test')
  await other.getByLabel('Password').fill('kettle on at nine')
  await button(other, 'Sign in').click()
  await expect(step(other, 'Opening hours')).toBeVisible()
  await other.context().close()

  await button(page, 'Go on').click()
  await expect(step(page, 'Voice')).toBeFocused()
  await picture(page, 'voice')
  await button(page, 'Skip this step').click()
  await expect(step(page, 'Disclosure')).toBeFocused()
  // Where there is no room for the steps beside the page, they are chosen above it.
  await page.setViewportSize({ width: 640, height: 400 })
  await page.getByRole('combobox', { name: 'Step' }).click()
  await page.getByRole('option', { name: 'Voice' }).click()
  await expect(step(page, 'Voice')).toBeVisible()
  await page.getByRole('combobox', { name: 'Step' }).click()
  await page.getByRole('option', { name: 'Disclosure' }).click()
  await expect(step(page, 'Disclosure')).toBeVisible()
  await page.setViewportSize({ width: 1280, height: 720 })
  await button(page, 'Go on').click()
  await expect(step(page, 'Team')).toBeFocused()
  await button(page, 'Skip this step').click()
  await expect(step(page, 'Test text')).toBeFocused()
  await expect(button(page, 'Finish')).toBeDisabled()
  await page.getByLabel('Number of your phone').fill(PHONE)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Delivered. Texts from your venue arrive.')).toBeVisible()
  await expect.poll(async () => (await stack.received(PHONE)).map((one) => one.body).join()).toContain('Salt & Comb')
  await nothingToFind(page, 'the page')
  await picture(page, 'test')
  // Read again, it is still done.
  await page.reload()
  await expect(step(page, 'Test text')).toBeVisible()
  await button(page, 'Finish').click()

  // The tour comes once, goes by keys, and covers nothing that it explains.
  const tour = page.getByRole('dialog', { name: /^Tour/ })
  await expect(tour).toContainText('1 of 5')
  await picture(page, 'tour')
  for (const n of [2, 3, 4, 5]) {
    await expect(tour.getByRole('button', { name: n === 2 ? 'Next' : /Next|Done/ })).toBeFocused()
    await page.keyboard.press('ArrowRight')
    await expect(tour).toContainText(`${n} of 5`)
  }
  await picture(page, 'tour-last')
  await page.keyboard.press('Escape')
  await expect(tour).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Command palette' }).fill('tour')
  await page.keyboard.press('Enter')
  await expect(tour).toContainText('1 of 5')
  await button(page, 'Leave the tour').click()
  await expect(tour).toHaveCount(0)

  const row = page.getByRole('listbox', { name: 'Conversations' }).getByRole('option')
  await button(page, 'Everything').click()
  await expect(row.filter({ hasText: '900555' })).toBeVisible()
  await row.filter({ hasText: '900555' }).click()
  await expect(page.getByRole('region', { name: 'Thread' })).toContainText('delivered')
  const left = page.getByRole('region', { name: 'Still to set up' })
  await expect(left.getByRole('listitem')).toHaveText(['Voice', 'Team'])
  await picture(page, 'inbox')
  await left.getByRole('button', { name: 'Team', exact: true }).click()
  await expect(step(page, 'Team')).toBeFocused()
  await button(page, 'Go on').click()
  await expect(left.getByRole('listitem')).toHaveText(['Voice'])
  await button(page, 'Put the list away').click()
  await expect(left).toHaveCount(0)
})

test('the demo in its place, marked, and away again', async ({ page, stack }) => {
  await page.goto(`${stack.desk}/#setup=${await code(stack)}`)
  await button(page, 'Open the demo').click()
  await expect(page.getByRole('listbox', { name: 'Conversations' }).getByRole('option').first()).toBeVisible()
  await button(page, 'Demo').click()
  await picture(page, 'demo')
  await button(page, 'Take the demo away').click()
  await expect(page.getByLabel('Name of the venue')).toBeVisible()
})
