/** Insights: the demo's year as an owner sees it, as bars, as a table and as a file. */
import { readFile } from 'node:fs/promises'
import { expect, test } from './fixture.ts'

test('the last year as bars, as a table and as a file', async ({ console: { page } }) => {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page
    .getByRole('navigation', { name: 'Settings' })
    .getByRole('button', { name: 'Insights', exact: true })
    .click()
  await expect(page.getByRole('heading', { name: 'Insights' })).toBeVisible()
  await page.getByRole('combobox', { name: 'Period' }).click()
  await page.getByRole('option', { name: 'Last 52 weeks' }).click()
  await expect(page.getByRole('img', { name: /^Replies by week: [1-9]\d* sent by itself, [1-9]/ })).toBeVisible()
  await expect(page.getByRole('rowheader', { name: 'Pricing' })).toBeVisible()
  await page.getByRole('button', { name: 'Show as a table' }).click()
  await expect(page.getByRole('columnheader', { name: 'Week to' })).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('insights-364.csv')
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
  expect(lines[0]).toMatch(/^from,to,intent,texts,/)
  expect(lines.filter((line) => line.split(',')[2] === '')).toHaveLength(52)
})

test('without a server it is said why there is nothing', async ({ console: { page }, stack }) => {
  await stack.stopServer()
  await expect(page.getByText('Offline').first()).toBeVisible()
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  const pages = page.getByRole('navigation', { name: 'Settings' })
  for (const name of ['Insights', 'Engine']) {
    await pages.getByRole('button', { name, exact: true }).click()
    await expect(page.getByText('Seen only while the server can be reached.')).toBeVisible()
  }
  await stack.startServer()
  await expect(page.getByRole('region', { name: 'Health' })).toBeVisible()
})
