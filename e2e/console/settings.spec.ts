/** Every settings page, by roles and names: what is changed holds, and what is wrong is said beside its field. */
import { text } from 'node:stream/consumers'
import type { Page } from '@playwright/test'
import { expect, test } from './fixture.ts'

async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

test('brand voice: persona, words to avoid, disclosure', async ({ console: { page }, stack }) => {
  const owner = await stack.as('owner')
  await goTo(page, 'Brand voice')
  const persona = region(page, 'Persona')
  await persona.getByRole('radio', { name: 'Concierge' }).click()
  await persona.getByRole('button', { name: 'Save' }).click()
  await expect(persona.getByRole('button', { name: 'Save' })).toHaveCount(0)

  const avoid = region(page, 'Words to avoid')
  await avoid.getByRole('textbox', { name: 'Avoid list' }).fill('bargain')
  await page.keyboard.press('Enter')
  await avoid.getByRole('button', { name: 'Remove cheap' }).click()
  await avoid.getByRole('button', { name: 'Save' }).click()
  await expect(avoid.getByRole('button', { name: 'Save' })).toHaveCount(0)

  const disclosure = region(page, 'AI disclosure')
  await disclosure.getByRole('textbox', { name: 'Disclosure' }).fill('')
  await expect(disclosure).toContainText(/needs words while it is on/)
  await expect(disclosure.getByRole('button', { name: 'Save' })).toBeDisabled()
  await disclosure.getByRole('switch', { name: 'AI disclosure' }).click()
  await expect(disclosure).toContainText(/never leaves by itself/)
  await disclosure.getByRole('button', { name: 'Save' }).click()
  await expect(disclosure.getByRole('button', { name: 'Save' })).toHaveCount(0)
  // The button is gone, and the keyboard is where it was.
  await expect(disclosure.getByRole('switch', { name: 'AI disclosure' })).toBeFocused()
  const venue = async () => (await owner.rows('venue'))[0]!
  await expect.poll(venue).toMatchObject({ persona: 'CONCIERGE', disclosure: { on: false } })
  await expect.poll(async () => (await venue()).avoid).toContain('bargain')
  expect((await venue()).avoid).not.toContain('cheap')
})

test('Business Memory: a fact is added, changed and removed', async ({ console: { page }, stack }) => {
  const owner = await stack.as('owner')
  await goTo(page, 'Business Memory')
  await page.getByRole('button', { name: 'Add a fact' }).click()
  const form = page.getByRole('form', { name: 'New fact' })
  await form.getByLabel('Topic').fill('Vouchers for two')
  await form.getByLabel('Fact').fill('A voucher for two is valid for a year.')
  await form.getByLabel('Last day').fill('2020-01-01')
  await expect(form).toContainText('is in the past')
  await expect(form.getByRole('button', { name: 'Save' })).toBeDisabled()
  await form.getByLabel('Last day').fill('2099-12-31')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  await page.getByRole('button', { name: 'Edit Vouchers for two' }).click()
  const edit = page.getByRole('form', { name: 'Edit Vouchers for two' })
  await edit.getByLabel('Fact').fill('A voucher for two is valid for two years.')
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('valid for two years')).toBeVisible()
  await expect
    .poll(async () => (await owner.rows('facts')).find((f) => f.topic === 'Vouchers for two'))
    .toMatchObject({
      text: 'A voucher for two is valid for two years.',
      expiresAt: Date.parse('2100-01-01T00:00:00Z'),
    })
  await page.getByRole('button', { name: 'Edit Vouchers for two' }).click()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByRole('button', { name: 'Remove this fact' }).click()
  await expect(page.getByText('Vouchers for two')).toHaveCount(0)
})

test('services: a price changes, an import names each bad row and loses none', async ({ console: { page }, stack }) => {
  const owner = await stack.as('owner')
  await goTo(page, 'Services and prices')
  await page.getByRole('button', { name: 'Edit Trim' }).click()
  const form = page.getByRole('form', { name: 'Edit Trim' })
  await form.getByLabel('Price in pounds').fill('a lot')
  await expect(form).toContainText('is no amount')
  await expect(form.getByRole('button', { name: 'Save' })).toBeDisabled()
  await form.getByLabel('Price in pounds').fill('36.50')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(region(page, 'Service list')).toContainText('£36.50')

  await page.getByRole('button', { name: 'Import', exact: true }).click()
  const csv = 'name,price,from,minutes\nScalp massage,25,,30\nBroken,free,,30\nTrim,37,,\n'
  await page.getByRole('textbox', { name: 'List' }).fill(csv)
  await page.getByRole('button', { name: 'Import the list' }).click()
  const report = region(page, 'Import services').getByRole('status')
  await expect(report).toContainText('1 added, 1 changed')
  await expect(report.getByRole('list', { name: 'Rows that were not taken' })).toContainText('Row 3price:')
  await expect(region(page, 'Service list')).toContainText('Scalp massage')
  const services = await owner.rows('services')
  expect(services.find((s) => s.name === 'Trim')).toMatchObject({ price: 3_700, minutes: 30 })
})

