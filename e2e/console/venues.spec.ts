/** Two venues in one console, on two servers with the very same ids: going between them, and what stays where. */
import { nothingToFind } from './axe.ts'
import { addVenue, expect, test } from './fixture.ts'

test('a second venue is added without signing out; typing, stopping and removing keep to the one that is named', async ({
  seat,
  stack,
}) => {
  const c = await seat('owner')
  const { page } = c
  const fern = await stack.anotherVenue('Fern & Co')
  const venues = page.getByRole('navigation', { name: 'Venues' })
  await expect(venues).toBeHidden()

  await addVenue(page, fern.url)
  const tile = (name: string) => venues.getByRole('button', { name: new RegExp(`^${name}`) })
  await expect(tile('Fern & Co')).toHaveAttribute('aria-current', 'true')
  await expect(tile('Willow & Wren')).toHaveAccessibleName(/need you/)
  await expect(c.list).toHaveAttribute('aria-busy', 'false')

  // Words typed in one are there on return, and not in the other: the same conversation has the same id in both.
  const place = c.list.locator('[role=option][aria-selected=true]')
  const id = await place.getAttribute('data-conversation')
  await c.reply.fill('For Fern alone')
  await c.key('ControlOrMeta+Shift+Digit1')
  await expect(tile('Willow & Wren')).toHaveAttribute('aria-current', 'true')
  await expect(c.list).toHaveAttribute('aria-busy', 'false')
  await expect(c.reply).toHaveValue('')
  await c.button('All venues, now Willow & Wren').click()
  const menu = page.getByRole('dialog', { name: 'Venues of this console' })
  await expect(menu.getByRole('listitem')).toHaveCount(2)
  await nothingToFind(page, 'the venues')
  await menu.getByRole('button', { name: /^Fern & Co/ }).click()
  await expect(tile('Fern & Co')).toHaveAttribute('aria-current', 'true')
  await expect(place).toHaveAttribute('data-conversation', id!)
  await expect(c.reply).toHaveValue('For Fern alone')

  // The switch of the window stops the venue that it names.
  await c.killSwitch.click()
  await expect(page.getByRole('dialog', { name: 'Auto-send is stopped at Fern & Co' })).toBeVisible()
  await expect(c.killSwitch).toHaveAttribute('aria-checked', 'true')
  await c.key('Escape')
  const owner = await stack.as('owner')
  const isStopped = async (api: typeof owner) =>
    (await api.rows('venue')).map(({ killSwitch }) => (killSwitch as { engaged: boolean }).engaged)
  expect([await isStopped(fern.owner), await isStopped(owner)]).toEqual([[true], [false]])
  await c.key('ControlOrMeta+Shift+Digit1')
  await expect(c.killSwitch).toHaveAttribute('aria-checked', 'false')
  await expect(tile('Fern & Co')).toHaveAccessibleName(/stopped/)

  // Its server away: it is said, the page comes back with both, and nothing unsent is lost without a word.
  await c.key('ControlOrMeta+Shift+Digit2')
  await fern.stop()
  await expect(c.connection).toContainText('Offline')
  await c.reply.fill('Never heard')
  await page.reload()
  await expect(tile('Fern & Co')).toHaveAttribute('aria-current', 'true')
  await expect(c.reply).toHaveValue('Never heard')
  await c.button('All venues, now Fern & Co').click()
  await c.button('Remove Fern & Co from this computer').click()
  const remove = page.getByRole('dialog', { name: 'Remove Fern & Co from this computer?' })
  await expect(remove.getByRole('region', { name: 'Not sent yet' })).toContainText('Never heard')
  await nothingToFind(page, 'removing a venue', { part: '[role=dialog]' })
  await remove.getByRole('button', { name: 'Remove and lose' }).click()
  await expect(venues).toBeHidden()
  await expect(c.connection).toContainText('In step')
  await expect(c.list).toHaveAttribute('aria-busy', 'false')
})
