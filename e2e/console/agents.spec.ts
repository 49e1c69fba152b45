/** Agents, their guidance cards and playbooks, the sandbox chat beside them, and the cases that guard a change. */
import type { Page } from '@playwright/test'
import { expect, test, withoutCards } from './fixture.ts'

const CUSTOMER = '+447700900164'

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const chat = (page: Page) => page.getByRole('log', { name: 'Sandbox chat' })

async function settings(page: Page, name: string): Promise<void> {
  if (await button(page, 'Settings').isVisible()) await button(page, 'Settings').click()
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

async function openWren(page: Page): Promise<void> {
  await settings(page, 'Agents')
  await button(page, 'Open Wren').click()
  await expect(page.getByRole('heading', { level: 1, name: 'Wren' })).toBeVisible()
}

/** Writes in the sandbox as a customer, by keyboard. */
async function ask(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Text as a customer' }).fill(text)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Wren is thinking')).toHaveCount(0)
  await expect(chat(page)).toContainText(text)
}

test.describe.configure({ mode: 'serial' })

test.beforeAll(({ stack }) => withoutCards(stack))

test('a case out of a thread, in one click, and out of the palette', async ({ console: c, stack }) => {
  const owner = await stack.as('owner')
  await stack.text(CUSTOMER, 'How much is a trim?')
  await c.open(CUSTOMER)
  await c.button('Approve & send').click()
  await expect(c.thread).toContainText(/delivered/i)
  await c.key('w')
  const why = c.page.getByRole('dialog', { name: 'Why?' })
  await why.getByRole('button', { name: 'Save as eval' }).click()
  await expect(c.page.getByText('Saved as an eval.')).toBeVisible()
  const saved = async () => (await owner.rows('evals')).filter((e) => e.origin === 'thread')
  expect(await saved()).toMatchObject([
    { texts: ['How much is a trim?'], expect: { intent: 'pricing', contains: expect.arrayContaining(['£35']) } },
  ])
  await c.key('Escape')
  await c.key('ControlOrMeta+k')
  await expect(c.page.getByRole('dialog', { name: 'Command palette' })).toBeVisible()
  await c.page.keyboard.type('save the last text')
  await c.key('Enter')
  await expect.poll(saved).toHaveLength(2)
  await owner.command('eval.remove', { evalId: (await saved())[1]!.id })
})

test('evals: run all, pass; a price changes, and the case says what is missing', async ({ console: c, stack }) => {
  const owner = await stack.as('owner')
  await settings(c.page, 'Evals')
  const cases = c.page.getByRole('list', { name: 'Cases' })
  const ours = cases.getByRole('listitem').filter({ hasText: 'From a thread' })
  await expect(ours).toContainText('says “£35”')
  await expect(ours).toContainText('New')
  await button(c.page, 'Run all').click()
  await expect(ours).toContainText('Pass')
  await expect(c.page.getByRole('status').filter({ hasText: 'No case fails' })).toBeVisible()
  await owner.command('service.edit', { serviceId: 'svc_trim', price: 3_700 })
  await button(c.page, 'Run all').click()
  await expect(ours).toContainText('The reply does not say “£35”.')
  await expect(c.page.getByRole('status').filter({ hasText: /^1 case of/ })).toBeVisible()
  await c.page.getByRole('radio', { name: /^Failing/ }).click()
  await expect(cases.getByRole('listitem')).toHaveCount(1)
  await c.page.getByRole('button', { name: /^Texts and answer of How much is a trim/ }).click()
  await expect(ours).toContainText('£37')

  await button(c.page, 'Edit How much is a trim?').click()
  const form = c.page.getByRole('form', { name: 'Edit How much is a trim?' })
  await form.getByRole('textbox', { name: 'Name' }).fill('Price of a trim')
  const words = form.getByRole('button', { name: /^Remove £/ })
  while ((await words.count()) > 0) await words.first().click()
  await form.getByRole('combobox', { name: 'Quotes the price of' }).click()
  await c.page.getByRole('option', { name: 'Trim', exact: true }).click()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  await c.page.getByRole('radio', { name: /^All/ }).click()
  await button(c.page, 'Run Price of a trim').click()
  await expect(ours).toContainText('Pass')
  await expect(ours).toContainText('quotes the price of Trim')
})

test('a case by hand: what it expects is asked for, and one that expects nothing is not taken', async ({
  console: c,
}) => {
  await settings(c.page, 'Evals')
  await button(c.page, 'Add a case').click()
  const form = c.page.getByRole('form', { name: 'New case' })
  await form.getByRole('textbox', { name: 'Name' }).fill('Gift cards')
  await form.getByRole('textbox', { name: 'Text 1' }).fill('Do you sell gift cards?')
  await expect(form).toContainText('expects one thing at least')
  await expect(form.getByRole('button', { name: 'Save' })).toBeDisabled()
  await form.getByRole('textbox', { name: 'The reply says' }).fill('12 months')
  await c.page.keyboard.press('Enter')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  await button(c.page, 'Run Gift cards').click()
  const line = c.page.getByRole('list', { name: 'Cases' }).getByRole('listitem').filter({ hasText: 'Gift cards' })
  await expect(line).toContainText('Pass')
  await expect(line).toContainText('By hand')
})

