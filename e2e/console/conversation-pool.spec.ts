/**
 * The pool, sentence by sentence as the product's page on it has them: an owner's and a colleague's console side by
 * side, and after each step both show the same.
 */
import type { Browser, Page } from '@playwright/test'
import type { Api, Stack } from '../stack.ts'
import { Console, expect, signIn, test, withoutCards } from './fixture.ts'

test.describe.configure({ timeout: 90_000 })
test.beforeAll(({ stack }) => withoutCards(stack))

interface Pair {
  readonly owner: Console
  readonly staff: Console
  readonly api: Api
  /** A customer of their own for each test, opened on both consoles. @returns the conversation's id */
  meet(number: string, body: string): Promise<string>
  /** Both consoles show the same thread, in words. */
  agree(): Promise<void>
}

/** Two people at two consoles of one venue. */
async function pair(browser: Browser, stack: Stack): Promise<Pair & AsyncDisposable> {
  const api = await stack.as('owner')
  const contexts = [await browser.newContext(), await browser.newContext()]
  const [ownerPage, staffPage] = await Promise.all(contexts.map((context) => context.newPage()))
  await signIn(ownerPage!, stack, 'owner')
  await signIn(staffPage!, stack, 'staff')
  const [owner, staff] = [new Console(ownerPage!), new Console(staffPage!)]
  return {
    owner,
    staff,
    api,
    async meet(number, body) {
      await stack.text(number, body)
      await Promise.all([owner.open(number), staff.open(number)])
      const found = (await api.rows('conversations')).find((c) => c.customerNumber === number)
      return found!.id
    },
    async agree() {
      await expect(async () => {
        const [mine, theirs] = await Promise.all([shown(owner, 'Dana Whitlock'), shown(staff, 'Theo Marsh')])
        expect(theirs).toEqual(mine)
      }).toPass({ timeout: 20_000 })
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context.close()
    },
  }
}

/** What a console says of the thread: in the same words for everybody, without what only an owner may open or the clock. */
async function shown({ page }: Console, me: string): Promise<string[]> {
  const draft = page.getByRole('region', { name: 'Draft' })
  const words = [
    ...(await page.getByRole('log', { name: 'Messages' }).allInnerTexts()),
    ...((await draft.count()) > 0 ? await draft.allInnerTexts() : ['no draft']),
  ]
  return words
    .flatMap((text) => text.split('\n'))
    .map((line) => line.replace(/^You(?= ·|:)|(?<=by )you\b/, me).replace(/\d+ (s|min)\b( ago)?/g, 'a while'))
    .filter((line) => line !== 'Change' && line.trim() !== '')
}

const side = (page: Page) => page.getByRole('complementary', { name: 'Details' })

