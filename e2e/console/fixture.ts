/** The console in a browser, signed in, over a stack that one file of tests shares. */
import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { type Stack, startStack } from '../stack.ts'

/** Holds the stack of the file that is running; another file gets a fresh one, so that none depends on another's deeds. */
interface Keeper {
  of(file: string): Promise<Stack>
}

export const test = base.extend<{ console: Console; stack: Stack }, { keeper: Keeper }>({
  keeper: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for a pattern
    async ({}, use) => {
      let held: { file: string; stack: Stack } | null = null
      await use({
        of: async (file) => {
          if (held?.file !== file) {
            await held?.stack.close()
            held = { file, stack: await startStack() }
            const owner = await held.stack.as('owner')
            await owner.command('venue.timing', { burstSeconds: 0, undoSeconds: 2 })
          }
          return held.stack
        },
      })
      await (held as { stack: Stack } | null)?.stack.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  stack: async ({ keeper }, use, { file }) => {
    await use(await keeper.of(file))
  },
  console: async ({ page, stack }, use) => {
    await signIn(page, stack, 'owner')
    await use(new Console(page))
  },
})

export { expect }

/** @param desk the console's address; the stack's own unless given */
export async function signIn(page: Page, stack: Stack, who: 'owner' | 'staff', desk = stack.desk): Promise<void> {
  await page.goto(desk)
  await page.getByLabel('Email').fill(`${who}@demo.test`)
  await page.getByLabel('Password').fill('greenlight')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('listbox', { name: 'Conversations' })).toBeVisible()
}

/** Found as a person, or a script, would find things: by role and accessible name. */
export class Console {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  get list(): Locator {
    return this.page.getByRole('listbox', { name: 'Conversations' })
  }
  get thread(): Locator {
    return this.page.getByRole('region', { name: 'Thread' })
  }
  get reply(): Locator {
    return this.page.getByRole('textbox', { name: 'Reply' })
  }
  get killSwitch(): Locator {
    return this.page.getByRole('switch', { name: 'Kill switch' })
  }
  get connection(): Locator {
    return this.page.getByRole('status', { name: 'Connection' })
  }
  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  /** Opens a customer's thread through the search; the list keeps to that one, so that no action moves on. */
  async open(number: string): Promise<void> {
    const digits = number.slice(-6)
    await this.page.getByRole('searchbox', { name: 'Search' }).fill(digits)
    await this.list.getByRole('option').filter({ hasText: digits }).click()
    await expect(this.thread).toContainText(digits)
  }

  async key(key: string): Promise<void> {
    await this.page.keyboard.press(key)
  }
}

/** Takes the demo venue's own cards and playbooks away, which would answer too. */
export async function withoutCards(stack: Stack): Promise<void> {
  const owner = await stack.as('owner')
  for (const { id } of await owner.rows('guidance')) await owner.command('guidance.remove', { guidanceId: id })
  for (const { id } of await owner.rows('playbooks')) await owner.command('playbook.remove', { playbookId: id })
}
