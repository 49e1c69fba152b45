/** The kill switch from the console: its true state, the receipt, and a release that restores nothing. */
import { expect, test } from './fixture.ts'

test('an automatic reply in its hold is held back, the receipt lists it, and releasing restores no mode', async ({
  console: c,
  stack,
}) => {
  const number = '+447700900170'
  const owner = await stack.as('owner')
  await owner.command('autosend.master', { on: true, acknowledged: true })
  await owner.command('venue.timing', { holdSeconds: 120 })
  await owner.command('autosend.intent', { intent: 'pricing', mode: 'auto', threshold: 0.85 })
  await stack.text(number, 'How much is a balayage?')
  await c.open(number)
  await expect(c.thread).toContainText(/sending in/i)
  await c.key('ControlOrMeta+Shift+X')
  await expect(c.killSwitch).toHaveAttribute('aria-checked', 'true')
  const receipt = c.page.getByRole('dialog').filter({ hasText: /stopped at/i })
  await expect(receipt).toContainText(/1 held back/i)
  await c.key('Escape')
  await expect(c.button('Approve & send')).toBeVisible()
  expect((await owner.rows('policies')).filter((p) => p.mode === 'auto')).toEqual([])
  expect(await owner.command('autosend.intent', { intent: 'pricing', mode: 'auto' })).toMatchObject({
    status: 'refused',
    code: 'kill_switch_engaged',
  })
  await owner.command('killswitch.release', {})
  await expect(c.killSwitch).toHaveAttribute('aria-checked', 'false')
  expect((await owner.rows('policies')).filter((p) => p.mode === 'auto')).toEqual([])
  expect(await stack.received(number)).toEqual([])
})

test('an automatic reply can be cancelled while it waits, and arrives by itself when it is not', async ({
  console: c,
  stack,
}) => {
  const owner = await stack.as('owner')
  await owner.command('autosend.master', { on: true, acknowledged: true })
  await owner.command('venue.timing', { holdSeconds: 120 })
  await owner.command('autosend.intent', { intent: 'hours', mode: 'auto', threshold: 0.85 })
  await stack.text('+447700900171', 'What time do you open on Saturday?')
  await c.open('+447700900171')
  await c.page.getByRole('button', { name: 'Cancel' }).or(c.button('Undo')).first().click()
  await expect(c.button('Approve & send')).toBeVisible()
  await owner.command('venue.timing', { holdSeconds: 1 })
  await stack.text('+447700900172', 'What time do you open on Saturday?')
  await expect
    .poll(async () => (await stack.received('+447700900172')).map((t) => t.body))
    .toEqual([expect.stringMatching(/9/)])
  expect(await stack.received('+447700900171')).toEqual([])
  await owner.command('autosend.master', { on: false })
})
