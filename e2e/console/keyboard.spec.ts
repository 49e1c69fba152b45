/** The review loop by keyboard alone: where the focus is, what has it, and what a screen reader is told of each act. */
import type { Locator, Page } from '@playwright/test'
import { Console, expect, signIn, test } from './fixture.ts'

const NUMBERS = ['+447700900130', '+447700900131', '+447700900132', '+447700900133'] as const

const announced = (c: Console): Locator => c.page.getByRole('status', { name: 'Announcements' })

/** The list has the focus, and tells which option is the chosen one. */
async function listHasFocus(c: Console): Promise<Locator> {
  await expect(c.list).toBeFocused()
  const chosen = c.list.locator('[role=option][aria-selected=true]')
  await expect(chosen).toHaveCount(1)
  await expect(c.list).toHaveAttribute('aria-activedescendant', (await chosen.getAttribute('id'))!)
  return chosen
}

/** A dialog has opened, has a name, and has the focus within it. */
async function dialogHasFocus(page: Page, name: string | RegExp): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name })
  await expect(dialog).toBeVisible()
  await expect(dialog.locator(':focus').or(page.locator('[role=dialog]:focus'))).toHaveCount(1)
  return dialog
}

/** Finds a customer's thread with keys: search, then down into the list. */
async function find(c: Console, number: string): Promise<void> {
  await c.key('Escape')
  await c.key('/')
  const search = c.page.getByRole('searchbox', { name: 'Search' })
  await expect(search).toBeFocused()
  await c.page.keyboard.type(number.slice(-6))
  await expect(c.list.getByRole('option')).toHaveCount(1)
  await expect(c.list.getByRole('option')).toContainText(number.slice(-6))
  await c.key('Enter')
  await expect(await listHasFocus(c)).toContainText(number.slice(-6))
  await expect(c.button('Approve & send')).toBeVisible()
}

async function signInByKeyboard(page: Page, desk: string): Promise<Console> {
  await page.goto(desk)
  await expect(page.getByRole('textbox', { name: 'Email' })).toBeFocused()
  await page.keyboard.type('owner@demo.test')
  await page.keyboard.press('Tab')
  await expect(page.getByLabel('Password')).toBeFocused()
  await page.keyboard.type('greenlight')
  await page.keyboard.press('Enter')
  const c = new Console(page)
  await expect(c.list.locator('[role=option][aria-selected=true]')).toHaveCount(1)
  return c
}