test('an agent is edited: the cases are run first, and what breaks them takes a second press', async ({
  console: c,
  stack,
}) => {
  const owner = await stack.as('owner')
  const wren = async () => (await owner.rows('agents')).find((a) => a.id === 'agent_front_desk')!
  await openWren(c.page)
  const box = region(c.page, 'Agent')
  await box.getByRole('textbox', { name: 'Behaviour' }).fill('Keep it short.')
  await box.getByRole('button', { name: 'Save' }).click()
  await expect(c.page.getByText(/cases run with the change: all pass/)).toBeVisible()
  await expect.poll(wren).toMatchObject({ behaviour: 'Keep it short.' })

  await box.getByRole('radio', { name: 'Off' }).click()
  await box.getByRole('button', { name: 'Save' }).click()
  const broken = c.page.getByRole('dialog', { name: /This change breaks/ })
  await expect(broken.getByRole('list', { name: 'Passes now, would fail' })).toContainText('Price of a trim')
  await expect(broken).toContainText('Nothing is saved yet')
  await broken.getByRole('button', { name: 'Go on editing' }).click()
  await expect(broken).toHaveCount(0)
  expect(await wren()).toMatchObject({ replyMode: 'auto' })
  await expect(box.getByRole('radio', { name: 'Off' })).toHaveAttribute('aria-checked', 'true')
  await box.getByRole('button', { name: 'Save' }).click()
  await broken.getByRole('button', { name: /^Save although/ }).click()
  await expect.poll(wren).toMatchObject({ replyMode: 'off' })
  await box.getByRole('radio', { name: 'Auto' }).click()
  await box.getByRole('button', { name: 'Save' }).click()
  await expect.poll(wren).toMatchObject({ replyMode: 'auto' })
})

test('a card: "always reply when someone mentions a refund", tried before it is saved', async ({
  console: c,
  stack,
}) => {
  const owner = await stack.as('owner')
  await openWren(c.page)
  await ask(c.page, 'thanks!')
  await expect(chat(c.page)).toContainText('a thank-you needs no reply')
  await c.page.getByRole('tab', { name: 'Guidance cards' }).click()
  await button(c.page, 'Add a card for the reply classifier').click()
  const form = c.page.getByRole('form', { name: 'New card' })
  await form.getByRole('textbox', { name: 'When' }).fill('someone mentions a refund')
  await expect(region(c.page, 'Try it')).toContainText('With what is not saved yet')
  await ask(c.page, 'thank you, and the voucher for money back was lovely')
  await expect(c.page.getByRole('list', { name: 'Went by' })).toContainText(
    'Card: Always reply when someone mentions a refund',
  )
  expect(await owner.rows('guidance')).toEqual([])
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  const cards = c.page.getByRole('list', { name: 'Cards for the reply classifier' })
  await expect(cards).toContainText('Always reply when someone mentions a refund')
  await expect
    .poll(() => owner.rows('guidance'))
    .toMatchObject([{ effect: 'always_reply', condition: 'someone mentions a refund', on: true }])

  await stack.text('+447700900165', 'ok thanks! got my refund x')
  const decided = async () =>
    (await owner.rows('decisions')).some((d) => (d.warrant as { reason: string }).reason.includes('mentions a refund'))
  await expect.poll(decided).toBe(true)
})

test('cards are moved by keyboard and by hand, switched off, and two owners do not lose each other', async ({
  console: c,
  stack,
}) => {
  const owner = await stack.as('owner')
  const card = { agentId: 'agent_front_desk', surface: 'reply', effect: 'say' }
  for (const text of ['One.', 'Two.', 'Three.'])
    await owner.command('guidance.add', { ...card, condition: 'someone asks about a perm', text })
  await openWren(c.page)
  await c.page.getByRole('tab', { name: 'Guidance cards' }).click()
  const cards = c.page.getByRole('list', { name: 'Cards for replies' })
  await expect(cards.getByRole('listitem')).toHaveCount(3)
  await button(c.page, 'Move down: One.').focus()
  await c.page.keyboard.press('Enter')
  const order = () => cards.getByRole('heading').allTextContents()
  await expect.poll(order).toEqual(['Two.', 'One.', 'Three.'])
  const saved = async () =>
    (await owner.rows('guidance'))
      .filter((row) => row.surface === 'reply')
      .toSorted((a, b) => (a.order as number) - (b.order as number))
      .map((row) => row.text)
  await expect.poll(saved).toEqual(['Two.', 'One.', 'Three.'])
  await cards.getByRole('listitem').nth(2).dragTo(cards.getByRole('listitem').nth(0))
  await expect.poll(saved).toEqual(['Three.', 'Two.', 'One.'])
  await c.page.getByRole('switch', { name: 'On: Two.' }).click()
  await expect(c.page.getByRole('switch', { name: 'On: Two.' })).toHaveAttribute('aria-checked', 'false')

  await button(c.page, 'Edit One.').click()
  const form = c.page.getByRole('form', { name: 'Edit card' })
  await form.getByRole('textbox', { name: 'Words to add' }).fill('One, mine.')
  const one = (await owner.rows('guidance')).find((row) => row.text === 'One.')!
  await owner.command('guidance.edit', { guidanceId: one.id, text: 'One, theirs.' })
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByRole('alert')).toContainText(/not saved/i)
  await form.getByRole('button', { name: 'Keep mine' }).click()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  await expect.poll(saved).toContain('One, mine.')
})