async function choose(page: Page, label: string, option: string): Promise<void> {
  await side(page).getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

test('one pool: each thread of every agent on both consoles, found by customer and by text, with its details beside it', async ({
  browser,
  stack,
}) => {
  await using two = await pair(browser, stack)
  const number = '+447700900110'
  await two.meet(number, 'Where can I leave my zebra-striped umbrella?')
  for (const { page, list } of [two.owner, two.staff]) {
    await page.getByRole('searchbox', { name: 'Search' }).fill('zebra umbrella')
    await expect(list.getByRole('option')).toHaveCount(1)
    await expect(list.getByRole('option').first()).toContainText('900110')
    await list.getByRole('option').first().click()
    await expect(side(page)).toContainText('+44 7700 900110')
  }
  await two.agree()
})

test('reassigned to a different agent, on both consoles', async ({ browser, stack }) => {
  await using two = await pair(browser, stack)
  const id = await two.meet('+447700900111', 'Do you do hair for a wedding party?')
  await choose(two.staff.page, 'Agent', 'Bridal')
  await expect(side(two.owner.page).getByRole('combobox', { name: 'Agent' })).toHaveText(/Bridal/)
  const agents = await two.api.rows('agents')
  await expect
    .poll(async () => (await two.api.rows('conversations')).find((c) => c.id === id)!.agentId)
    .toBe(agents.find((a) => a.name === 'Bridal')!.id)
  await two.agree()
})

test('a draft is staged, not sent: one approves it, and the other sees who did', async ({ browser, stack }) => {
  await using two = await pair(browser, stack)
  const number = '+447700900112'
  await two.meet(number, 'How much is a trim?')
  for (const { page } of [two.owner, two.staff])
    await expect(page.getByRole('region', { name: 'Draft' })).toContainText('£35')
  await two.agree()
  expect(await stack.received(number)).toEqual([])
  await two.staff.button('Approve & send').click()
  await expect.poll(async () => (await stack.received(number)).length).toBe(1)
  await expect(two.owner.thread).toContainText('approved by Theo Marsh')
  await expect(two.owner.page.getByRole('region', { name: 'Draft' })).toHaveCount(0)
  await two.agree()
})

test('edited, then sent: the edit is what the customer receives; rejected: the agent does not reply', async ({
  browser,
  stack,
}) => {
  await using two = await pair(browser, stack)
  const number = '+447700900113'
  await two.meet(number, 'How much is a trim?')
  await two.owner.button('Edit').click()
  const field = two.owner.page.getByRole('textbox', { name: 'Edit the draft' })
  await field.fill('A trim is £35, and the kettle is on.')
  await two.owner.page.keyboard.press('Control+Enter')
  await expect
    .poll(async () => (await stack.received(number)).map((m) => m.body))
    .toEqual(['A trim is £35, and the kettle is on.'])
  await expect(two.staff.thread).toContainText('the kettle is on')
  await two.agree()

  const other = '+447700900114'
  await two.meet(other, 'How much is a trim?')
  await expect(two.staff.page.getByRole('region', { name: 'Draft' })).toBeVisible()
  await two.staff.key('r')
  await two.staff.key('3')
  await expect(two.owner.page.getByRole('region', { name: 'Draft' })).toHaveCount(0)
  await two.agree()
  expect(await stack.received(other)).toEqual([])
})

test('auto-send skips the review; one conversation is moved to drafts and to off, the agent keeps its own mode', async ({
  browser,
  stack,
}) => {
  await using two = await pair(browser, stack)
  await two.api.command('venue.timing', { holdSeconds: 0 })
  await two.api.command('autosend.master', { on: true, acknowledged: true })
  await two.api.command('autosend.intent', { intent: 'pricing', mode: 'auto', threshold: 0.85 })
  const number = '+447700900115'
  const id = await two.meet(number, 'How much is a trim?')
  const mode = async () => (await two.api.rows('conversations')).find((c) => c.id === id)!.replyMode
  await expect.poll(async () => (await stack.received(number)).length).toBe(1)
  await expect(two.staff.thread).toContainText('sent by itself')
  await two.agree()

  await choose(two.staff.page, 'Reply mode', 'Draft')
  await expect.poll(mode).toBe('draft')
  await stack.text(number, 'And how much is a balayage?')
  await expect(two.owner.page.getByRole('region', { name: 'Draft' })).toContainText('£140')
  expect(await stack.received(number)).toHaveLength(1)
  await two.agree()

  await choose(two.owner.page, 'Reply mode', 'Off')
  await expect.poll(mode).toBe('off')
  await stack.text(number, 'And gel nails?')
  await expect(two.staff.thread).toContainText('And gel nails?')
  const decided = async () => (await two.api.rows('decisions')).at(-1)
  await expect.poll(async () => (await decided())?.outcome).toBe('off')
  expect(await stack.received(number)).toHaveLength(1)
  expect((await two.api.rows('agents')).find((a) => a.name === 'Wren')!.replyMode).toBe('auto')
  await two.agree()
  await two.api.command('autosend.disable_all', {})
})

test('the reply classifier: quiet on a thank-you, its reason in the thread; a mention always gets a reply', async ({
  browser,
  stack,
}) => {
  await using two = await pair(browser, stack)
  const number = '+447700900116'
  await two.meet(number, 'thanks!')
  for (const { thread } of [two.owner, two.staff]) await expect(thread).toContainText('Stayed quiet: ')
  await two.agree()
  await stack.text(number, 'ok 👍')
  await expect(two.staff.thread.getByText(/Stayed quiet: /)).toHaveCount(2)
  await stack.text(number, '@Wren thanks!')
  await expect(two.staff.page.getByRole('region', { name: 'Draft' })).toBeVisible()
  await expect(two.staff.thread).toContainText('the agent was mentioned by name')
  await two.agree()
})

test('shaped by a card and by an instruction; switched off, it replies to every text', async ({ browser, stack }) => {
  await using two = await pair(browser, stack)
  const wren = (await two.api.rows('agents')).find((a) => a.name === 'Wren')!
  const card = await two.api.command('guidance.add', {
    agentId: wren.id,
    surface: 'classifier',
    effect: 'always_reply',
    condition: 'someone mentions a refund',
    text: 'Refunds are never left lying',
    intents: [],
    on: true,
  })
  expect(card.status).toBe('done')
  await two.meet('+447700900117', 'ok thanks! got my refund x')
  await expect(two.staff.page.getByRole('region', { name: /Draft|Escalation/ })).toBeVisible()
  await two.agree()

  expect((await two.api.command('agent.edit', { agentId: wren.id, classifierOn: false })).status).toBe('done')
  await two.meet('+447700900118', 'thanks!')
  await expect(two.staff.page.getByRole('region', { name: 'Draft' })).toBeVisible()
  await two.agree()
  await two.api.command('agent.edit', { agentId: wren.id, classifierOn: true })
})

test('handed off when the customer asks for a person: silent until resumed, though the agent may send by itself', async ({
  browser,
  stack,
}) => {
  await using two = await pair(browser, stack)
  const number = '+447700900119'
  const id = await two.meet(number, 'How much is a trim?')
  await expect(two.staff.page.getByRole('region', { name: 'Draft' })).toBeVisible()
  await stack.text(number, 'Actually, can I talk to a real person please?')
  for (const { page, thread } of [two.owner, two.staff]) {
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Draft' })).toHaveCount(0)
    await expect(thread).toContainText('handed this off')
  }
  await two.agree()
  const drafts = (await two.api.rows('drafts')).filter((d) => d.conversationId === id)
  expect(drafts.every((d) => d.state !== 'pending')).toBe(true)
  const handoff = (await two.api.rows('conversations')).find((c) => c.id === id)!.handoff as { route: string }
  await two.owner.page.getByRole('searchbox', { name: 'Search' }).fill('')
  await two.owner.page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: /^Handed off/ })
    .click()
  await expect(two.owner.list.getByRole('option').filter({ hasText: '900119' })).toContainText(handoff.route)

  await stack.text(number, 'How much is a balayage?')
  await expect.poll(async () => (await two.api.rows('decisions')).at(-1)?.outcome).toBe('off')
  await two.staff.reply.fill('Hi, Theo here. It is £140.')
  await two.staff.page.keyboard.press('Control+Enter')
  await expect
    .poll(async () => (await stack.received(number)).map((m) => m.body))
    .toEqual(['Hi, Theo here. It is £140.'])

  await two.staff.button('Resume').click()
  await expect(two.owner.button('Resume')).toHaveCount(0)
  await stack.text(number, 'How much are gel nails?')
  await expect(two.staff.page.getByRole('region', { name: 'Draft' })).toContainText('£32')
})

test('taken over by hand, with a route; nobody is ever locked out', async ({ browser, stack }) => {
  await using two = await pair(browser, stack)
  const number = '+447700900120'
  await two.meet(number, 'How much is a trim?')
  await expect(two.owner.page.getByRole('region', { name: 'Draft' })).toBeVisible()
  await two.owner.button('Hand off').click()
  await two.owner.page.getByRole('radio', { name: 'Meeting' }).click()
  await two.owner.button('Hand it off').click()
  await expect(two.staff.button('Resume')).toBeVisible()
  await expect(two.staff.page.getByRole('region', { name: 'Draft' })).toHaveCount(0)
  await two.agree()
  for (const [i, { reply, page }] of [two.owner, two.staff].entries()) {
    await reply.fill(`Person ${i} writes`)
    await page.keyboard.press('Control+Enter')
    await expect.poll(async () => (await stack.received(number)).length).toBe(i + 1)
  }
  await two.agree()
})