test('the review loop: find, read why, edit, approve, undo, reject, hand off, snooze', async ({ page, stack }) => {
  for (const number of NUMBERS) await stack.text(number, 'How much is a trim?')
  await (await stack.as('owner')).command('venue.timing', { undoSeconds: 30 })
  const c = await signInByKeyboard(page, stack.desk)

  // Moving: the list takes the focus, and says which one it is on, as one of how many.
  await c.key('j')
  const second = await listHasFocus(c)
  await expect(second).toHaveAttribute('aria-posinset', '2')
  await c.key('k')
  await expect(await listHasFocus(c)).toHaveAttribute('aria-posinset', '1')
  await c.key('ArrowDown')
  await expect(second).toHaveAttribute('aria-selected', 'true')

  await find(c, NUMBERS[0])
  await c.key('w')
  await dialogHasFocus(page, /./)
  await c.key('Escape')
  await listHasFocus(c)

  await c.key('e')
  const editor = page.getByRole('textbox', { name: 'Edit the draft' })
  await expect(editor).toBeFocused()
  await page.keyboard.type(' See you!')
  await c.key('Escape')
  await listHasFocus(c)
  await c.key('e')
  await expect(editor).toHaveValue(/ See you!$/)
  await c.key('ControlOrMeta+Enter')
  await expect(announced(c)).toContainText(/^To .*It leaves in \d+ seconds\. U takes it back\./)
  await c.key('u')
  await expect(announced(c)).toContainText('Taken back. The draft is open for editing.')
  await expect(editor).toBeFocused()
  await expect(editor).toHaveValue(/ See you!$/)
  await expect(c.reply).toHaveValue('')
  await c.key('Escape')

  await find(c, NUMBERS[1])
  await c.key('a')
  await expect(announced(c)).toContainText(/It leaves in \d+ seconds/)
  await find(c, NUMBERS[2])
  await c.key('r')
  await dialogHasFocus(page, 'Why reject it?')
  await c.key('3')
  await expect(announced(c)).toContainText('Rejected.')

  await find(c, NUMBERS[3])
  await c.key('h')
  const handOff = await dialogHasFocus(page, /^Hand off/)
  await expect(handOff.getByRole('radio', { checked: true })).toHaveAccessibleName('Call')
  await c.key('Tab')
  await expect(handOff.getByRole('textbox', { name: /Note/ })).toBeFocused()
  await page.keyboard.type('Asks for Ana')
  // From wherever one is in it.
  await c.key('Shift+Tab')
  await c.key('ControlOrMeta+Enter')
  await expect(announced(c)).toContainText('Handed off.')
  await expect(c.button('Resume')).toBeVisible()

  await c.key('s')
  await dialogHasFocus(page, 'Snooze')
  // By arrows, by number, and to a time of one's own by number too.
  await c.key('ArrowDown')
  await expect(page.getByRole('button', { name: /^In three hours/ })).toBeFocused()
  // On a Sunday there is no Monday to choose: tomorrow is.
  const choices = await page.getByRole('group', { name: 'Until when' }).getByRole('button').count()
  await c.key(String(choices + 1))
  const field = page.getByRole('textbox', { name: 'Another time' })
  await expect(field).toBeFocused()
  await page.getByRole('button', { name: /^In an hour/ }).focus()
  // In words, from wherever one is in it; what is understood is said before it is taken.
  await page.keyboard.type('when she calls')
  await expect(field).toHaveValue('when she calls')
  await expect(field).toHaveAccessibleDescription(/^No time yet/)
  await c.key('Enter')
  await field.fill('yesterday')
  await expect(field).toHaveAccessibleDescription(/^That has passed: \w{3} \d+ \w{3}/)
  await c.key('Enter')
  await dialogHasFocus(page, 'Snooze')
  await field.fill('1 july 3pm')
  await expect(field).toHaveAccessibleDescription(/^Until \w{3} 1 Jul(?: \d{4})?, 15:00$/)
  await c.key('Enter')
  await expect(announced(c)).toContainText('Snoozed.')
  const until = async () => {
    const rows = await (await stack.as('owner')).rows('conversations')
    return rows.find((row) => row.customerNumber === NUMBERS[3])?.snoozedUntil
  }
  // Three in the afternoon in London, whose summer is an hour ahead.
  await expect.poll(async () => new Date(Number(await until())).toISOString()).toMatch(/-07-01T14:00:00\.000Z$/)

  await c.key('?')
  await dialogHasFocus(page, /keys/i)
  await c.key('Escape')
  await c.key('ControlOrMeta+k')
  await dialogHasFocus(page, 'Command palette')
  await expect(page.getByRole('combobox', { name: 'Command palette' })).toBeFocused()
  await page.keyboard.type('snoozed')
  await c.key('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Snoozed' })).toBeVisible()
  await (await stack.as('owner')).command('venue.timing', { undoSeconds: 2 })
})

test('a sentence that is dismissed gives the focus back', async ({ console: c }) => {
  await c.list.focus()
  await c.key('u')
  await expect(c.page.getByRole('alert')).toContainText('There is nothing to undo.')
  await c.button('Dismiss').click()
  await expect(c.page.getByRole('alert')).toHaveText('')
  await expect(c.list).toBeFocused()
})

