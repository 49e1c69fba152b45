/** axe finds nothing on any view, thread, dialog or popover, in light and dark; the settings have a file of their own. */
import type { Overlay } from '../../renderer/state/ui.ts'
import type { Stack } from '../stack.ts'
import { nothingToFind } from './axe.ts'
import { Console, expect, namesOf, signIn, test } from './fixture.ts'

const DIALOG = '[role=dialog]'

/** A draft that waits, for what needs one. */
async function withDraft(c: Console, stack: Stack, number: string): Promise<void> {
  await stack.text(number, 'How much is a trim?')
  await c.open(number)
  await expect(c.button('Approve & send')).toBeVisible()
}

test.beforeEach(() => test.setTimeout(300_000))

test('signing in, every view, a search, what is empty', async ({ page, stack }) => {
  await page.goto(stack.desk)
  await page.getByLabel('Email').fill('owner@demo.test')
  await page.getByLabel('Password').fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText(/not right/i)
  await nothingToFind(page, 'sign-in')
  await signIn(page, stack, 'owner')
  const c = new Console(page)
  const views = page.getByRole('navigation', { name: 'Views' }).getByRole('button')
  for (const name of await namesOf(views)) {
    if (name.startsWith('Settings')) break
    await views.getByText(name, { exact: true }).click()
    await expect(c.thread).toBeVisible()
    // The rail is the same beside every list.
    await nothingToFind(page, `view ${name}`, { colours: name === 'Needs you' ? undefined : 'main' })
  }
  const search = page.getByRole('searchbox', { name: 'Search' })
  await search.fill('balayage')
  await expect(page.getByRole('heading', { name: 'Results' })).toBeVisible()
  await expect(c.list.getByRole('option').first()).toBeVisible()
  await nothingToFind(page, 'search')
  await search.fill('zzqx')
  await expect(page.getByText('No matches')).toBeVisible()
  await nothingToFind(page, 'search without a hit')
})

test('every dialog', async ({ console: c, stack }) => {
  const { page } = c
  await withDraft(c, stack, '+447700900140')
  for (const [kind, open] of Object.entries(DIALOGS)) {
    await open(c, stack)
    await expect(page.getByRole('dialog').first(), kind).toBeVisible()
    await nothingToFind(page, kind, { colours: DIALOG })
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog'), kind).toHaveCount(0)
  }
})

test('every kind of thread, what is edited, typed and marked in it, and the menus', async ({ console: c, stack }) => {
  const { page } = c
  // Complaint, risk, handed off, personal, a suggested opt-out, another language: the demo venue has one of each.
  for (let n = 0; n < 9; n++) {
    const name = await c.list.locator('[role=option][aria-selected=true]').getAttribute('id')
    await nothingToFind(page, `thread ${n}`, { part: 'main' })
    // Each text says whose it is, whichever side it stands on.
    const unsaid = page.getByRole('log', { name: 'Messages' }).locator('[class*=bubble], .self-start.border')
    for (const text of await unsaid.allTextContents()) expect(text).toMatch(/^\S.*: /s)
    await c.key('j')
    await expect(c.list).not.toHaveAttribute('aria-activedescendant', name!)
  }
  await page.getByRole('button', { name: 'Dana Whitlock' }).click()
  await expect(page.getByRole('dialog', { name: 'Signed in' })).toBeVisible()
  await nothingToFind(page, 'who is signed in', { colours: DIALOG })
  await c.key('Escape')

  await withDraft(c, stack, '+447700900141')
  await c.key('e')
  const editor = page.getByRole('textbox', { name: 'Edit the draft' })
  await editor.fill(`${await editor.inputValue()} “Bye” 😊`)
  await nothingToFind(page, 'a draft is edited', { part: 'main' })
  await c.key('Escape')
  await c.reply.fill('')
  await c.reply.pressSequentially('Own words /')
  await expect(page.getByRole('listbox', { name: 'Snippets and macros' })).toBeVisible()
  await nothingToFind(page, 'snippets and macros are offered', { part: 'main' })
  await c.key('Escape')
  await c.button('Apply').click()
  await expect(c.reply).toHaveValue(/£35/)
  await c.reply.fill('Hi {name}')
  await nothingToFind(page, 'a draft is applied, something is not filled in', { part: 'main' })
  await c.reply.fill('')
  await stack.stopServer()
  await expect(c.connection).toContainText(/offline/i)
  await nothingToFind(page, 'offline')
  await stack.startServer()
  await expect(c.connection).toContainText(/in step/i)
})

