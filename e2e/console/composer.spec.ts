/** Writing to a customer: snippets and macros by keyboard, what was changed, words that are never lost, texts that fail. */
import type { Stack } from '../stack.ts'
import { Console, expect, signIn, test } from './fixture.ts'

const received = (stack: Stack, number: string) => async () => (await stack.received(number)).map((t) => t.body)

const conversationOf = async (stack: Stack, number: string) =>
  (await (await stack.as('owner')).rows('conversations')).find((r) => r.customerNumber === number)!

/** A thread without a draft in it: a bare thank-you needs no reply. */
async function quietThread(c: Console, stack: Stack, number: string): Promise<void> {
  await stack.text(number, 'Thanks!')
  await everywhere(c)
  await c.open(number)
  await expect(c.thread).toContainText('Thanks!')
}

/** Goes to the view of everything: what needs nobody is found there. */
async function everywhere(c: Console): Promise<void> {
  await expect(c.list).toBeVisible()
  await c.keys('g', 'e')
}

/** The same with a customer whose name is known. */
async function namedThread(c: Console, stack: Stack, number: string, name: string): Promise<void> {
  await quietThread(c, stack, number)
  const owner = await stack.as('owner')
  const { contactId } = await conversationOf(stack, number)
  expect(await owner.command('contact.edit', { contactId, name })).toMatchObject({ status: 'done' })
  await expect(c.thread).toContainText(name)
}

