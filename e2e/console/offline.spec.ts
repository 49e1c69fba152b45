/** Without a network: everything is read and triaged, survives a restart of the console, and happens exactly once. */
import { expect, test } from './fixture.ts'

const QUESTIONS = ['How much is a trim?', 'Where do I book?', 'How much is a balayage?', 'How much are gel nails?']

test('twenty drafts triaged offline, the console restarted between: each exactly once, a lost race shown with who and what', async ({
  console: c,
  stack,
}) => {
  const owner = await stack.as('owner')
  const numbers = Array.from({ length: 20 }, (_, i) => `+4477009001${10 + i}`)
  for (const [i, number] of numbers.entries()) await stack.text(number, QUESTIONS[i % QUESTIONS.length]!)
  const draftOf = async (number: string) => {
    const conversation = (await owner.rows('conversations')).find((r) => r.customerNumber === number)
    return (await owner.rows('drafts')).find((d) => d.conversationId === conversation?.id && d.inboundMessageId)
  }
  await expect
    .poll(async () => (await Promise.all(numbers.map(draftOf))).filter((d) => d?.state === 'pending').length)
    .toBe(20)
  await c.open(numbers[19]!)
  await expect(c.button('Approve & send')).toBeVisible()

  await stack.stopServer()
  await expect(c.connection).toContainText(/offline/i)
  const triage = async (number: string, i: number) => {
    await c.open(number)
    await expect(c.button('Approve & send')).toBeVisible()
    if (i % 3 === 0) await c.key('a')
    if (i % 3 === 1) {
      await c.key('e')
      await c.page.getByRole('textbox', { name: /draft/i }).fill(`Edited for ${number}`)
      await c.page.getByRole('button', { name: /Approve \(edited\)/ }).click()
    }
    if (i % 3 === 2) {
      await c.key('r')
      await c.key('2')
    }
    await expect(c.button('Approve & send')).toBeHidden()
  }
  for (let i = 0; i < 10; i++) await triage(numbers[i]!, i)
  await stack.stopDesk('SIGKILL')
  await stack.startDesk()
  await expect(c.list).toBeVisible()
  await expect(c.connection).toContainText(/offline/i)
  for (let i = 10; i < 20; i++) await triage(numbers[i]!, i)
  await expect(c.connection).toContainText(/\d\d actions waiting/)

  // A colleague settles one of them before this console is back.
  await stack.stopDesk()
  await stack.startServer()
  const staff = await stack.as('staff')
  const raced = numbers[0]!
  const draft = await draftOf(raced)
  expect(await staff.command('draft.reject', { draftId: draft!.id, reason: 'other' })).toMatchObject({ status: 'done' })
  await stack.startDesk()

  await expect(c.connection).toContainText(/in step/i)
  const settled = { 0: /approved|edited/, 1: /edited/, 2: /rejected/ } as Record<number, RegExp>
  await expect
    .poll(async () => (await Promise.all(numbers.map(draftOf))).filter((d) => d?.state === 'pending').length)
    .toBe(0)
  for (const [i, number] of numbers.entries()) {
    expect((await draftOf(number))!.state).toMatch(number === raced ? /rejected/ : settled[i % 3]!)
  }
  await expect
    .poll(async () => Promise.all(numbers.map(async (n) => (await stack.received(n)).length)))
    .toEqual(numbers.map((n, i) => (i % 3 === 2 || n === raced ? 0 : 1)))
  const notice = c.page.getByRole('region', { name: /notices|conflict/i }).or(c.page.getByRole('alert'))
  await expect(notice.first()).toContainText(/Theo/)
  await expect(notice.first()).toContainText(/rejected/)
})

test('a kill switch pulled offline says that it has not reached the server, and gets there', async ({
  console: c,
  stack,
}) => {
  await expect(c.killSwitch).toHaveAttribute('aria-checked', 'false')
  const places = () => Promise.all([c.thread, c.page.getByRole('search')].map((part) => part.boundingBox()))
  const before = await places()
  await stack.stopServer()
  await expect(c.connection).toContainText(/offline/i)
  // It is told in room that is always there.
  await expect(c.page.getByRole('region', { name: 'State of this console' })).toBeVisible()
  await expect.poll(places).toEqual(before)
  await c.key('ControlOrMeta+Shift+X')
  await expect(c.page.getByText(/not stopped yet/i).first()).toBeVisible()
  await expect(c.killSwitch).toHaveAttribute('aria-checked', 'false')
  await stack.startServer()
  await expect(c.killSwitch).toHaveAttribute('aria-checked', 'true')
  const owner = await stack.as('owner')
  expect((await owner.rows('venue'))[0]!.killSwitch).toMatchObject({ engaged: true })
  expect((await owner.command('killswitch.release', {})).status).toBe('done')
  await expect(c.killSwitch).toHaveAttribute('aria-checked', 'false')
})
