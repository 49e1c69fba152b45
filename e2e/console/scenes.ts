/** Every page of the console as it is looked at: by the pictures that are compared, and by whoever wants to see it. */
import type { Page } from '@playwright/test'
import type { Stack } from '../stack.ts'
import { addVenue, Console, expect, signIn } from './fixture.ts'

/** Wednesday, 10:00 in London: when everything in these pictures happens. */
export const AT = Date.parse('2026-11-18T10:00:00Z')

/** The processes of a stack whose clock stands still. */
export const STILL: NodeJS.ProcessEnv = {
  NODE_OPTIONS: `--import=${new URL('../still-clock.ts', import.meta.url).href}`,
  STILL_CLOCK: new Date(AT).toISOString(),
  TZ: 'UTC',
}

/** Nothing below opens these: they stay unread, whoever is slow. */
const UNREAD = /^(Siobhan|Gareth|Florence|Megan|Rhys|Stuart|Kwame)/

export async function openConsole(page: Page, stack: Stack): Promise<void> {
  // What is open for a second is read: of what is opened here, all is read beforehand.
  const owner = await stack.as('owner')
  const opened = (await owner.rows('conversations')).filter((c) => !UNREAD.test(String(c.customerName)))
  await owner.command('conversation.read', { ids: opened.map((c) => c.id) })
  await page.clock.setFixedTime(AT)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await signIn(page, stack, 'owner')
  await expect(new Console(page).connection).toContainText(/in step/i)
}

type Scene = (page: Page) => Promise<void>

const settle = async (page: Page) => {
  await page.mouse.move(0, 0)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
}