test('a small window, and letters twice as large: one pane at a time, nothing to scroll sideways, all of it by keyboard', async ({
  console: c,
  stack,
}) => {
  const { page } = c
  const spills = () =>
    page.evaluate(() => [document.scrollingElement!.scrollWidth, document.scrollingElement!.scrollHeight])
  await withDraft(c, stack, '+447700900142')
  await page.setViewportSize({ width: 1024, height: 640 })
  for (const what of [c.killSwitch, c.reply, c.button('Approve & send')])
    await expect(what).toBeInViewport({ ratio: 1 })
  await nothingToFind(page, 'narrow')
  // 200 % in a window of 1280 x 800: the thread alone, with its list and its details behind one key each.
  await page.setViewportSize({ width: 640, height: 400 })
  await c.key('Escape')
  await expect(c.list).toBeVisible()
  await expect(c.thread).toBeHidden()
  await expect(c.list).toBeFocused()
  await c.key('Enter')
  await expect(c.list).toBeHidden()
  // Wherever the focus is, unless a control has it.
  await c.key('Escape')
  await c.list.blur()
  await c.key('Enter')
  await expect(c.list).toBeHidden()
  // A draft that is not in sight is shown, not sent.
  await c.key('Escape')
  await expect(c.list).toBeVisible()
  await c.key('a')
  await expect(c.list).toBeHidden()
  await expect(c.button('Approve & send')).toBeVisible()
  await expect(c.reply).toBeInViewport({ ratio: 1 })
  await expect(c.killSwitch).toBeInViewport({ ratio: 1 })
  await nothingToFind(page, 'one pane: the thread')
  // The draft scrolls above what one writes in; the question about it is where it can be seen.
  await c.key('r')
  await expect(page.getByRole('dialog').getByRole('button').first()).toBeInViewport({ ratio: 1 })
  await c.key('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await c.key(']')
  await expect(page.getByRole('complementary', { name: 'Details' })).toBeVisible()
  await expect(c.thread).toBeHidden()
  expect(await spills()).toEqual([640, 400])
  await c.key('Escape')
  await expect(page.getByRole('complementary', { name: 'Details' })).toBeHidden()
  await c.thread.getByRole('button', { name: 'Back to the list' }).click()
  await expect(c.list).toBeVisible()
  await nothingToFind(page, 'one pane: the list')
  // In the folded rail too, a count stands beside its icon.
  const beside = await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: /^Needs you/ })
    .evaluate(
      (b) => b.lastElementChild!.getBoundingClientRect().left - b.firstElementChild!.getBoundingClientRect().right,
    )
  expect(beside).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('combobox', { name: 'Page' }).focus()
  await c.key('Enter')
  const insights = page.getByRole('option', { name: 'Insights' })
  await expect(insights).toBeVisible()
  await c.key('Home')
  await expect(insights).toBeFocused()
  await c.key('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Insights' })).toBeVisible()
  await expect(page.getByRole('main')).toHaveJSProperty('scrollWidth', 640)
  expect(await spills()).toEqual([640, 400])
  await nothingToFind(page, 'one pane: a page of the settings')
  // Beside the page again: the one that is open is in sight, however far down it stands.
  await page.setViewportSize({ width: 1024, height: 640 })
  await c.key('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Command palette' }).fill('keyboard')
  await page.getByRole('option', { name: 'Keyboard' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'Keyboard' })).toBeVisible()
  const pages = page.getByRole('navigation', { name: 'Settings' })
  await expect(pages.getByRole('button', { name: 'Keyboard' })).toBeInViewport({ ratio: 1 })
  await pages.getByRole('button', { name: 'Back to inbox' }).click()
  await expect(c.list).toBeVisible()
  // What is said in passing covers no button of the thread's head.
  const said = page.getByText('There is nothing to undo.')
  const done = c.thread.getByRole('button', { name: 'Done' })
  await c.key('u')
  await expect(said).toBeVisible()
  const [text, button] = [(await said.boundingBox())!, (await done.boundingBox())!]
  expect(text.y).toBeGreaterThan(button.y + button.height)
})