test('approved in a row: the next one has the list’s focus each time', async ({ console: c }) => {
  await expect(c.list).toHaveAttribute('aria-activedescendant', /./)
  // A complaint is not done by closing it: why it stays, and the key that ends that, stand above it.
  await expect(c.page.getByRole('region', { name: 'Escalation' })).toBeVisible()
  const complaint = (await c.list.getAttribute('aria-activedescendant'))!
  await c.key('d')
  await expect(announced(c)).toContainText('It stays in Needs you')
  await expect(c.thread.getByText('it stays in Needs you until')).toBeVisible()
  await expect(c.list).toHaveAttribute('aria-activedescendant', complaint)
  await c.key('t')
  await expect(c.list).not.toHaveAttribute('aria-activedescendant', complaint)
  await expect(c.page.locator(`#${complaint}`)).toHaveCount(0)
  // Where nothing has to be decided, or everything is shown, one is at the next.
  await c.key('g')
  await c.key('e')
  await expect(c.page.getByRole('heading', { level: 1, name: 'Everything' })).toBeVisible()
  await expect(c.list.getByRole('option').first()).toHaveAttribute('aria-setsize', /\d{3}/)
  await c.key('j')
  for (let n = 0; n < 4; n++) {
    const chosen = await listHasFocus(c)
    // Nothing is done to what is not seen yet.
    await expect(c.thread.getByRole('button', { name: 'Done', exact: true })).toBeVisible()
    const id = await chosen.getAttribute('id')
    await c.key('d')
    await expect(announced(c)).toContainText('Done: closed.')
    await expect(c.list).not.toHaveAttribute('aria-activedescendant', id!)
  }
  await c.key('g')
  await c.key('i')
  await expect(c.page.getByRole('heading', { level: 1, name: 'Needs you' })).toBeVisible()
  await expect(c.list).toHaveAttribute('aria-activedescendant', /./)
  // From the button itself, too, which goes away with its draft.
  const approve = c.button('Approve & send')
  for (let n = 0; n < 20 && !(await approve.isEnabled({ timeout: 500 }).catch(() => false)); n++) await c.key('j')
  await approve.focus()
  await c.key('Enter')
  await expect(announced(c)).toContainText(/It leaves in/)
  await listHasFocus(c)
})

test('offline is told, and what waits; a stop is told as it stands', async ({ console: c, stack }) => {
  const { page } = c
  const number = '+447700900134'
  await stack.text(number, 'How much is a trim?')
  await find(c, number)
  // That it has been read is not what waits.
  const owner = await stack.as('owner')
  const found = async () => (await owner.rows('conversations')).find((one) => one.customerNumber === number)
  await expect.poll(found).toMatchObject({ unread: false })
  await stack.stopServer()
  await expect(c.connection).toContainText(/offline/i)
  await c.key('a')
  await expect(announced(c)).toContainText('It waits for the server')
  await expect(c.connection).toContainText('1')
  await c.key('ControlOrMeta+Shift+x')
  await expect(
    page
      .getByRole('alert')
      .filter({ hasText: /not stopped/i })
      .first(),
  ).toBeVisible()
  await expect(c.killSwitch).toHaveAttribute('aria-checked', 'false')
  await stack.startServer()
  await expect(c.killSwitch).toHaveAttribute('aria-checked', 'true')
  await expect(c.killSwitch).toHaveAccessibleDescription(/stopped/i)
  await expect(c.connection).toContainText(/in step/i)
  await owner.command('killswitch.release', {})
})

test('a colleague was faster: told at once, by whom and what', async ({ page, stack }) => {
  const number = '+447700900135'
  await stack.text(number, 'How much is a trim?')
  let holding = false
  await page.routeWebSocket(/\/desk(\?|$)/, (socket) => {
    const desk = socket.connectToServer()
    socket.onMessage((message) => desk.send(message))
    desk.onMessage((message) => {
      if (!(holding && String(message).includes('"m":"changed"'))) socket.send(message)
    })
  })
  await signIn(page, stack, 'owner')
  const c = new Console(page)
  await find(c, number)
  holding = true
  const staff = await stack.as('staff')
  const draft = (await staff.rows('drafts')).findLast((d) => d.state === 'pending')
  const answer = await staff.command('draft.reject', { draftId: draft!.id, reason: 'other' })
  expect(answer.status).toBe('done')
  await c.key('a')
  holding = false
  await stack.text('+447700900136', 'Hello')
  await expect(announced(c)).toContainText(/was not carried out: .+ rejected it\./)
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText(/rejected it/)
})

