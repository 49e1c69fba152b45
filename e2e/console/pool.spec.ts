/** The pool's list in a browser: filter, save the view, mark, act on many, undo, search; online and offline. */
import type { Locator } from '@playwright/test'
import type { Api, Row, Stack } from '../stack.ts'
import { type Console, expect, test } from './fixture.ts'

const conversations = async (api: Api): Promise<Row[]> =>
  (await api.rows('conversations')).filter((row) => row.mergedInto === null)
/** Every conversation as it is, without what every write changes and what looking at it changes. */
const asTheyAre = async (api: Api) =>
  new Map((await api.rows('conversations')).map(({ seq: _, unread: __, ...row }) => [row.id, row]))

const total = (c: Console): Locator => c.page.getByRole('region', { name: 'Inbox' }).locator('h1 + span')
const shows = (c: Console, n: number) => expect(total(c)).toHaveText(n.toLocaleString('en-GB'))
const marked = (c: Console) => c.page.getByRole('toolbar', { name: 'Marked conversations' })
const change = (c: Console) => c.page.getByRole('region', { name: 'Change of many' })
const rail = (c: Console) => c.page.getByRole('navigation', { name: 'Views' })

const go = (c: Console, second: string): Promise<void> => c.keys('g', second)

async function filterBy(c: Console, typed: string): Promise<void> {
  const menu = c.page.getByRole('dialog', { name: 'Filter' })
  await c.key('f')
  await expect(menu.getByPlaceholder('Filter by…')).toBeFocused()
  await c.page.keyboard.type(typed)
  await c.key('Enter')
  await c.key('Escape')
  await expect(menu).toBeHidden()
}

const owner = (stack: Stack) => stack.as('owner')

test('one key to filter, chips to take away, all of them combined; an empty list says why', async ({
  console: c,
  stack,
}) => {
  const all = await conversations(await owner(stack))
  await go(c, 'e')
  await shows(c, all.length)
  await filterBy(c, 'snoozed')
  const snoozed = all.filter((row) => row.state === 'snoozed')
  await shows(c, snoozed.length)
  expect(snoozed.length).toBeGreaterThan(0)
  for (const row of snoozed)
    await expect(c.list).toContainText(String(row.customerName ?? row.customerNumber).slice(0, 8))
  await filterBy(c, 'nobody')
  await shows(c, snoozed.filter((row) => row.assigneeId === null).length)
  await filterBy(c, 'complaint')
  await expect(c.page.getByText('No matches')).toBeVisible()
  await c.button('Remove State: Snoozed').click()
  await expect(c.list.getByRole('option').first()).toBeVisible()
  await c.key('Shift+F')
  await shows(c, all.length)
  await expect(c.page.getByRole('group', { name: 'Filter' })).toBeHidden()
  await filterBy(c, 'snoozed')
  await filterBy(c, 'risk')
  await c.button('Clear filter').click()
  await shows(c, all.length)
})

test('longest waiting or newest, and it is remembered', async ({ console: c }) => {
  const first = () => c.list.getByRole('option').first().getAttribute('id')
  const waiting = await first()
  await c.key('o')
  await expect(c.button('Order: Newest')).toBeVisible()
  await expect.poll(first).not.toBe(waiting)
  await c.page.reload()
  await expect(c.button('Order: Newest')).toBeVisible()
  await c.button('Order: Newest').click()
  await expect.poll(first).toBe(waiting)
})