test('a snippet by keyboard alone: found as one types, filled in, and sent', async ({ console: c, stack }) => {
  const number = '+447700900170'
  await namedThread(c, stack, number, 'Hannah Whitcombe')
  await c.key('c')
  await expect(c.reply).toBeFocused()
  await c.page.keyboard.type('and/or 1/2 ')
  const list = c.page.getByRole('listbox', { name: 'Snippets and macros' })
  await expect(list).toBeHidden()
  await c.reply.fill('')
  await c.page.keyboard.type('/')
  await expect(list.getByRole('option')).toHaveCount(8)
  await c.page.keyboard.type('p')
  await expect(list.getByRole('option').first()).toHaveAttribute('aria-selected', 'true')
  await expect(c.reply).toHaveAttribute('aria-activedescendant', /.+/)
  await expect(c.reply).toHaveAttribute('aria-controls', (await list.getAttribute('id'))!)
  await expect(c.page.getByText(/matches\. Arrow keys choose/)).toBeAttached()
  await c.key('ArrowDown')
  await expect(list.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true')
  await c.key('ArrowUp')
  await c.key('Escape')
  await expect(list).toBeHidden()
  await expect(c.reply).toBeFocused()
  await expect(c.reply).toHaveValue('/p')
  await c.reply.fill('')
  await c.page.keyboard.type('/trim')
  await c.key('Tab')
  await expect(c.reply).toHaveValue('A trim is £35, Hannah. Would you like a time?')
  await c.key('ControlOrMeta+Enter')
  await expect.poll(received(stack, number)).toEqual(['A trim is £35, Hannah. Would you like a time?'])
})

test('a placeholder that cannot be filled in is shown, and nothing leaves until it is', async ({
  console: c,
  stack,
}) => {
  const number = '+447700900171'
  await quietThread(c, stack, number)
  await c.key('c')
  await c.page.keyboard.type('/late')
  await c.key('Enter')
  await expect(c.reply).toHaveValue('Thanks for letting us know, {name}. See you when you get here. Dana')
  await expect(c.page.getByRole('button', { name: '{name}' })).toBeVisible()
  await expect(c.button('Send')).toBeDisabled()
  await c.key('ControlOrMeta+Enter')
  await expect(c.reply).not.toHaveValue('')
  // The placeholder is selected: what one types takes its place.
  await c.page.keyboard.type('Sam')
  await expect(c.reply).toHaveValue('Thanks for letting us know, Sam. See you when you get here. Dana')
  await c.button('Send').click()
  await expect
    .poll(received(stack, number))
    .toEqual(['Thanks for letting us know, Sam. See you when you get here. Dana'])
})

test('an edit shows what was changed; left and come back to, it is still there; Esc keeps it, Cancel throws it away', async ({
  console: c,
  stack,
}) => {
  const number = '+447700900172'
  await stack.text(number, 'How much is a balayage?')
  await c.open(number)
  await expect(c.button('Approve & send')).toBeVisible()
  await c.key('e')
  const editor = c.page.getByRole('textbox', { name: 'Edit the draft' })
  const text = await editor.inputValue()
  await editor.fill(text.replace('£140', '£150'))
  const changes = c.page.getByRole('region', { name: 'What you changed' })
  await expect(changes.locator('del')).toContainText('£140')
  await expect(changes.locator('ins')).toContainText('£150')
  await c.key('Escape')
  await expect(c.thread).toContainText('You have begun to edit it')
  const owner = await stack.as('owner')
  await expect
    .poll(async () => (await owner.rows('typed')).map((t) => t.text))
    .toContainEqual(expect.stringContaining('£150'))
  await c.page.reload()
  await c.open(number)
  await expect(c.page.getByRole('region', { name: 'What you have changed so far' })).toContainText('£150')
  await c.button('Go on').click()
  await expect(editor).toHaveValue(text.replace('£140', '£150'))
  await c.button('Cancel').click()
  await expect(c.thread).not.toContainText('You have begun to edit it')
  await c.key('e')
  await expect(editor).toHaveValue(text)
  await editor.fill(text.replace('£140', '£145'))
  await c.page.getByRole('button', { name: 'Approve (edited)' }).click()
  await expect.poll(received(stack, number)).toEqual([expect.stringContaining('£145')])
})

test('a dear text is made plain by one key', async ({ console: c, stack }) => {
  const number = '+447700900173'
  await quietThread(c, stack, number)
  await c.reply.fill(`“Hello” – ${'see you soon '.repeat(6)}😊`)
  await expect(c.button('Make plain')).toBeVisible()
  await expect(c.thread).toContainText(/2 segments · 8p/)
  await c.key('ControlOrMeta+.')
  await expect(c.reply).toHaveValue(/^"Hello" - see/)
  await expect(c.thread).toContainText(/1 segment · 4p/)
  await expect(c.button('Make plain')).toBeHidden()
})

test('typed words are there after a reload, and on another console of the same person alone', async ({
  console: c,
  seat,
  stack,
  browser,
}) => {
  const number = '+447700900174'
  await quietThread(c, stack, number)
  await c.reply.fill('Half a thou')
  const elsewhere = await stack.anotherDesk()
  const page = await browser.newPage()
  await signIn(page, stack, 'owner', elsewhere)
  const other = new Console(page)
  await everywhere(other)
  await other.open(number)
  await expect(other.reply).toHaveValue('Half a thou')
  await c.page.reload()
  await everywhere(c)
  await c.open(number)
  await expect(c.reply).toHaveValue('Half a thou')
  await c.reply.press('End')
  await c.reply.pressSequentially('ght')
  await expect(other.reply).toHaveValue('Half a thought')

  const theirs = await seat('staff')
  await everywhere(theirs)
  await theirs.open(number)
  await expect(theirs.reply).toHaveValue('')

  // Without the server, typing goes on; what was typed elsewhere meanwhile is put aside, not lost.
  await stack.stopServer()
  await expect(c.connection).toContainText(/offline/i)
  await c.reply.fill('Typed while away')
  await stack.startServer()
  await expect(other.connection).toContainText(/in step/i)
  await expect(other.reply).toHaveValue('Typed while away')

  await c.reply.press('ControlOrMeta+Enter')
  await expect(other.reply).toHaveValue('')
  await expect.poll(received(stack, number)).toEqual(['Typed while away'])
  await page.close()
})

test('a note that is left half typed is there when one comes back to it, and gone once it is added', async ({
  console: c,
  stack,
}) => {
  await quietThread(c, stack, '+447700900175')
  const note = c.page.getByRole('textbox', { name: 'Note' })
  await c.key('n')
  await note.fill('Allergic to')
  await c.key('Escape')
  await expect(note).toBeHidden()
  await c.key('n')
  await expect(note).toHaveValue('Allergic to')
  await note.fill('Allergic to PPD')
  await c.key('ControlOrMeta+Enter')
  await expect(c.thread).toContainText('Allergic to PPD')
  await c.key('n')
  await expect(note).toHaveValue('')
})

test('a draft put into the composer leaves one’s own words aside, and gives them back', async ({
  console: c,
  stack,
}) => {
  const number = '+447700900175'
  await stack.text(number, 'How much is a trim?')
  await c.open(number)
  await expect(c.button('Apply')).toBeVisible()
  await c.reply.fill('My own words')
  await c.button('Apply').click()
  await expect(c.reply).toHaveValue(/£35/)
  await expect(c.thread).toContainText('My own words')
  await c.button('Use it').click()
  await expect(c.reply).toHaveValue('My own words')
  await c.button('Discard').click()
  await expect(c.button('Approve & send')).toBeHidden()
  await expect(c.reply).toHaveValue('My own words')
  expect(await received(stack, number)()).toEqual([])
})

test.describe('a text that fails', () => {
  test.afterEach(({ stack }) => stack.faults({}))

  async function fail(c: Console, stack: Stack, number: string, text: string): Promise<void> {
    await quietThread(c, stack, number)
    await stack.faults({ fail: 400 })
    await c.reply.fill(text)
    await c.reply.press('ControlOrMeta+Enter')
    await expect(c.thread).toContainText(/not sent: the provider refused it/i)
    await stack.faults({})
  }

  test('tried again: it arrives, once', async ({ console: c, stack }) => {
    const number = '+447700900176'
    await fail(c, stack, number, 'See you at three')
    await c.button('Try again').dblclick()
    await expect.poll(received(stack, number)).toEqual(['See you at three'])
    await expect(c.button('Try again')).toBeHidden()
    await expect(c.thread).toContainText(/sent again below/)
    await expect(c.page.getByRole('region', { name: 'Notices' })).toBeHidden()
    expect(await received(stack, number)()).toHaveLength(1)
  })

  test('edited: its words are back in the composer', async ({ console: c, stack }) => {
    const number = '+447700900177'
    await fail(c, stack, number, 'See you at four')
    await c.page.getByRole('group', { name: 'Not sent' }).getByRole('button', { name: 'Edit' }).click()
    await expect(c.reply).toHaveValue('See you at four')
    await expect(c.button('Try again')).toBeHidden()
    await c.reply.fill('See you at five')
    await c.reply.press('ControlOrMeta+Enter')
    await expect.poll(received(stack, number)).toEqual(['See you at five'])
  })

  test('discarded: nothing is sent, nothing needs anybody', async ({ console: c, stack }) => {
    const number = '+447700900178'
    await fail(c, stack, number, 'Never mind')
    await c.page.getByRole('group', { name: 'Not sent' }).getByRole('button', { name: 'Discard' }).click()
    await expect(c.button('Try again')).toBeHidden()
    await expect(c.thread).toContainText(/given up by a person/)
    await expect(c.list.getByRole('option').first()).not.toContainText('Failed')
    expect(await received(stack, number)()).toEqual([])
  })
})

test('a macro from its key: reply and steps in one go, and one undo takes all of it back', async ({
  console: c,
  stack,
}) => {
  const number = '+447700900179'
  await namedThread(c, stack, number, 'Rosa Field')
  const before = await conversationOf(stack, number)
  const owner = await stack.as('owner')
  await owner.command('venue.timing', { undoSeconds: 30 })
  await c.keys('m', 't')
  await expect.poll(async () => (await conversationOf(stack, number)).state).toBe('closed')
  await c.key('u')
  await expect.poll(async () => (await conversationOf(stack, number)).state).toBe('open')
  const after = await conversationOf(stack, number)
  expect(after).toMatchObject({ waitingSince: before.waitingSince, assigneeId: before.assigneeId })
  await expect(c.reply).toHaveValue('Thank you, Rosa! See you soon.')
  expect(await received(stack, number)()).toEqual([])

  await owner.command('venue.timing', { undoSeconds: 2 })
  // From the composer it waits for the send; its steps are said before.
  await c.reply.fill('')
  await c.page.keyboard.type('/thanks')
  await c.key('Enter')
  await expect(c.reply).toHaveValue('Thank you, Rosa! See you soon.')
  await expect(c.page.getByText(/when this is sent, close/)).toBeVisible()
  await c.key('ControlOrMeta+Enter')
  await expect.poll(received(stack, number)).toEqual(['Thank you, Rosa! See you soon.'])
  expect((await conversationOf(stack, number)).state).toBe('closed')
})

test('a macro without a reply, from the palette', async ({ console: c, stack }) => {
  const number = '+447700900180'
  await namedThread(c, stack, number, 'Ida Brook')
  await c.key('ControlOrMeta+k')
  await expect(c.page.getByRole('combobox', { name: 'Command palette' })).toBeFocused()
  await c.page.keyboard.type('I will call')
  await c.key('Enter')
  await expect.poll(async () => (await conversationOf(stack, number)).state).toBe('snoozed')
  await expect(c.thread).toContainText('Will call them back')
  await c.button('Undo').first().click()
  await expect.poll(async () => (await conversationOf(stack, number)).state).toBe('open')
  await expect(c.thread).not.toContainText('Will call them back')
  expect((await conversationOf(stack, number)).assigneeId).toBeNull()
})

test('front desk keeps snippets of their own, and reads everybody’s', async ({ seat, stack }) => {
  const { page } = await seat('staff')
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: 'Snippets and macros' }).click()
  await expect(page.getByRole('heading', { name: 'Snippets and macros' })).toBeVisible()
  await expect(page.getByText('Book online')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Edit Book online' })).toBeHidden()
  await expect(page.getByRole('button', { name: 'Auto-send', exact: true })).toBeHidden()
  await page.getByRole('button', { name: 'Add a snippet' }).click()
  await page.getByLabel('Name').fill('Mine')
  await page.getByLabel('Text').fill('Hi {nome}')
  await expect(page.getByText(/has \{nome\}, which nothing fills in/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  await page.getByLabel('Text').fill('Hi {name}, it is {me}.')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: 'Edit Mine' })).toBeVisible()
  const owner = await stack.as('owner')
  expect((await owner.rows('snippets')).map((s) => s.name)).not.toContain('Mine')
})

