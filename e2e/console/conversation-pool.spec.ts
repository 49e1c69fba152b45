/**
 * The pool, sentence by sentence as the product's page on it has them: an owner's and a colleague's console side by
 * side, and after each step both show the same.
 *
 * | of the page | test |
 * |---|---|
 * | every thread, every channel and agent, one pool | here: one pool |
 * | visible to the team, and reversible | here: reassigned, changed together; undo: main-job.spec, pool.spec |
 * | filter and search by agent, channel, customer, text | here: one pool, filtered alike; each facet: pool.spec |
 * | the full thread beside its details and actions | here: one pool; actions of the panel: together.spec |
 * | reassign to a different agent | here: reassigned |
 * | merge two threads that are the same customer | together.spec: two threads of one customer |
 * | bulk: reply mode, assignment | here: changed together; ranges, thousands, failures: pool.spec |
 * | shows when an agent is working on a reply | here: the agent at work |
 * | a pending draft; approve and send | here: a draft is staged |
 * | edit, then send; reject | here: edited, then sent |
 * | auto-send skips it; one conversation to auto-draft or off | here: auto-send skips the review |
 * | the classifier, its system line, a mention | here: the reply classifier |
 * | shaped by the instruction and by cards; switched off | here: shaped |
 * | handed off by the agent: a playbook's goal, its route | here: a playbook reaches its goal |
 * | handed off because the customer asks; draft dropped; surfaces; resume; not a mode | here: handed off |
 * | taken over: off, edit, reject, reassign; never locked out | here: taken over, and the tests of each |
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { type Console, expect, test, withoutCards } from './fixture.ts'
import { pair } from './pair.ts'

test.beforeAll(({ stack }) => withoutCards(stack))

const side = (page: Page) => page.getByRole('complementary', { name: 'Details' })

async function choose(page: Page, label: string, option: string): Promise<void> {
  await side(page).getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

test('one pool: each thread of every agent on both consoles, found by customer and by text, with its details beside it', async ({
  seat,
  stack,
}) => {
  const two = await pair(seat, stack)
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

test('reassigned to a different agent, on both consoles', async ({ seat, stack }) => {
  const two = await pair(seat, stack)
  const id = await two.meet('+447700900111', 'Do you do hair for a wedding party?')
  await choose(two.staff.page, 'Agent', 'Bridal')
  await expect(side(two.owner.page).getByRole('combobox', { name: 'Agent' })).toHaveText(/Bridal/)
  const agents = await two.api.rows('agents')
  await expect
    .poll(async () => (await two.api.rows('conversations')).find((c) => c.id === id)!.agentId)
    .toBe(agents.find((a) => a.name === 'Bridal')!.id)
  await two.agree()
})

test('a draft is staged, not sent: one approves it, and the other sees who did', async ({ seat, stack }) => {
  const two = await pair(seat, stack)
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
  seat,
  stack,
}) => {
  const two = await pair(seat, stack)
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
  seat,
  stack,
}) => {
  const two = await pair(seat, stack)
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
  seat,
  stack,
}) => {
  const two = await pair(seat, stack)
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

test('shaped by a card and by an instruction; switched off, it replies to every text', async ({ seat, stack }) => {
  const two = await pair(seat, stack)
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

  const edit = async (fields: object) =>
    expect((await two.api.command('agent.edit', { agentId: wren.id, ...fields })).status).toBe('done')
  await edit({ classifierInstruction: 'Stay quiet when someone mentions parking.' })
  await two.meet('+447700900125', 'Is there parking nearby?')
  for (const { thread } of [two.owner, two.staff]) await expect(thread).toContainText(/Stayed quiet: .*instruction/)
  await two.agree()
  await edit({ classifierInstruction: wren.classifierInstruction, classifierOn: false })
  await two.meet('+447700900118', 'thanks!')
  await expect(two.staff.page.getByRole('region', { name: 'Draft' })).toBeVisible()
  await two.agree()
  await edit({ classifierOn: true })
})

test('handed off when the customer asks for a person: silent until resumed, though the agent may send by itself', async ({
  seat,
  stack,
}) => {
  const two = await pair(seat, stack)
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
  for (const { page } of [two.owner, two.staff])
    await expect(page.getByRole('region', { name: 'Draft' })).toContainText('£32')
})

test('taken over by hand, with a route; nobody is ever locked out', async ({ seat, stack }) => {
  const two = await pair(seat, stack)
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
  const resumed = two.owner.page.getByText('Resumed: the assistant may answer again')
  await two.owner.list.focus()
  await two.owner.key('Shift+h')
  await expect(two.owner.button('Hand off')).toBeVisible()
  await expect(resumed).toHaveCount(1)
  // Nobody is handed off any more: the key does nothing.
  await two.owner.key('Shift+h')
  await two.owner.reply.fill('After that')
  await two.owner.page.keyboard.press('Control+Enter')
  await expect.poll(async () => (await stack.received(number)).length).toBe(3)
  await two.agree()
  await expect(resumed).toHaveCount(1)

  await two.owner.list.focus()
  await two.owner.key('d')
  await expect(two.staff.button('Open again')).toBeVisible()
  await two.staff.list.focus()
  await two.staff.key('Shift+d')
  await expect(two.staff.button('Open again')).toHaveCount(0)
  await two.agree()
})

/** Filters by one value. */
async function filterBy(c: Console, typed: string): Promise<void> {
  const menu = c.page.getByRole('dialog', { name: 'Filter' })
  await c.key('f')
  await expect(menu.getByPlaceholder('Filter by…')).toBeFocused()
  await c.page.keyboard.type(typed)
  await menu.getByRole('option', { name: typed, exact: true }).click()
  await c.key('Escape')
  await expect(menu).toBeHidden()
}