test('a view is saved for oneself or for everybody, counted, gone to by key, renamed, removed; a broken one is harmless', async ({
  console: c,
  seat,
  stack,
}) => {
  await filterBy(c, 'nobody')
  // Empty while the list is being fetched.
  await expect(total(c)).toHaveText(/^\d+$/)
  const found = Number(await total(c).textContent())
  await c.key('v')
  await c.page.getByRole('textbox', { name: 'Name' }).fill('Nobody has it')
  await c.button('Save').click()
  await expect(rail(c).getByRole('button', { name: /^Nobody has it/ })).toHaveText(new RegExp(`${found}$`))
  await go(c, 'd')
  await expect(total(c)).not.toHaveText(String(found))
  await go(c, '1')
  await expect(c.page.getByRole('heading', { name: 'Nobody has it' })).toBeVisible()
  await shows(c, found)

  const api = await owner(stack)
  const query = { view: 'everything', filter: { agent: ['agent_that_left'] }, order: 'newest' }
  expect(await api.command('view.save', { name: 'Old agent', query, shared: true })).toMatchObject({ status: 'done' })
  const broken = rail(c).getByRole('button', { name: /^Old agent \(broken\)/ })
  await broken.click()
  await expect(c.page.getByRole('alert')).toContainText('no longer there')
  await shows(c, found)

  // Somebody else sees what is for everybody, and may not change it.
  const { page: other } = await seat('staff')
  const theirs = other.getByRole('navigation', { name: 'Views' })
  await expect(theirs.getByRole('button', { name: /^Old agent/ })).toBeVisible()
  await expect(theirs.getByRole('button', { name: /^Nobody has it/ })).toBeHidden()
  await expect(theirs.getByRole('button', { name: 'Change the view Old agent' })).toBeHidden()

  await rail(c).getByRole('button', { name: 'Change the view Nobody has it' }).click()
  await c.button('Share with everybody').click()
  await expect(theirs.getByRole('button', { name: /^Nobody has it/ })).toBeVisible()
  await rail(c).getByRole('button', { name: 'Change the view Nobody has it' }).click()
  await c.button('Rename').click()
  await c.page.getByRole('textbox', { name: 'Name' }).fill('Up for grabs')
  await c.button('Save').click()
  await expect(theirs.getByRole('button', { name: /^Up for grabs/ })).toBeVisible()
  for (const name of ['Up for grabs', 'Old agent']) {
    await rail(c)
      .getByRole('button', { name: `Change the view ${name}` })
      .click()
    await c.button('Remove').click()
    await expect(theirs.getByRole('button', { name: new RegExp(`^${name}`) })).toBeHidden()
  }
})

test('a stretch is marked by mouse or keys, changed at once, and undone to what each was', async ({
  console: c,
  stack,
}) => {
  const api = await owner(stack)
  const before = await asTheyAre(api)
  await go(c, 'e')
  const options = c.list.getByRole('option')
  await options.nth(0).click()
  await options.nth(4).click({ modifiers: ['Shift'] })
  await expect(marked(c)).toContainText('5 marked')
  await c.key('Shift+J')
  await expect(marked(c)).toContainText('2 marked')
  await options.nth(3).click({ modifiers: ['ControlOrMeta'] })
  await expect(marked(c)).toContainText('3 marked')
  await expect(options.nth(3)).toHaveAttribute('aria-checked', 'true')
  await expect(c.list.locator('[role=option][aria-selected=true]')).toHaveCount(1)
  await c.key('x')
  await expect(marked(c)).toContainText('2 marked')
  await c.key('i')
  await expect(c.page.getByRole('dialog', { name: 'Assign to' })).toContainText('2 marked conversations')
  await c.key('1')
  await expect(change(c)).toContainText('2 conversations assigned to Dana Whitlock')
  const mine = async () => (await conversations(api)).filter((row) => row.assigneeId === before.get(row.id)?.assigneeId)
  await expect.poll(async () => (await mine()).length).toBe(before.size - 2)
  await c.key('u')
  await expect(change(c)).toContainText('Undone')
  await expect.poll(() => asTheyAre(api)).toEqual(before)
})

test('everything that matches, loaded or not: one act, one undo', async ({ console: c, stack }) => {
  const api = await owner(stack)
  const before = await asTheyAre(api)
  const all = await conversations(api)
  await go(c, 'e')
  await shows(c, all.length)
  await c.key('*')
  await expect(marked(c)).toContainText(`${all.length} marked`)
  await c.key('ControlOrMeta+K')
  await expect(c.page.getByRole('combobox', { name: 'Command palette' })).toBeFocused()
  await c.page.keyboard.type('mark as read')
  await expect(c.page.getByRole('option', { name: /Mark as read/ })).toContainText(`${all.length} marked`)
  await c.key('Escape')
  await c.key('d')
  await expect(change(c)).toContainText(`${all.length} conversations done`)
  await expect.poll(async () => (await conversations(api)).every((row) => row.state === 'closed')).toBe(true)
  await change(c).getByRole('button', { name: 'Undo' }).click()
  await expect(change(c)).toContainText('Undone')
  await expect.poll(() => asTheyAre(api)).toEqual(before)
})

