/** Public reviews: from the provider's page into the pool, and a reply from there back below the review. */
import { expect, test } from './fixture.ts'

test('a review with praise is drafted, approved by one key, and answered in public once', async ({
  console: c,
  stack,
}) => {
  const { page } = c
  const provider = await page.context().newPage()
  await provider.goto(`${stack.sandbox}/reviews`)
  await provider.getByLabel('Your name').fill('Quilla Farthingale')
  await provider.getByRole('textbox', { name: 'Review', exact: true }).fill('Thank you all, I love it.')
  await provider.getByRole('button', { name: 'Publish the review' }).click()
  await expect(provider.getByRole('status')).toHaveText('Published; the venue has it.')

  await page.bringToFront()
  await page.getByRole('searchbox', { name: 'Search' }).fill('Farthingale')
  await c.list.getByRole('option').filter({ hasText: 'Farthingale' }).click()
  await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('Public review')
  await expect(c.thread.getByRole('img', { name: '5 of 5 stars' })).toBeVisible()
  await expect(c.button('Approve & send')).toBeVisible()
  await c.key('a')
  await provider.bringToFront()
  await expect(provider.getByRole('list', { name: 'Published reviews' })).toContainText(/Reply of the venue.*Quilla/s)
})

test('two stars: a person writes what is published, whatever may be sent by itself', async ({ console: c, stack }) => {
  const { page } = c
  const owner = await stack.as('owner')
  const write = (name: string, stars: number, comment: string) =>
    fetch(`${stack.sandbox}/reviews/write`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, stars, comment }),
    })
  const decisionOn = async (comment: string) => {
    const message = (await owner.rows('messages')).find((m) => m.body === comment)
    const decision = (await owner.rows('decisions')).find((d) => d.id === message?.id)
    return (decision?.reasons as string[] | undefined) ?? []
  }
  await write('Zephyr Ormerod', 2, 'It was fine I suppose.')
  await page.getByRole('searchbox', { name: 'Search' }).fill('Ormerod')
  await c.list.getByRole('option').filter({ hasText: 'Ormerod' }).click()
  await expect(c.thread.getByRole('img', { name: '2 of 5 stars' })).toBeVisible()
  await expect.poll(() => decisionOn('It was fine I suppose.')).toContain('guardrail')
  await expect(c.reply).toHaveAttribute('placeholder', 'Reply to Zephyr in public')
  await expect(c.thread).not.toContainText(/\d segments?/)
})