test('filtered alike on both by agent and channel; changed together by one, there for the other', async ({
  seat,
  stack,
}) => {
  const two = await pair(seat, stack)
  const numbers = ['+447700900121', '+447700900122'] as const
  const ids: string[] = []
  for (const number of numbers) ids.push(await two.meet(number, 'Is there parking nearby?'))
  const rows = async () => (await two.api.rows('conversations')).filter((row) => ids.includes(row.id))
  const both = [two.owner, two.staff]
  for (const c of both) {
    await c.page.getByRole('searchbox', { name: 'Search' }).fill('')
    await c.page.getByRole('navigation', { name: 'Views' }).getByText('Everything', { exact: true }).click()
    await filterBy(c, 'Wren')
    await filterBy(c, 'SMS')
    for (const number of numbers) await expect(c.list).toContainText(number.slice(-6))
  }
  const listed = (c: Console) => c.list.getByRole('option').locator('span[dir=auto]').first().textContent()
  await expect.poll(async () => await listed(two.owner)).toBe(await listed(two.staff))

  const mark = async () => {
    for (const number of numbers)
      await two.staff.list
        .getByRole('option')
        .filter({ hasText: number.slice(-6) })
        .click({ modifiers: ['ControlOrMeta'] })
  }
  const marked = two.staff.page.getByRole('toolbar', { name: 'Marked conversations' })
  await mark()
  await marked.getByRole('button', { name: 'Mode' }).click()
  await two.staff.page.getByRole('dialog', { name: 'Reply mode' }).getByRole('button', { name: 'Off' }).click()
  await expect.poll(async () => (await rows()).map((row) => row.replyMode)).toEqual(['off', 'off'])
  await mark()
  await marked.getByRole('button', { name: 'Assign' }).click()
  await two.staff.page.getByRole('dialog', { name: 'Assign to' }).getByRole('button', { name: /^Me/ }).click()
  await expect.poll(async () => (await rows()).every((row) => row.assigneeId !== null)).toBe(true)
  for (const number of numbers) {
    await Promise.all(both.map((c) => c.open(number)))
    for (const { page } of both) {
      await expect(side(page).getByRole('combobox', { name: 'Reply mode' })).toHaveText(/Off/)
      await expect(side(page).getByRole('combobox', { name: 'Assigned to' })).toHaveText(/Theo Marsh/)
    }
    await two.agree()
  }
})

test('a playbook reaches its goal: it asks, then hands off by the route that the customer chose', async ({
  seat,
  stack,
}) => {
  const two = await pair(seat, stack)
  const wren = (await two.api.rows('agents')).find((a) => a.name === 'Wren')!
  const made = await two.api.command('playbook.add', {
    agentId: wren.id,
    name: 'Wedding',
    condition: 'someone asks about a wedding',
    collect: [{ key: 'date', label: 'Date', question: 'Which date is the wedding?', kind: 'date' }],
    route: { kinds: ['call', 'meeting'], ask: true, question: 'Shall we call you, or would you like a meeting?' },
  })
  expect(made.status).toBe('done')
  const number = '+447700900123'
  await two.meet(number, 'Hi, do you do wedding hair?')
  const says = async (words: RegExp) => {
    for (const { page } of [two.owner, two.staff])
      await expect(page.getByRole('region', { name: 'Draft' })).toContainText(words)
    await two.agree()
  }
  await says(/Which date is the wedding\?/)
  await two.staff.button('Approve & send').click()
  await expect.poll(async () => (await stack.received(number)).length).toBe(1)
  await stack.text(number, 'the 12th of June')
  await says(/Shall we call you, or would you like a meeting\?/)
  await two.owner.button('Approve & send').click()
  await expect.poll(async () => (await stack.received(number)).length).toBe(2)
  await stack.text(number, 'A meeting please')
  for (const { page } of [two.owner, two.staff]) {
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Draft' })).toHaveCount(0)
  }
  const handoff = (await two.api.rows('conversations')).find((c) => c.customerNumber === number)!.handoff
  expect(handoff).toMatchObject({ route: 'meeting' })
  await two.agree()
})

test('the agent at work is seen on both consoles, while it is and no longer', async ({ seat, stack }) => {
  // A model that takes its time, and then has nothing to say.
  const waiting: ServerResponse[] = []
  let silent = true
  const model = createServer((_request, response) => {
    if (silent) waiting.push(response)
    else response.writeHead(401).end()
  })
  await new Promise<void>((listening) => model.listen(0, '127.0.0.1', listening))
  const { port } = model.address() as AddressInfo
  await stack.stopServer()
  await stack.startServer({ OPENAI_API_KEY: 'none', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` })
  try {
    const two = await pair(seat, stack)
    await two.meet('+447700900124', 'Is there parking nearby?')
    for (const c of [two.owner, two.staff]) await expect(c.thread.getByText('Wren is writing')).toBeVisible()
    silent = false
    for (const response of waiting) response.writeHead(401).end()
    for (const c of [two.owner, two.staff]) await expect(c.thread.getByText('Wren is writing')).toHaveCount(0)
    await two.agree()
  } finally {
    model.closeAllConnections()
    model.close()
    await stack.stopServer()
    await stack.startServer()
  }
})
