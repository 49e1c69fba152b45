/** The main job: a customer texts from the phone page, staff triage by keyboard, the customer has the answer once. */
import { expect, test } from './fixture.ts'

const received = (stack: { received(n: string): Promise<{ body: string }[]> }, number: string) => async () =>
  (await stack.received(number)).map((t) => t.body)

test('from the phone page to a draft, approved by one key, and back on the phone once', async ({
  console: c,
  stack,
}) => {
  const number = '+447700900160'
  const phone = await c.page.context().newPage()
  await phone.goto(`${stack.sandbox}/#${number}`)
  await phone.getByRole('textbox', { name: 'Text message' }).fill('How much is a balayage?')
  await phone.getByRole('button', { name: 'Send', exact: true }).click()
  await c.page.bringToFront()
  await c.open(number)
  await expect(c.button('Approve & send')).toBeVisible()
  await expect(c.thread).toContainText('£140')
  const owner = await stack.as('owner')
  await owner.command('venue.timing', { undoSeconds: 6 })
  await c.key('a')
  await expect(c.button('Undo').first()).toBeVisible()
  expect(await received(stack, number)()).toEqual([])
  await owner.command('venue.timing', { undoSeconds: 2 })
  await expect.poll(received(stack, number)).toEqual([expect.stringContaining('£140')])
  await expect(phone.getByRole('log', { name: 'Messages' })).toContainText('£140')
  await expect(c.thread).toContainText(/delivered/i)
  expect(await received(stack, number)()).toHaveLength(1)
})

test('what is typed on the phone page before it knows whose phone it is stays there', async ({ console: c, stack }) => {
  const number = '+447700900169'
  const phone = await c.page.context().newPage()
  const held = Promise.withResolvers<void>()
  await phone.route('**/phone/venue', async (route) => {
    await held.promise
    await route.continue()
  })
  await phone.goto(`${stack.sandbox}/#${number}`, { waitUntil: 'commit' })
  const asked = phone.waitForRequest('**/phone/venue')
  const box = phone.getByRole('textbox', { name: 'Text message' })
  await asked
  await box.fill('Is there parking?')
  await box.press('Enter')
  held.resolve()
  await phone.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(phone.getByRole('log', { name: 'Messages' })).toContainText('Is there parking?')
  await expect
    .poll(async () => (await stack.as('owner')).rows('conversations'))
    .toContainEqual(expect.objectContaining({ customerNumber: number }))
})

test('edited: the customer has the new words', async ({ console: c, stack }) => {
  const number = '+447700900161'
  await stack.text(number, 'What time are you open on Saturday?')
  await c.open(number)
  await expect(c.button('Approve & send')).toBeVisible()
  await c.key('e')
  const editor = c.page.getByRole('textbox', { name: /draft/i })
  await editor.fill('We open at 9 on Saturday, see you then!')
  await c.page.getByRole('button', { name: /Approve \(edited\)/ }).click()
  await expect.poll(received(stack, number)).toEqual(['We open at 9 on Saturday, see you then!'])
})

test('applied at the composer and sent from there: it counts as an edit of the draft', async ({
  console: c,
  stack,
}) => {
  const number = '+447700900162'
  await stack.text(number, 'How much is a trim?')
  await c.open(number)
  await c.button('Apply').click()
  await expect(c.reply).toHaveValue(/£35/)
  await c.reply.press('End')
  await c.reply.pressSequentially(' x')
  await c.reply.press('ControlOrMeta+Enter')
  await expect.poll(received(stack, number)).toEqual([expect.stringMatching(/£35.* x$/)])
  const owner = await stack.as('owner')
  const conversation = (await owner.rows('conversations')).find((r) => r.customerNumber === number)
  expect((await owner.rows('drafts')).filter((d) => d.conversationId === conversation!.id)).toMatchObject([
    { state: 'edited' },
  ])
})

test('rejected: nothing arrives', async ({ console: c, stack }) => {
  const number = '+447700900163'
  await stack.text(number, 'Where can I book online?')
  await c.open(number)
  await expect(c.button('Reject')).toBeVisible()
  // The newest text stays in sight, also where what stands above it grows before the page is told of the last scrolling.
  const log = c.thread.getByRole('log')
  await log.evaluate((el) => {
    ;(el.firstElementChild as HTMLElement).style.paddingTop = '3000px'
    el.dispatchEvent(new Event('scroll'))
  })
  await expect.poll(() => log.evaluate((el) => el.scrollHeight - el.scrollTop - el.clientHeight)).toBeLessThan(5)
  await c.key('r')
  await c.key('2')
  await expect(c.button('Approve & send')).toBeHidden()
  const owner = await stack.as('owner')
  await expect
    .poll(async () => {
      const conversation = (await owner.rows('conversations')).find((r) => r.customerNumber === number)
      return (await owner.rows('drafts')).filter((d) => d.conversationId === conversation!.id).map((d) => d.state)
    })
    .toEqual(['rejected'])
  expect(await received(stack, number)()).toEqual([])
})

test('undone: nothing arrives, and the text is back to be worked on', async ({ console: c, stack }) => {
  const number = '+447700900164'
  await stack.text(number, 'How much are gel nails?')
  await c.open(number)
  await expect(c.button('Approve & send')).toBeVisible()
  const owner = await stack.as('owner')
  await owner.command('venue.timing', { undoSeconds: 30 })
  await c.key('a')
  await c.key('u')
  await expect(
    c.page
      .getByRole('textbox', { name: /draft|reply/i })
      .filter({ hasText: /£32/ })
      .or(c.button('Approve & send'))
      .first(),
  ).toBeVisible()
  await expect
    .poll(async () => {
      const conversation = (await owner.rows('conversations')).find((r) => r.customerNumber === number)
      return (await owner.rows('drafts')).filter((d) => d.conversationId === conversation!.id).map((d) => d.state)
    })
    .toEqual(['pending'])
  await owner.command('venue.timing', { undoSeconds: 2 })
  expect(await received(stack, number)()).toEqual([])
})

test('"Why?" shows every gate in plain words', async ({ console: c, stack }) => {
  const number = '+447700900165'
  await stack.text(number, 'How much is a blow dry?')
  await c.open(number)
  await expect(c.button('Approve & send')).toBeVisible()
  await c.key('w')
  const sheet = c.page.getByRole('dialog')
  await expect(sheet).toBeVisible()
  await expect(sheet).toContainText(/switched on/i)
  await expect(sheet.getByRole('listitem')).toHaveCount(21)
  await c.key('Escape')
  await expect(sheet).toBeHidden()
})