test('keys are one’s own to set: shown where they act, clashes refused; none acts while one writes or composes', async ({
  page,
  stack,
}) => {
  const c = await signInByKeyboard(page, stack.desk)
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('navigation', { name: 'Settings' }).getByText('Keyboard', { exact: true }).click()
  const done = page.getByRole('listitem', { name: 'Done: close the conversation' })
  const add = async (key: string) => {
    await done.getByRole('button', { name: /^Add a key/ }).click()
    await expect(done.getByRole('button', { name: /^Press the new key/ })).toBeFocused()
    await c.key(key)
  }
  await add('a')
  await expect(done.getByRole('alert')).toHaveText('It is taken: Approve & send.')
  await add('y')
  await expect(done.getByRole('button', { name: /^Remove y/ })).toBeVisible()
  await done.getByRole('button', { name: /^Remove d/ }).click()
  await expect(done.getByRole('button', { name: /^Remove d/ })).toHaveCount(0)
  await page.getByRole('button', { name: /^Back to inbox/ }).click()
  await expect(c.thread.getByRole('button', { name: 'Done' })).toHaveAttribute('aria-keyshortcuts', 'y')

  const id = await (await listHasFocusAfter(c, 'j')).getAttribute('id')
  // An input method's keys are its own, the one that ends it (229) too; and what is typed is text.
  await c.list.evaluate((list) => {
    for (const how of [{ isComposing: true }, { keyCode: 229 }])
      list.dispatchEvent(new KeyboardEvent('keydown', { key: 'y', bubbles: true, ...how }))
  })
  await c.key('d')
  await c.reply.focus()
  await page.keyboard.type('yay')
  await expect(c.reply).toHaveValue('yay')
  await expect(c.list).toHaveAttribute('aria-activedescendant', id!)
  await c.reply.fill('')
  await c.list.focus()
  await c.key('y')
  await expect(announced(c)).toContainText('Done: closed.')
  await expect(c.thread.getByRole('button', { name: 'Open again' })).toBeVisible()

  // What was set is undone in one go.
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('navigation', { name: 'Settings' }).getByText('Keyboard', { exact: true }).click()
  await page.getByRole('button', { name: 'Reset all' }).click()
  await expect(done.getByRole('button', { name: /^Remove d/ })).toBeVisible()
})

test('what is typed right behind a key that opens a field goes there, however late the machine draws', async ({
  page,
  stack,
}) => {
  const c = await signInByKeyboard(page, stack.desk)
  const number = '+447700900189'
  await stack.text(number, 'How much is a trim?')
  await find(c, number)
  // What is opened by a key is read beforehand.
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => /palette/.test(name)))
  // No frame comes any more: whoever types on would have approved, rejected or snoozed by now.
  await page.evaluate(() => {
    window.requestAnimationFrame = () => 0
  })
  const fields = {
    '/': page.getByRole('searchbox', { name: 'Search' }),
    c: c.reply,
    e: page.getByRole('textbox', { name: 'Edit the draft' }),
    'ControlOrMeta+k': page.getByRole('combobox', { name: 'Command palette' }),
  }
  for (const [key, field] of Object.entries(fields)) {
    await c.list.focus()
    await c.key(key)
    await page.keyboard.type('arson')
    await expect(field, key).toHaveValue(/arson$/)
    await field.fill('')
    await c.key('Escape')
  }
  const owner = await stack.as('owner')
  const { id } = (await owner.rows('conversations')).find((one) => one.customerNumber === number)!
  const drafts = (await owner.rows('drafts')).filter((one) => one.conversationId === id)
  expect(drafts.map((one) => one.state)).toEqual(['pending'])
})

test('the palette finds actions, people, texts and single settings, the recent ones first, without a server too', async ({
  page,
  stack,
}) => {
  const c = await signInByKeyboard(page, stack.desk)
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  const chosen = palette.getByRole('option', { selected: true })
  const ask = async (typed: string) => {
    await c.key('ControlOrMeta+k')
    await expect(page.getByRole('combobox', { name: 'Command palette' })).toBeFocused()
    await page.keyboard.type(typed)
  }
  await ask('hrly cap')
  await expect(chosen).toContainText('Hourly cap')
  await c.key('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Caps and quiet hours' })).toBeVisible()
  await expect(page.getByRole('spinbutton', { name: 'Hourly cap' })).toBeFocused()

  await stack.stopServer()
  await ask('hannah whitc')
  await expect(chosen).toContainText('Hannah Whitcombe')
  await c.key('Enter')
  await expect(c.thread.getByRole('heading', { name: 'Hannah Whitcombe' })).toBeVisible()
  await ask('')
  await expect(palette.getByRole('group', { name: 'Recent' }).getByRole('option').first()).toContainText('Hourly cap')
  await ask('colour has gone green')
  await expect(palette.getByRole('group', { name: 'People and conversations' })).toContainText('Charlotte Osborne')
  await c.key('Escape')
  await stack.startServer()
})

async function listHasFocusAfter(c: Console, key: string): Promise<Locator> {
  await c.list.focus()
  await c.key(key)
  return listHasFocus(c)
}