test('two owners at one service: the later one is told, and keeps their own words', async ({
  console: { page },
  stack,
}) => {
  const owner = await stack.as('owner')
  await goTo(page, 'Services and prices')
  await page.getByRole('button', { name: 'Edit Pedicure' }).click()
  const form = page.getByRole('form', { name: 'Edit Pedicure' })
  await form.getByLabel('Price in pounds').fill('41')
  expect(await owner.command('service.edit', { serviceId: 'svc_pedicure', price: 3_900 })).toMatchObject({
    status: 'done',
  })
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByRole('alert')).toContainText(/not saved.*price/i)
  await expect(form.getByLabel('Price in pounds')).toHaveValue('41')
  await form.getByRole('button', { name: 'Show theirs' }).click()
  await expect(form.getByLabel('Price in pounds')).toHaveValue('39')
  await form.getByLabel('Price in pounds').fill('42')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  await expect
    .poll(async () => (await owner.rows('services')).find((s) => s.id === 'svc_pedicure'))
    .toMatchObject({ price: 4_200 })
})

test('opening hours, people, calendars and bookings', async ({ console: { page }, stack }) => {
  const owner = await stack.as('owner')
  await goTo(page, 'Hours and diary')
  const monday = page.getByRole('form', { name: 'Monday' })
  await monday.getByRole('button', { name: 'Open on Monday' }).click()
  await monday.getByLabel('Monday closes').fill('08:00')
  await expect(monday.getByRole('alert')).toBeVisible()
  await monday.getByLabel('Monday closes').fill('13:00')
  await monday.getByRole('button', { name: 'Save Monday' }).click()
  await expect(monday.getByRole('button', { name: 'Save Monday' })).toHaveCount(0)
  await expect
    .poll(async () => (await owner.rows('hours')).filter((h) => h.day === 1))
    .toMatchObject([{ opens: 540, closes: 780 }])

  await page.getByRole('button', { name: 'Add a person' }).click()
  await page.getByRole('form', { name: 'New person in the diary' }).getByLabel('Name').fill('Noor')
  await page.getByRole('form', { name: 'New person in the diary' }).getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: 'Edit Noor' })).toBeVisible()

  await page.getByRole('button', { name: 'Add a calendar' }).click()
  const feed = page.getByRole('form', { name: 'New calendar' })
  await feed.getByLabel('Name').fill('Rota')
  await feed.getByLabel('Address').fill('ftp://calendar.example/rota.ics')
  await feed.getByRole('button', { name: 'Save' }).click()
  await expect(feed.getByRole('alert')).toContainText('https://')
  await feed.getByRole('button', { name: 'Cancel' }).click()

  await page.getByRole('button', { name: 'Book a visit' }).click()
  const visit = page.getByRole('form', { name: 'New visit' })
  await visit.getByLabel('Customer').fill('Sam Tester')
  await visit.getByLabel('Date').fill('2099-06-02')
  await visit.getByLabel('Time').fill('14:30')
  await visit.getByRole('button', { name: 'Book it' }).click()
  await expect(visit).toHaveCount(0)
  const booking = async () => (await owner.rows('bookings')).find((b) => b.customerName === 'Sam Tester')
  await expect.poll(booking).toMatchObject({ status: 'booked', startsAt: Date.parse('2099-06-02T13:30:00Z') })
})