test('a playbook asks its questions in the sandbox and hands over; nothing of it reaches the venue', async ({
  console: c,
  stack,
}) => {
  const owner = await stack.as('owner')
  const before = await owner.rows('messages')
  await openWren(c.page)
  await c.page.getByRole('tab', { name: 'Playbooks' }).click()
  await button(c.page, 'Add a playbook').click()
  const form = c.page.getByRole('form', { name: 'New playbook' })
  await form.getByRole('textbox', { name: 'Name' }).fill('Bridal party')
  await form.getByRole('textbox', { name: 'Goal' }).fill('Enough to quote for a bridal party')
  await form.getByRole('textbox', { name: 'Begins when' }).fill('someone asks about a wedding')
  await form.getByRole('textbox', { name: 'Label 1' }).fill('Date')
  await form.getByRole('textbox', { name: 'Question 1' }).fill('Which date is the wedding?')
  await form.getByRole('combobox', { name: 'Kind of answer 1' }).click()
  await c.page.getByRole('option', { name: 'A date' }).click()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toHaveCount(0)
  await expect(c.page.getByRole('list', { name: 'Playbooks in order' })).toContainText('Asks for date; hands off: call')
  await ask(c.page, 'Hi, do you do wedding hair?')
  await expect(chat(c.page)).toContainText('Which date is the wedding?')
  await expect(chat(c.page)).toContainText('Playbook: Bridal party, 0 of 1 collected')
  await ask(c.page, 'the 12th of June')
  await expect(chat(c.page)).toContainText('Handed off: call')
  await button(c.page, 'Start again').click()
  await expect(chat(c.page)).toContainText('Write as a customer would')
  expect(await owner.rows('messages')).toHaveLength(before.length)
  expect(await owner.rows('playbook_runs')).toEqual([])
})

test('an agent is added, put first and removed; the handoff words are set', async ({ console: c, stack }) => {
  const owner = await stack.as('owner')
  await settings(c.page, 'Agents')
  await button(c.page, 'Add an agent').click()
  const form = c.page.getByRole('form', { name: 'New agent' })
  await form.getByRole('textbox', { name: 'Name' }).fill('Robin')
  await form.getByRole('checkbox', { name: 'SMS' }).check()
  await form.getByRole('button', { name: 'Add and open' }).click()
  await expect(c.page.getByRole('heading', { level: 1, name: 'Robin' })).toBeVisible()
  await button(c.page, 'All agents').click()
  await button(c.page, 'Move Robin up').click()
  const names = async () =>
    (await owner.rows('agents')).toSorted((a, b) => (a.order as number) - (b.order as number)).map((a) => a.name)
  await expect.poll(names).toEqual(['Wren', 'Robin', 'Bridal'])
  await button(c.page, 'Open Robin').click()
  await button(c.page, 'Remove').click()
  await button(c.page, 'Remove Robin').click()
  await expect.poll(names).toEqual(['Wren', 'Bridal'])

  const handoff = region(c.page, 'Handoff')
  await handoff.getByRole('switch').click()
  await handoff.getByRole('textbox', { name: 'What they are told' }).fill('A colleague will be with you shortly.')
  await handoff.getByRole('button', { name: 'Save' }).click()
  await expect
    .poll(async () => (await owner.rows('venue'))[0]!.handoff)
    .toEqual({ tell: true, text: 'A colleague will be with you shortly.' })
})

test('staff see none of it', async ({ seat, stack }) => {
  const { page } = await seat('staff')
  await button(page, 'Settings').click()
  const pages = page.getByRole('navigation', { name: 'Settings' })
  await expect(pages.getByRole('button', { name: 'Back to inbox' })).toBeVisible()
  for (const name of ['Agents', 'Evals']) await expect(pages.getByRole('button', { name, exact: true })).toHaveCount(0)
  await pages.getByRole('button', { name: 'Back to inbox' }).click()
  await expect(page.getByRole('log', { name: 'Messages' })).toBeVisible()
  await page.keyboard.press('w')
  await expect(page.getByRole('dialog', { name: 'Why?' })).toBeVisible()
  await expect(button(page, 'Save as eval')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible()
  await page.keyboard.type('save the last text')
  await expect(page.getByText('Nothing of that name.')).toBeVisible()
  const staff = await stack.as('staff')
  expect(await staff.rows('evals')).toEqual([])
})

/** In the dark only colours can differ. */