test('what cannot be changed any more is named with its reason; the others are changed', async ({
  console: c,
  stack,
}) => {
  const api = await owner(stack)
  const [first, second] = ['+447700900191', '+447700900192']
  for (const number of [first!, second!]) await stack.text(number, 'Is there parking nearby?')
  await go(c, 'e')
  const row = (number: string) => c.list.getByRole('option').filter({ hasText: number.slice(-6) })
  await row(first!).click({ modifiers: ['ControlOrMeta'] })
  await row(second!).click({ modifiers: ['ControlOrMeta'] })
  await expect(marked(c)).toContainText('2 marked')
  // The server is told of nothing until it is back: by then a colleague has merged one of them away.
  const id = async (number: string) => (await conversations(api)).find((one) => one.customerNumber === number)!.id
  const [from, into] = [await id(first!), await id(second!)]
  await stack.stopServer()
  await expect(c.connection).toContainText(/offline/i)
  await c.key('d')
  await expect(change(c)).toContainText('waits for the server')
  await expect(row(first!)).toContainText('1 action waiting for the server')
  await stack.stopDesk()
  await stack.startServer()
  expect(await (await owner(stack)).command('conversation.merge', { from, into })).toMatchObject({ status: 'done' })
  await stack.startDesk()
  await expect(change(c)).toContainText('1 could not be changed')
  await change(c).getByRole('button', { name: 'Show' }).click()
  await expect(c.page.getByRole('dialog', { name: 'Not changed' })).toContainText('part of another conversation')
  await c.key('Escape')
  await expect
    .poll(async () => (await (await owner(stack)).rows('conversations')).find((one) => one.id === into)?.state)
    .toBe('closed')
})

test('words, beginnings, phrases and fragments of numbers; the thread opens at the hit, however far back', async ({
  console: c,
  stack,
}) => {
  const api = await owner(stack)
  const number = '+447700900193'
  await stack.text(number, 'My dog chewed the xylophone, sorry')
  await expect.poll(async () => (await conversations(api)).some((row) => row.customerNumber === number)).toBe(true)
  const { id } = (await conversations(api)).find((row) => row.customerNumber === number)!
  await api.command('conversation.note', { id, text: 'Bring a second xylophone next time' })
  for (let n = 0; n < 130; n++) await api.command('conversation.note', { id, text: `Note number ${n}` })

  const box = c.page.getByRole('searchbox', { name: 'Search' })
  const options = c.list.getByRole('option')
  await c.key('/')
  for (const [typed, hit] of [
    ['xylo', 'xylophone'],
    ['"second xylophone"', 'second xylophone'],
    ['0193', '0193'],
    ['07700 900 193', '7700900193'],
  ] as const) {
    await box.fill(typed)
    await expect(options).toHaveCount(1)
    await expect(options.first().locator('mark')).toHaveText(hit)
  }
  await box.fill('xylophone')
  await expect(options.first().locator('mark')).toHaveText('xylophone')
  await box.press('Enter')
  const bar = c.page.getByRole('search', { name: 'Hits in this thread' })
  await expect(bar).toContainText('1 of 2')
  await expect(c.thread.getByText('Bring a second')).toBeInViewport()
  await expect(c.thread.getByRole('button', { name: 'Later messages' })).toBeAttached()
  await c.key('F3')
  await expect(bar).toContainText('2 of 2')
  await expect(c.thread.getByText('My dog chewed the')).toBeInViewport()
  await c.key('Shift+F3')
  await expect(bar).toContainText('1 of 2')

  // A search is narrowed like any list, and leaves with Escape.
  await c.page.keyboard.press('Escape')
  await filterBy(c, 'snoozed')
  await box.fill('xylophone')
  await expect(c.page.getByText('No matches')).toBeVisible()
  await c.button('Clear filter').click()
})

test('offline, everything is filtered and searched all the same', async ({ console: c, stack }) => {
  await stack.stopServer()
  await expect(c.connection).toContainText(/offline/i)
  await go(c, 'e')
  await filterBy(c, 'pricing')
  await expect(c.list.getByRole('option').first()).toBeVisible()
  await c.page.getByRole('searchbox', { name: 'Search' }).fill('balay')
  await expect(c.list.locator('mark').first()).toHaveText(/balayage/i)
  await stack.startServer()
  await expect(c.connection).toContainText(/in step/i)
})