/** A view, open on the conversation of that customer, or on its first. */
function view(name: string, heading = name): Scene {
  return async (page) => {
    await settle(page)
    const back = page.getByRole('button', { name: /^Back to inbox/ })
    if (await back.isVisible()) await back.click()
    await page.getByRole('searchbox', { name: 'Search' }).fill('')
    await page.getByRole('navigation', { name: 'Views' }).getByText(name, { exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
    await expect(new Console(page).list.getByRole('option').first()).toBeVisible()
  }
}

/** A conversation, found by who wrote it. */
function thread(customer: string): Scene {
  return async (page) => {
    await view('Everything')(page)
    const c = new Console(page)
    await page.getByRole('searchbox', { name: 'Search' }).fill(customer)
    await c.list.getByRole('option').filter({ hasText: customer }).first().click()
    await expect(c.thread.getByRole('heading', { name: customer })).toBeVisible()
  }
}

function settings(name: string): Scene {
  return async (page) => {
    await settle(page)
    const own = page.getByRole('button', { name: 'Settings', exact: true })
    if (await own.isVisible()) await own.click()
    await page.getByRole('navigation', { name: 'Settings' }).getByText(name, { exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  }
}

function dialog(before: Scene, open: (page: Page) => Promise<void>): Scene {
  return async (page) => {
    await before(page)
    await open(page)
    await expect(page.getByRole('dialog').first()).toBeVisible()
  }
}

const key = (name: string) => (page: Page) => page.keyboard.press(name)
const HANNAH = thread('Hannah Whitcombe')

/** What lies over a page is made of the same as the pages, which are looked at in dark. */
export const LIGHT_ONLY: ReadonlySet<string> = new Set([
  ...['no-matches', 'risk', 'long-name', 'failed', 'personal', 'reject', 'hand-off', 'snooze', 'note', 'assign'],
  ...['filter', 'save-view', 'marked', 'keys'],
])

export const SCENES: Readonly<Record<string, (page: Page, stack: Stack) => Promise<void>>> = {
  'needs-you': view('Needs you'),
  'sending-soon': async (page) => {
    await view('Needs you')(page)
    await page.getByRole('navigation', { name: 'Views' }).getByText('Sending soon', { exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Sending soon' })).toBeVisible()
  },
  'handed-off': view('Handed off'),
  'ai-handled': view('AI handled'),
  snoozed: view('Snoozed'),
  done: view('Done'),
  everything: view('Everything'),
  'no-matches': async (page) => {
    await view('Needs you')(page)
    await page.getByRole('searchbox', { name: 'Search' }).fill('zzqx')
    await expect(page.getByText('No matches')).toBeVisible()
  },
  complaint: thread('Charlotte Osborne'),
  risk: thread('Bethan Rees'),
  arabic: thread('ليلى حداد'),
  'long-name': thread('Wilhelmina'),
  failed: thread('Xanthe Quayle'),
  personal: thread('Mum'),
  editing: async (page) => {
    await HANNAH(page)
    await page.keyboard.press('e')
    await expect(page.getByRole('textbox', { name: 'Edit the draft' })).toBeFocused()
  },
  why: dialog(HANNAH, key('w')),
  reject: dialog(HANNAH, key('r')),
  'hand-off': dialog(HANNAH, key('h')),
  snooze: dialog(HANNAH, key('s')),
  note: dialog(HANNAH, key('n')),
  assign: dialog(HANNAH, key('i')),
  filter: dialog(view('Needs you'), key('f')),
  'save-view': dialog(view('Needs you'), key('v')),
  marked: async (page) => {
    await view('Needs you')(page)
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+j')
    await page.keyboard.press('Shift+j')
    await expect(page.getByRole('toolbar', { name: 'Marked conversations' })).toContainText('3 marked')
  },
  palette: dialog(view('Needs you'), key('ControlOrMeta+k')),
  keys: dialog(view('Needs you'), key('?')),
  insights: async (page) => {
    await settings('Insights')(page)
    await expect(page.getByRole('heading', { level: 2, name: 'At a glance' })).toBeVisible()
  },
  'auto-send': settings('Auto-send'),
  backtest: settings('Backtest'),
  limits: settings('Caps and quiet hours'),
  engine: async (page) => {
    await settings('Engine')(page)
    // The classifier's version: another one changes no page.
    const version = page.getByText(/^local-[0-9a-f]{16}$/)
    await version.evaluate((element) => {
      element.firstChild!.nodeValue = 'local-0123456789abcdef'
    })
  },
  timing: settings('Timing'),
  agents: settings('Agents'),
  agent: async (page) => {
    await settings('Agents')(page)
    await page.getByRole('button', { name: 'Open Wren' }).click()
    await expect(page.getByRole('textbox', { name: 'Text as a customer' })).toBeVisible()
  },
  evals: settings('Evals'),
  voice: settings('Brand voice'),
  memory: settings('Business Memory'),
  services: settings('Services and prices'),
  diary: settings('Hours and diary'),
  venue: settings('Number and venue'),
  credits: settings('Credits and plan'),
  team: settings('Team and sessions'),
  audit: settings('Audit log'),
  snippets: settings('Snippets and macros'),
  notifications: settings('Notifications'),
  keyboard: settings('Keyboard'),
  components: async (page) => {
    await settings('Timing')(page)
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('components')
    await page.getByRole('option', { name: 'Components' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Components' })).toBeVisible()
  },
  // The last: another venue stands in the header from here on.
  venues: async (page, stack) => {
    await HANNAH(page)
    await page.getByRole('searchbox', { name: 'Search' }).fill('')
    const fern = await stack.anotherVenue('Fern & Co')
    await fern.owner.command('killswitch.engage', {})
    await addVenue(page, fern.url)
    const venues = page.getByRole('navigation', { name: 'Venues' })
    await expect(new Console(page).connection).toContainText(/in step/i)
    await venues.getByRole('button', { name: /^Willow/ }).click()
    await expect(new Console(page).list).toHaveAttribute('aria-busy', 'false')
    await expect(new Console(page).thread.getByRole('heading', { name: 'Hannah Whitcombe' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Draft' })).toBeVisible()
    await expect(venues.getByRole('button', { name: 'Fern & Co: 24 need you, stopped' })).toBeVisible()
    await page.getByRole('button', { name: /^All venues/ }).click()
    await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(2)
    // Ports are different each time.
    await page
      .getByRole('dialog')
      .getByText(/127\.0\.0\.1/)
      .evaluateAll((all) => {
        for (const { lastChild } of all) if (lastChild !== null) lastChild.nodeValue = 'Dana Whitlock · book.example'
      })
    await page.mouse.move(0, 0)
  },
}
