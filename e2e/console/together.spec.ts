/** Two people at two consoles, side by side: each sees what the other does, and nobody writes over what they have not seen. */
import type { Browser, Page } from '@playwright/test'
import type { Stack } from '../stack.ts'
import { nothingToFind } from './axe.ts'
import { Console, expect, signIn, test } from './fixture.ts'

/** Numbers that the demo leaves free. */
const number = (n: number) => `+44770090019${n}`

/** Theo's console, in a browser of its own. */
async function theo(browser: Browser, stack: Stack): Promise<Console> {
  const page = await (await browser.newContext()).newPage()
  await signIn(page, stack, 'staff')
  return new Console(page)
}

/** A page whose desk can be kept from telling it that something has changed: it is told of it once nothing is held any more. */
async function withSlowNews(page: Page): Promise<{ hold(on: boolean): void }> {
  let holding = false
  let tell = (_message: string | Buffer) => {}
  const held: (string | Buffer)[] = []
  await page.routeWebSocket(/\/desk(\?|$)/, (socket) => {
    const desk = socket.connectToServer()
    tell = (message) => socket.send(message)
    socket.onMessage((message) => desk.send(message))
    desk.onMessage((message) => {
      if (holding && String(message).includes('"m":"changed"')) held.push(message)
      else socket.send(message)
    })
  })
  return {
    hold: (on) => {
      holding = on
      if (!on) for (const message of held.splice(0)) tell(message)
    },
  }
}

const here = (c: Console) => c.page.getByRole('status', { name: 'Who else is here' })
const row = (c: Console, of: string) => c.list.getByRole('option').filter({ hasText: of.slice(-6) })
const stopped = (c: Console) => c.page.getByRole('alert').filter({ hasText: 'Not sent:' })

test('each sees where the other is: viewing, replying, gone', async ({ console: dana, stack, browser }) => {
  const other = await theo(browser, stack)
  await stack.text(number(1), 'Hello, is anybody there?')
  await dana.open(number(1))
  await expect(here(dana)).toBeEmpty()
  await other.open(number(1))
  await expect(here(dana)).toContainText('Theo is viewing')
  await expect(row(dana, number(1))).toContainText('Theo is viewing')
  await expect(here(other)).toContainText('Dana is viewing')
  await other.reply.fill('Yes, we')
  await expect(here(dana)).toContainText(/Theo is replying/)
  await expect(row(dana, number(1))).toContainText('Theo is replying')
  // Whoever is said to be there, what one does with the thread stays where it was: beside the details the head is short.
  for (const name of ['Hand off', 'Hide the details'])
    await expect(dana.thread.getByRole('button', { name })).toBeInViewport({ ratio: 1 })
  const pane = await dana.thread.evaluate((one) => [one.scrollWidth, one.clientWidth])
  expect(pane[0]).toBe(pane[1])
  await other.reply.fill('')
  await expect(here(dana)).toContainText('Theo is viewing')
  await other.page.context().close()
  await expect(here(dana)).toBeEmpty()

  const again = await theo(browser, stack)
  await again.open(number(1))
  await expect(here(dana)).toContainText('Theo is viewing')
  await stack.stopServer()
  await expect(here(dana)).toBeEmpty()
  await stack.startServer()
  await expect(here(dana)).toContainText('Theo is viewing')
  await again.page.context().close()
})

test('a send over what was not seen is stopped, the text stays, and both ways out work', async ({
  page,
  seat,
  stack,
}) => {
  const news = await withSlowNews(page)
  await signIn(page, stack, 'owner')
  const dana = new Console(page)
  const other = await seat('staff')
  await stack.text(number(2), 'Can I bring my dog?')
  await dana.open(number(2))
  await other.open(number(2))

  news.hold(true)
  await other.reply.fill('Of course, we love dogs.')
  await other.key('ControlOrMeta+Enter')
  // The first is whoever's text the server has first.
  const owner = await stack.as('owner')
  await expect
    .poll(async () => (await owner.rows('messages')).at(-1))
    .toMatchObject({ body: 'Of course, we love dogs.' })
  await dana.reply.fill('Sorry, no dogs.')
  await dana.key('ControlOrMeta+Enter')
  news.hold(false)
  await expect(stopped(dana)).toContainText(/Theo .*sent a reply/)
  await expect(stopped(dana)).toContainText('Of course, we love dogs.')
  await expect(dana.reply).toHaveValue('Sorry, no dogs.')
  await dana.button('Change it').click()
  await expect(stopped(dana)).toBeHidden()
  await dana.reply.fill('As Theo says!')
  await dana.key('ControlOrMeta+Enter')
  await expect
    .poll(async () => (await stack.received(number(2))).map((m) => m.body))
    .toEqual(['Of course, we love dogs.', 'As Theo says!'])

  // The same, over a text of the customer, sent all the same. What went before is read: no answer is on its way.
  await expect(dana.thread).toContainText(/As Theo says!.*delivered/s)
  news.hold(true)
  await stack.text(number(2), 'And a cat?')
  await expect(other.thread).toContainText('And a cat?')
  await dana.reply.fill('See you on Friday.')
  await dana.key('ControlOrMeta+Enter')
  news.hold(false)
  await expect(stopped(dana)).toContainText('And a cat?')
  await expect(dana.thread).toContainText('And a cat?')
  await dana.button('Send anyway').click()
  await expect(stopped(dana)).toBeHidden()
  await expect(dana.reply).toHaveValue('')
  await expect.poll(async () => (await stack.received(number(2))).at(-1)?.body).toBe('See you on Friday.')
})