test('caps, quiet hours and closed days', async ({ console: { page }, stack }) => {
  const owner = await stack.as('owner')
  await goTo(page, 'Caps and quiet hours')
  const hourly = page.getByRole('spinbutton', { name: 'Hourly cap' })
  await hourly.fill('0')
  await expect(page.getByRole('alert').filter({ hasText: 'From 1 to 1,000' })).toBeVisible()
  await hourly.fill('12')
  await hourly.press('Enter')
  await page.getByRole('button', { name: 'Add hours' }).click()
  const quiet = region(page, 'Quiet hours')
  await quiet.getByRole('textbox', { name: 'From' }).fill('21:00')
  await quiet.getByRole('button', { name: 'Save' }).click()
  await expect(quiet.getByRole('button', { name: 'Save' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Add a day' }).click()
  const day = page.getByRole('form', { name: 'New closed day' })
  await day.getByLabel('Name').fill('Refit')
  await day.getByLabel('Date').fill('2099-03-02')
  await day.getByRole('radio', { name: 'Other hours' }).click()
  await day.getByLabel('Closes').fill('08:00')
  await expect(day).toContainText('ends before it begins')
  await day.getByLabel('Closes').fill('12:00')
  await day.getByRole('button', { name: 'Save' }).click()
  await expect(day).toHaveCount(0)
  await expect
    .poll(async () => (await owner.rows('venue'))[0])
    .toMatchObject({ caps: { hourly: 12 }, quiet: [{ from: '21:00', to: '08:00' }] })
  await expect
    .poll(async () => (await owner.rows('closures')).find((c) => c.name === 'Refit'))
    .toMatchObject({ opens: 540, closes: 720 })
})

test('number and venue: rules in words, a live check, the rest', async ({ console: { page }, stack }) => {
  const owner = await stack.as('owner')
  await goTo(page, 'Number and venue')
  const number = region(page, 'Sending number')
  await number.getByLabel('Number').fill('+1 212 555 0100')
  await number.getByRole('button', { name: 'Save' }).click()
  await expect(number.getByRole('alert')).toContainText('must be Australian or British')
  await number.getByRole('button', { name: 'Cancel' }).click()
  await number.getByRole('button', { name: 'Check now' }).click()
  await expect(number.getByRole('status')).toContainText('takes the texts')

  const venue = region(page, 'Venue')
  await venue.getByLabel('Booking link').fill('http://book.example')
  await expect(venue).toContainText('begins with https://')
  await venue.getByLabel('Booking link').fill('https://book.example/new')
  await venue.getByRole('button', { name: 'Save' }).click()
  await expect(venue.getByRole('button', { name: 'Save' })).toHaveCount(0)
  await page.getByRole('switch', { name: 'Front desk may pull the kill switch' }).click()
  await expect
    .poll(async () => (await owner.rows('venue'))[0])
    .toMatchObject({
      number: '+447700900100',
      bookingLink: 'https://book.example/new',
      killSwitch: { staffMay: false },
    })
})

test('trying a text: the reply, its gates, and three an hour in words', async ({ console: { page } }) => {
  await goTo(page, 'Auto-send')
  await page.getByRole('button', { name: 'A price' }).click()
  const became = page.getByRole('status', { name: 'What became of it' })
  await expect(became).toContainText(/£\d/)
  await expect(became).toContainText('Auto-send is switched on for the venue')
  await page.getByRole('textbox', { name: 'Or a text of your own' }).fill('Are you open on Saturday?')
  await page.keyboard.press('Enter')
  await expect(became).toContainText('Are you open on Saturday?')
  await page.getByRole('button', { name: 'A greeting' }).click()
  await expect(became).toContainText(/no reply is needed|draft/i)
  await page.getByRole('button', { name: 'A greeting' }).click()
  await expect(region(page, 'Try it').getByRole('alert')).toContainText(/three previews an hour/i)
})

test('why an intent is locked, and more reviews asked for', async ({ console: { page }, stack }) => {
  const owner = await stack.as('owner')
  await goTo(page, 'Auto-send')
  await page.getByRole('button', { name: 'Why locked? Availability' }).click()
  const reviews = page.getByRole('spinbutton', { name: 'Reviews needed for Availability' })
  await reviews.fill('45')
  await reviews.press('Enter')
  await expect
    .poll(async () => (await owner.rows('policies')).find((p) => p.id === 'availability')?.training)
    .toMatchObject({ needed: 45 })
})

test('Sparks are topped up, and on Free the upgrade stands in the place of auto-send', async ({
  console: { page },
  stack,
}) => {
  const owner = await stack.as('owner')
  const before = Number((await owner.rows('venue'))[0]!.sparks)
  await goTo(page, 'Credits and plan')
  await page.getByLabel('Sparks to add').fill('250')
  await page.getByRole('button', { name: 'Top up' }).click()
  await expect(region(page, 'Sparks').getByRole('status')).toContainText('250 Sparks added')
  await expect.poll(async () => (await owner.rows('venue'))[0]!.sparks).toBe(before + 250)
  await page.getByRole('button', { name: 'Change to Free' }).click()
  await page.getByRole('button', { name: 'Change to Free now' }).click()
  await expect(region(page, 'Plan Free')).toContainText('Your plan')
  await page.getByRole('navigation').getByRole('button', { name: 'Auto-send', exact: true }).click()
  await page.getByRole('button', { name: 'See the plans' }).click()
  await page.getByRole('button', { name: 'Upgrade to Pro' }).click()
  await expect(region(page, 'Plan Pro')).toContainText('Your plan')
})

test('the audit log says who did what, and that it is whole', async ({ console: { page }, stack }) => {
  await (await stack.as('owner')).command('autosend.caps', { hourly: 33, daily: 100 })
  await goTo(page, 'Audit log')
  await expect(page.getByRole('status').filter({ hasText: 'The log is whole' })).toBeVisible()
  const row = region(page, 'Entries').getByRole('row').filter({ hasText: 'Caps' }).first()
  await expect(row).toContainText('Dana Whitlock')
  await expect(row).toContainText('→ 33')

  await page.getByRole('searchbox', { name: 'Search the log' }).fill('hourly 33')
  await expect(region(page, 'Entries').getByRole('row').filter({ hasText: 'Caps' })).toHaveCount(1)
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as CSV' }).click()
  const file = await (await saved).createReadStream()
  const lines = (await text(file)).trimEnd().split('\r\n')
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain('autosend.caps')
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('nothing like it')
  await expect(region(page, 'Entries')).toContainText('No entry fits what you ask for.')
})

test('a citation opens its entry, and a wrong text leads to the fact it rested on', async ({ console: c, stack }) => {
  const number = '+447700900184'
  const owner = await stack.as('owner')
  await stack.text(number, 'Is there parking?')
  await c.open(number)
  await c.page
    .getByRole('list', { name: 'Rests on' })
    .getByRole('button', { name: /parking/i })
    .click()
  await expect(c.page.getByRole('form', { name: 'Edit Parking' })).toBeVisible()
  await c.page.getByRole('button', { name: 'Back to inbox' }).click()
  await c.button('Approve & send').click()
  await expect.poll(async () => (await stack.received(number)).length).toBe(1)
  await c.open(number)
  await c.button('Report as wrong').click()
  const dialog = c.page.getByRole('dialog', { name: 'Report a wrong text' })
  await dialog.getByLabel('What was wrong').fill('The car park has closed')
  await dialog.getByLabel(/correction/i).fill('Sorry, the car park has closed for works.')
  await dialog.getByRole('button', { name: 'Report and draft a correction' }).click()
  await c.page
    .getByRole('dialog', { name: 'Reported' })
    .getByRole('button', { name: /open parking/i })
    .click()
  await expect(c.page.getByRole('form', { name: 'Edit Parking' })).toBeVisible()
  await expect.poll(async () => (await owner.rows('incidents')).length).toBe(1)
})

test('auto-send is switched on after its terms, and a reply that left by itself is called right', async ({
  console: c,
  stack,
}) => {
  const number = '+447700900185'
  const owner = await stack.as('owner')
  await owner.command('autosend.quiet_hours', { windows: [] })
  await owner.command('venue.timing', { holdSeconds: 0 })
  await goTo(c.page, 'Auto-send')
  await c.page.getByRole('button', { name: 'Automate ready replies' }).click()
  const plan = c.page.getByRole('dialog', { name: 'Automate ready replies?' })
  await expect(plan.getByRole('button', { name: 'Automate them' })).toBeDisabled()
  await plan.getByRole('checkbox').check()
  await plan.getByRole('button', { name: 'Automate them' }).click()
  await expect(plan).toHaveCount(0)
  await expect.poll(async () => (await owner.rows('policies')).find((p) => p.id === 'hours')?.mode).toBe('auto')
  await c.page.getByRole('button', { name: 'Back to inbox' }).click()
  await stack.text(number, 'What time do you open on Saturday?')
  await expect.poll(async () => (await stack.received(number)).length).toBe(1)
  await c.open(number)
  await c.thread.getByRole('button', { name: 'Yes', exact: true }).click()
  await expect(c.thread).toContainText('Correct, said you')
  await owner.command('autosend.master', { on: false })
})

test('without the server the settings can be read, and say so', async ({ console: { page }, stack }) => {
  await goTo(page, 'Services and prices')
  await stack.stopServer()
  await expect(page.getByText('Settings can be changed only while the server can be reached')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add a service' })).toBeDisabled()
  await expect(region(page, 'Service list')).toContainText('Balayage')
  await stack.startServer()
  await expect(page.getByRole('button', { name: 'Add a service' })).toBeEnabled({ timeout: 15_000 })
})