test('long names, words without end and right-to-left text lose nothing and push nothing away', async ({
  page,
  stack,
}) => {
  const number = '+447700900143'
  const owner = await stack.as('owner')
  await stack.text(number, `Hi ${'Rindfleischetikettierung'.repeat(6)} https://example.test/${'a'.repeat(90)}`)
  await stack.text(number, 'مرحبا، هل يوجد موعد متاح يوم السبت لقص الشعر؟ شكرا')
  await signIn(page, stack, 'owner')
  const c = new Console(page)
  await c.open(number)
  const contact = (await owner.rows('contacts')).find((row) => row.number === number)!
  const name = `${'WilhelminaFotheringham'.repeat(3)} محمد`
  await owner.command('contact.edit', { contactId: contact.id, name })
  const row = c.list.locator('[role=option][aria-selected=true]')
  await expect(row).toContainText(name)
  for (const width of [1024, 1280]) {
    await page.setViewportSize({ width, height: 640 })
    // Nothing is wider than its pane, and what one works with stays where it is.
    for (const pane of [c.list, c.thread, page.getByRole('log', { name: 'Messages' })])
      await expect.poll(() => pane.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0)
    for (const what of [c.killSwitch, c.reply, c.thread.getByRole('button', { name: 'Hand off' })])
      await expect(what).toBeInViewport({ ratio: 1 })
  }
  for (const key of ['h', 's']) {
    await c.list.focus()
    await c.key(key)
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText(name)
    await expect.poll(() => dialog.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0)
    await c.key('Escape')
    await expect(dialog).toHaveCount(0)
  }
  // A name that is cut is whole in its tooltip; Arabic runs from the right within its bubble.
  await expect(c.thread.getByRole('heading', { name })).toHaveAttribute('title', name)
  const arabic = page.getByRole('log', { name: 'Messages' }).getByText('مرحبا', { exact: false }).last()
  await expect.poll(() => arabic.evaluate((text) => getComputedStyle(text).direction)).toBe('rtl')
})

/** What opens each of them; a new kind is asked for by the type. That which takes several venues is looked at there. */
const DIALOGS: Readonly<Record<Exclude<Overlay['kind'], 'remove_venue'>, (c: Console, stack: Stack) => Promise<void>>> =
  {
    reject: (c) => c.key('r'),
    hand_off: (c) => c.key('h'),
    snooze: (c) => c.key('s'),
    note: (c) => c.key('n'),
    why: (c) => c.key('w'),
    demo: (c) => c.page.getByRole('button', { name: 'Demo', exact: true }).click(),
    keys: (c) => c.key('?'),
    palette: (c) => c.key('ControlOrMeta+k'),
    erase: (c) => c.button('Erase this customer …').click(),
    merge: async (c) => {
      await c.key('ControlOrMeta+k')
      await c.page.keyboard.type('merge')
      await c.key('Enter')
    },
    wrong: async (c) => {
      await c.page.getByRole('navigation', { name: 'Views' }).getByText('AI handled', { exact: true }).click()
      await c.page.getByRole('button', { name: 'No', exact: true }).last().click()
    },
    receipt: async (c) => {
      await c.key('ControlOrMeta+Shift+x')
      await c.button('Receipt').click()
    },
    release: (c) => c.killSwitch.click(),
    filter: (c) => c.key('f'),
    save_view: (c) => c.key('v'),
    pick: (c) => c.key('i'),
    not_changed: async (c, stack) => {
      // One of two is changed by somebody else meanwhile: undoing leaves that one as it is.
      await c.key('x')
      await c.key('Shift+j')
      await expect(c.page.getByRole('toolbar', { name: 'Marked conversations' })).toContainText('2 marked')
      const id = await c.list.locator('[role=option][aria-checked=true]').first().getAttribute('data-conversation')
      await nothingToFind(c.page, 'two are marked', { part: 'main' })
      await c.key('i')
      await c.page.getByRole('dialog', { name: 'Assign to' }).getByRole('button', { name: /Dana/ }).click()
      const told = c.page.getByRole('region', { name: 'Change of many' })
      await expect(told).toContainText('2 conversations')
      await nothingToFind(c.page, 'change of many')
      await (await stack.as('staff')).command('conversation.assign', { ids: [id], assigneeId: null })
      await told.getByRole('button', { name: 'Undo' }).click()
      await told.getByRole('button', { name: 'Show' }).click()
    },
    acknowledge: async (c, stack) => {
      await (await stack.as('owner')).command('killswitch.release', {})
      await c.page.getByRole('button', { name: 'Settings', exact: true }).click()
      await c.page.getByRole('switch', { name: /auto-send/i }).click()
    },
    shortcut: (c) => c.page.getByRole('button', { name: 'Automate ready' }).click(),
    save_tried: async (c) => {
      await c.button('Backtest').click()
      await c.page.getByRole('switch', { name: 'Try auto-send for the venue' }).click()
      await c.button('Save these settings…').click()
    },
    unsaved: async (c) => {
      await c.button('Number and venue').click()
      await c.page.getByLabel('Booking link').fill('https://book.example/another')
      await c.button('Timing').click()
    },
  }