test('a text written offline over a colleague’s reply comes back with it', async ({ console: dana, stack }) => {
  await stack.text(number(3), 'How much is a trim?')
  await dana.open(number(3))
  await expect(dana.button('Approve & send')).toBeVisible()
  const owner = await stack.as('owner')
  const conversation = (await owner.rows('conversations')).find((c) => c.customerNumber === number(3))!
  await stack.stopServer()
  await expect(dana.connection).toContainText(/offline/i)
  await dana.reply.fill('A trim is £35, love.')
  await dana.key('ControlOrMeta+Enter')
  await expect(dana.thread).toContainText('A trim is £35, love.')
  await stack.stopDesk()
  await stack.startServer()
  const staff = await stack.as('staff')
  const sent = await staff.command('message.send', { conversationId: conversation.id, text: 'It is £35.' })
  expect(sent).toMatchObject({ status: 'done' })
  await stack.startDesk()
  await expect(stopped(dana)).toContainText('It is £35.')
  await expect(stopped(dana)).toContainText('A trim is £35, love.')
  await expect.poll(async () => (await stack.received(number(3))).length).toBe(1)
})

test('two threads of one customer: merged and taken apart, seen on both consoles', async ({
  console: dana,
  seat,
  stack,
}) => {
  const other = await seat('staff')
  await stack.text(number(4), 'Hello, it is Sam')
  await stack.text(number(5), 'Sam again, on my work phone')
  await dana.open(number(4))
  await other.open(number(5))
  await dana.key('ControlOrMeta+k')
  await dana.page.getByRole('dialog', { name: 'Command palette' }).getByRole('combobox').fill('Merge')
  await dana.key('Enter')
  await dana.page.getByRole('combobox', { name: 'Find the other conversation' }).fill(number(5).slice(-6))
  const choices = dana.page.getByRole('listbox', { name: 'Conversations to merge with' })
  await expect(choices.getByRole('option')).toHaveCount(1)
  await nothingToFind(dana.page, 'merging', { colours: '[role=dialog]' })
  await dana.key('Enter')

  // One thread on both, with a line where they join; who had the other one open has this one open.
  for (const c of [dana, other]) {
    await expect(c.thread).toContainText('Hello, it is Sam')
    await expect(c.thread).toContainText('Sam again, on my work phone')
    await expect(c.thread).toContainText(/merged the thread of \+44 7700 900195 with this one/)
  }
  await expect(here(dana)).toContainText('Theo is viewing')
  await nothingToFind(dana.page, 'two threads merged', { part: 'main' })

  // A new text keeps its number, raises the thread, and is answered there.
  await stack.text(number(5), 'Do you have Saturday?')
  for (const c of [dana, other]) await expect(c.thread).toContainText('Do you have Saturday?')
  await other.reply.fill('We do, Sam.')
  await other.key('ControlOrMeta+Enter')
  await expect.poll(async () => (await stack.received(number(5))).map((m) => m.body)).toContain('We do, Sam.')
  expect(await stack.received(number(4))).toEqual([])

  await dana.key('Escape')
  await dana.key('u')
  await expect(dana.thread).not.toContainText('Sam again, on my work phone')
  await expect(other.thread).not.toContainText('Sam again, on my work phone')
  await other.open(number(5))
  await expect(other.thread).toContainText('Do you have Saturday?')
  await expect(other.thread).toContainText('We do, Sam.')
  await expect(other.thread).not.toContainText('Hello, it is Sam')
})

test('details changed by one are there for the other; who is late is told by whom', async ({
  console: dana,
  seat,
  stack,
}) => {
  const name = '🌸 Maximiliana Featherstonehaugh-Cholmondeley عائشة'
  const details = (c: Console) => c.page.getByRole('complementary', { name: 'Details' })
  await stack.text(number(6), 'Hello there')
  const other = await seat('staff')
  await dana.open(number(6))
  await other.open(number(6))
  await details(dana).getByRole('button', { name: 'Add a name' }).click()
  await details(dana).getByRole('textbox', { name: 'Name' }).fill(name)
  await dana.key('Enter')
  await expect(details(dana)).toContainText(name)
  await expect(other.thread.getByRole('heading', { name })).toBeVisible()
  await expect(row(other, 'iliana')).toHaveCount(1)

  await details(other).getByRole('button', { name: 'Add an email' }).click()
  await details(other).getByRole('textbox', { name: 'Email' }).fill('not an address')
  await other.key('Enter')
  await expect(details(other)).toContainText('That is no email address.')
  await details(other).getByRole('textbox', { name: 'Email' }).fill('max@example.com')
  await other.key('Enter')
  await expect(details(dana)).toContainText('max@example.com')

  // The same field, offline meanwhile.
  const owner = await stack.as('owner')
  const contact = (await owner.rows('contacts')).find((c) => c.number === number(6))!
  await stack.stopServer()
  await expect(dana.connection).toContainText(/offline/i)
  await details(dana)
    .getByRole('button', { name: /^Email: / })
    .click()
  await details(dana).getByRole('textbox', { name: 'Email' }).fill('mine@example.com')
  await dana.key('Enter')
  await expect(details(dana)).toContainText('mine@example.com')
  await stack.stopDesk()
  await stack.startServer()
  const staff = await stack.as('staff')
  const theirs = { contactId: contact.id, email: 'theirs@example.com' }
  expect(await staff.command('contact.edit', theirs)).toMatchObject({ status: 'done' })
  await stack.startDesk()
  const notices = dana.page.getByRole('region', { name: 'Notices' })
  // What was told before stands first, until somebody is done with it.
  const next = notices.getByRole('button', { name: 'The next notice' })
  await expect(async () => {
    if (await next.isEnabled({ timeout: 100 }).catch(() => false)) await next.click()
    await expect(notices).toContainText(/Theo .*changed the email/, { timeout: 500 })
  }).toPass({ timeout: 30_000 })
  await expect(details(dana)).toContainText('theirs@example.com')
})
