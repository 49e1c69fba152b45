/** axe finds nothing on any page of the settings, nor in what its buttons open, in light and dark. */
import type { Page } from '@playwright/test'
import { nothingToFind } from './axe.ts'
import { expect, namesOf, test } from './fixture.ts'

const DIALOG = '[role=dialog]'

test.beforeEach(() => test.setTimeout(300_000))

test('every settings page, its tabs and what its buttons open', async ({ console: { page } }) => {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  const pages = page.getByRole('navigation', { name: 'Settings' }).getByRole('button')
  const names = (await namesOf(pages)).filter((name) => !/^(Back to|Fold$|Unfold$)|Dana Whitlock/.test(name))
  expect(names.length).toBeGreaterThan(10)
  // What a click has put into a form is not missed.
  const leave = page.getByRole('button', { name: 'Leave', exact: true })
  await page.addLocatorHandler(leave, () => leave.click())
  for (const name of names) await crawl(page, name)
  await page.removeLocatorHandler(leave)
})

test('a sandbox chat, evals with an answer', async ({ console: { page } }) => {
  const main = page.getByRole('main')
  const settings = async (name: string) => {
    await page.getByRole('navigation', { name: 'Settings' }).getByText(name, { exact: true }).click()
    await expect(main.getByRole('heading', { level: 1, name })).toBeVisible()
  }
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await settings('Agents')
  await main.getByRole('button', { name: 'Open Wren' }).click()
  await main.getByRole('textbox', { name: 'Text as a customer' }).fill('How much is a trim?')
  await page.keyboard.press('Enter')
  await main.getByRole('button', { name: /gates? would hold it|gates pass/ }).click()
  await nothingToFind(page, 'sandbox chat', { part: 'main' })
  await settings('Evals')
  await main.getByRole('button', { name: 'Run all' }).click()
  await main
    .getByRole('button', { name: /^Texts and answer/ })
    .first()
    .click()
  await nothingToFind(page, 'evals, one opened', { part: 'main' })
})

/** Buttons that open something, by their first words. */
const OPENS = /^(Add|Edit|New|Import|Open|Show|Filter|Change|What|Why locked)\b/
/** Of several alike one is looked at: "Edit Trim" stands for every service. */
const kindOf = (name: string) =>
  /^(Edit|Open on|Open|Change|Why locked|Add hours to|Add a key)\b/.exec(name)?.[0] ?? name

interface Step {
  readonly role: 'button' | 'tab'
  readonly name: string
}

/** Looks at a page, at its tabs, and at whatever its buttons open, two of them deep. */
async function crawl(page: Page, name: string): Promise<void> {
  const main = page.getByRole('main')
  const settings = page.getByRole('navigation', { name: 'Settings' })
  const seen = new Set<string>()
  const goTo = async (path: readonly Step[]) => {
    await page.keyboard.press('Escape')
    await settings.getByText(name === 'Timing' ? 'Brand voice' : 'Timing', { exact: true }).click()
    await settings.getByText(name, { exact: true }).click()
    await expect(main.getByRole('heading', { level: 1 })).toHaveText(name)
    for (const step of path) await main.getByRole(step.role, { name: step.name, exact: true }).first().click()
  }
  const look = async (path: readonly Step[]) => {
    await goTo(path)
    const where = [name, ...path.map((step) => step.name)].join(' › ')
    // Its rail is looked at with the first page; what opens may lie outside of the page's own part.
    const over = (await page.getByRole('dialog').count()) > 0
    await nothingToFind(page, where, over ? { colours: DIALOG } : where === 'Auto-send' ? {} : { part: 'main' })
    const clicks = path.filter((step) => step.role === 'button')
    const tabs = (await namesOf(main.getByRole('tab', { selected: false }))).map((tab) => ({
      role: 'tab' as const,
      name: tab,
    }))
    const buttons = clicks.length < 2 ? await namesOf(main.getByRole('button', { disabled: false })) : []
    const opens = buttons.filter((one) => OPENS.test(one)).map((one) => ({ role: 'button' as const, name: one }))
    // What the page offered before it was clicked belongs to the page.
    const fresh = [...opens, ...tabs].filter((step) => !seen.has(kindOf(step.name)))
    const firsts = fresh.filter((step, i) => fresh.findIndex((other) => kindOf(other.name) === kindOf(step.name)) === i)
    for (const step of firsts) seen.add(kindOf(step.name))
    for (const step of firsts) await look([...path, step])
  }
  await look([])
}