test('notifications: set by each person for themselves, on all of their consoles, and tried at once', async ({
  console: c,
  stack,
  browser,
}) => {
  await c.button('Settings').click()
  await c.button('Notifications').click()
  const draft = c.page.getByRole('switch', { name: 'A draft is ready', exact: true })
  await expect(draft).toBeChecked()
  await c.button('Try it: A draft is ready').click()
  await expect(c.page.getByRole('alert').filter({ hasText: 'Draft ready: Sam Hill' })).toBeVisible()
  await draft.click()
  await expect(draft).not.toBeChecked()
  await expect(c.page.getByRole('switch', { name: 'A draft is ready: sound' })).toBeDisabled()
  const texts = c.page.getByRole('switch', { name: 'Show who wrote, and what' })
  await texts.click()
  await expect(texts).not.toBeChecked()
  await c.button('Try it: A draft is ready').click()
  await expect(c.page.getByRole('alert').filter({ hasText: 'Open Greenlight to see it' })).toBeVisible()

  const page = await browser.newPage()
  await signIn(page, stack, 'owner', await stack.anotherDesk())
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: 'Notifications' }).click()
  await expect(page.getByRole('switch', { name: 'A draft is ready', exact: true })).not.toBeChecked()
  await page.close()
  const staff = await stack.as('staff')
  expect(await staff.rows('preferences')).toEqual([])
})
