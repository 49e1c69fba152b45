/**
 * The console in a browser, signed in, over a stack that one file of tests shares. A file's tests also share one page a
 * person: each begins with the page loaded afresh and nothing kept in it, as a person's own browser would.
 */
import { type Browser, test as base, expect, type Locator, type Page } from '@playwright/test'
import { type Stack, startStack } from '../stack.ts'

type Who = 'owner' | 'staff'

/** What the file that is running shares; another file gets a fresh one, so that none depends on another's deeds. */
interface Kept {
  readonly file: string
  readonly stack: Stack
  readonly pages: { [W in Who]?: Promise<Page> }
}

interface Keeper {
  of(file: string): Promise<Kept>
}

/** A person's console at a place of their own, signed in. */
export type Seat = (who: Who) => Promise<Console>

export const test = base.extend<{ console: Console; seat: Seat; stack: Stack; kept: Kept }, { keeper: Keeper }>({
  keeper: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for a pattern
    async ({}, use) => {
      let held: Kept | null = null
      const end = async () => {
        for (const page of Object.values(held?.pages ?? {})) await (await page).context().close()
        await held?.stack.close()
        held = null
      }
      await use({
        of: async (file) => {
          if (held?.file !== file) {
            await end()
            held = { file, stack: await startStack(), pages: {} }
            const owner = await held.stack.as('owner')
            await owner.command('venue.timing', { burstSeconds: 0, undoSeconds: 2 })
          }
          return held
        },
      })
      await end()
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  kept: async ({ keeper }, use, { file }) => {
    await use(await keeper.of(file))
  },
  stack: async ({ kept }, use) => {
    await use(kept.stack)
  },
  seat: async ({ kept, browser }, use) => {
    const taken: Page[] = []
    await use(async (who) => {
      kept.pages[who] ??= newPage(browser)
      const page = await kept.pages[who]
      taken.push(page)
      await signIn(page, kept.stack, who)
      return new Console(page)
    })
    for (const page of taken) await leave(page)
  },
  console: async ({ seat }, use) => {
    await use(await seat('owner'))
  },
})

export { expect }

const newPage = async (browser: Browser): Promise<Page> => (await browser.newContext()).newPage()

/** Nothing of one test is there for the next one but who is signed in. */
async function leave(page: Page): Promise<void> {
  for (const other of page.context().pages()) if (other !== page) await other.close()
  // To a picture of the same site: its process stays, which costs more than all that it shows.
  const picture = await page.evaluate(() => {
    localStorage.clear()
    return document.querySelector<HTMLLinkElement>('link[rel=icon]')!.href
  })
  await page.goto(picture)
  await page.setViewportSize({ width: 1280, height: 720 })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' })
}

/**
 * Signs in where the browser does not know the person yet.
 * @param desk the console's address; the stack's own unless given
 */
export async function signIn(page: Page, stack: Stack, who: Who, desk = stack.desk): Promise<void> {
  await page.goto(desk)
  const list = page.getByRole('listbox', { name: 'Conversations' })
  const email = page.getByRole('textbox', { name: 'Email' })
  await expect(list.or(email)).toBeVisible()
  if (await email.isVisible()) {
    await email.fill(`${who}@demo.test`)
    await page.getByLabel('Password').fill('greenlight')
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await expect(list).toBeVisible()
  await expect(list).toHaveAttribute('aria-busy', 'false')
  // A first frame that comes with the page does nothing yet.
  await expect(page.locator('[inert] #conversations')).toHaveCount(0)
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

  /** Two keys one right after the other, however busy the machine is: the first counts for a second or so. */
  async keys(first: string, second: string): Promise<void> {
    await Promise.all([this.key(first), this.key(second)])
  }
}

/** What each button is called; a count beside its words is left out. */
export const namesOf = (buttons: Locator) =>
  buttons.evaluateAll((all) => all.map((b) => b.ariaLabel ?? b.textContent.trim().replace(/\d+$/, '')))

/** Adds the venue of that server beside the one that is looked at, and looks at it. */
export async function addVenue(page: Page, url: string): Promise<void> {
  await page.getByRole('button', { name: 'Dana Whitlock' }).click()
  await page.getByRole('button', { name: 'Add a venue', exact: true }).click()
  await page.getByLabel('Address of its server').fill(url)
  await page.getByRole('button', { name: 'Go on', exact: true }).click()
  await expect(page.getByRole('heading', { name: /^Sign in at 127\.0\.0\.1/ })).toBeVisible()
  await page.getByLabel('Email').fill('owner@demo.test')
  await page.getByLabel('Password').fill('greenlight')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Takes the demo venue's own cards and playbooks away, which would answer too. */
export async function withoutCards(stack: Stack): Promise<void> {
  const owner = await stack.as('owner')
  for (const { id } of await owner.rows('guidance')) await owner.command('guidance.remove', { guidanceId: id })
  for (const { id } of await owner.rows('playbooks')) await owner.command('playbook.remove', { playbookId: id })
}
