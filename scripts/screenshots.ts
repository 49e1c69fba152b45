/**
 * Takes the pictures of `docs/images` from the running product: a stack of its own over a fresh demo venue, a browser,
 * every scene in light and in dark. `node scripts/run.mjs screenshots`
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { chromium, type Page } from '@playwright/test'
import { type Api, type Stack, startStack } from '../e2e/stack.ts'
import { ensureBrowser, SYSTEM_CHROMIUM } from './browser.ts'
import { repack } from './png.ts'
import { ROOT } from './processes.ts'
import { buildWebHost, buildWindow } from './window.ts'

const FOLDER = path.join(ROOT, 'docs/images')
const SERVER = path.join(ROOT, 'sync-server/main.ts')
const VIEWPORT = { width: 1440, height: 900 }
const SCHEMES = ['light', 'dark'] as const
/** Numbers that the demo's history leaves free. */
const WAITING = '+447700900181'
const STOPPED = '+447700900182'
/** The first of the sandbox's own phones. */
const SAM = '+447700900901'
const PICTOGRAPH = /\p{Extended_Pictographic}/u

type Clip = { x: number; y: number; width: number; height: number }

/** One picture of what stands there, in both schemes. */
async function shoot(page: Page, name: string, clip?: Clip): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(() => document.fonts.ready)
    const file = `${name}-${colorScheme}.png`
    const picture = repack(await page.screenshot({ animations: 'disabled', ...(clip && { clip }) }))
    writeFileSync(path.join(FOLDER, file), picture)
    console.log(`${file}  ${Math.round(picture.length / 1_024)} KB`)
  }
}

const list = (page: Page) => page.getByRole('listbox', { name: 'Conversations' })
const thread = (page: Page) => page.getByRole('region', { name: 'Thread' })
const connection = (page: Page) => page.getByRole('status', { name: 'Connection' })

/** So many automatic replies are in their hold. */
const soon = (page: Page, count: number) =>
  page.getByRole('button', { name: new RegExp(`sending soon.*${count}`, 'i') }).waitFor()

async function signIn(page: Page, stack: Stack): Promise<void> {
  await page.goto(stack.desk)
  await page.getByLabel('Email').fill('owner@demo.test')
  await page.getByLabel('Password').fill('greenlight')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await list(page).getByRole('option').first().waitFor()
}

/** The list shows only what fits, so it is scrolled until the row is there. */
async function open(page: Page, name: string): Promise<void> {
  const row = list(page).getByRole('option').filter({ hasText: name })
  await until(`${name} in the list`, async () => {
    if ((await row.count()) > 0) return true
    await list(page).hover()
    await page.mouse.wheel(0, 300)
    return false
  })
  await row.click()
  await thread(page).getByText(name).first().waitFor()
}

async function until(what: string, is: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (await is()) return
    await new Promise((r) => setTimeout(r, 100))
  }
  throw new Error(`not in time: ${what}`)
}

async function busy(page: Page, stack: Stack, owner: Api): Promise<void> {
  await owner.command('venue.timing', { burstSeconds: 0, holdSeconds: 120 })
  // Where a machine has no font for them, they would show as boxes.
  const pictured = (await owner.rows('conversations')).filter(
    (c) => c.waitingSince !== null && PICTOGRAPH.test(`${c.customerName} ${c.lastText}`),
  )
  await owner.command('conversation.snooze', { ids: pictured.map((c) => c.id), until: 'reply' })
  await owner.command('autosend.master', { on: true, acknowledged: true })
  await owner.command('autosend.intent', { intent: 'hours', mode: 'auto', threshold: 0.85 })
  await stack.text(WAITING, 'What time do you open on Saturday?')
  await soon(page, 1)
  await open(page, 'Hannah Whitcombe')
  await shoot(page, 'console-busy')
  await page.keyboard.press('w')
  await page.getByRole('dialog').waitFor()
  await shoot(page, 'why')
  await page.keyboard.press('Escape')
}

async function settings(page: Page): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press(',')
  await page
    .getByRole('heading', { name: /auto-send/i })
    .first()
    .waitFor()
  await shoot(page, 'settings')
  await page.keyboard.press('g')
  await page.keyboard.press('i')
}

async function offline(page: Page, stack: Stack): Promise<void> {
  await stack.stopServer()
  await connection(page)
    .filter({ hasText: /offline/i })
    .waitFor()
  for (const name of ['Kwame Mensah', 'Stuart Irvine']) {
    await open(page, name)
    await thread(page).getByRole('button', { name: 'Approve & send' }).click()
  }
  await connection(page)
    .filter({ hasText: /2 actions/i })
    .waitFor()
  await open(page, 'Rhys Pritchard')
  await shoot(page, 'console-offline')
  await stack.startServer()
  await connection(page)
    .filter({ hasText: /in step/i })
    .waitFor()
}

async function killed(page: Page, stack: Stack): Promise<void> {
  await stack.text(STOPPED, 'What time do you close on Saturday?')
  await soon(page, 2)
  await page.keyboard.press('ControlOrMeta+Shift+X')
  await page
    .getByRole('dialog')
    .getByText(/stopped at/i)
    .first()
    .waitFor()
  await shoot(page, 'console-stopped')
  await page.keyboard.press('Escape')
}

async function allClear(page: Page, owner: Api): Promise<void> {
  await owner.command('killswitch.release', {})
  await owner.command('venue.timing', { undoSeconds: 0 })
  for (const d of (await owner.rows('drafts')).filter((d) => d.state === 'pending')) {
    await owner.command('draft.reject', { draftId: d.id, reason: 'not_needed' })
  }
  const messages = await owner.rows('messages')
  for (const m of messages.filter((m) => m.state === 'unknown')) {
    await owner.command('send.resolve', { messageId: m.id, as: 'sent' })
  }
  for (const m of messages.filter((m) => m.state === 'failed')) {
    await owner.command('message.send', { conversationId: m.conversationId, text: 'Sorry, this one got lost.' })
  }
  const conversations = await owner.rows('conversations')
  for (const c of conversations.filter((c) => c.handoff !== null)) {
    await owner.command('conversation.resume', { id: c.id })
  }
  await until('everything has left', async () =>
    (await owner.rows('messages')).every((m) => m.state !== 'queued' && m.state !== 'claimed'),
  )
  await owner.command('conversation.close', { ids: conversations.map((c) => c.id) })
  await list(page).getByRole('option').first().waitFor({ state: 'detached' })
  await shoot(page, 'console-clear')
}

async function phone(page: Page, stack: Stack, owner: Api): Promise<void> {
  await stack.text(SAM, 'How much is a balayage?')
  let draftId: string | undefined
  await until('a draft for Sam', async () => {
    const conversation = (await owner.rows('conversations')).find((c) => c.customerNumber === SAM)
    draftId = (await owner.rows('drafts')).find(
      (d) => d.conversationId === conversation?.id && d.state === 'pending',
    )?.id
    return draftId !== undefined
  })
  await owner.command('draft.approve', { draftId })
  await until('the reply at Sam', async () => (await stack.received(SAM)).length > 0)
  await page.goto(stack.sandbox)
  await page.getByText('How much is a balayage?').first().waitFor()
  await shoot(page, 'phone', { x: 160, y: 0, width: 1_120, height: 900 })
}

/** A server that begins empty: its first page, and the first step of the set-up. */
async function firstRun(page: Page): Promise<void> {
  const empty = await startStack({ GREENLIGHT_DEMO: '0' })
  try {
    const env = { ...process.env, GREENLIGHT_DATA: empty.folder }
    const { stdout } = await promisify(execFile)(process.execPath, [SERVER, 'setup'], { env })
    await page.goto(`${empty.desk}/#setup=${/^ {2}([\w-]{43})$/m.exec(stdout)?.[1]}`)
    await page.getByLabel('Name of the venue').fill('Salt & Comb')
    await page.getByLabel('Your name').fill('Nell Ashdown')
    await page.getByLabel('Email').fill('nell@salt.example')
    await page.getByLabel('Password').fill('kettle on at nine')
    await shoot(page, 'set-up')
    await page.keyboard.press('Enter')
    await page.getByText('The SMS sandbox answers.').waitFor()
    await page.getByRole('textbox', { name: 'Number', exact: true }).fill('+44 7700 900100')
    await shoot(page, 'set-up-number')
  } finally {
    await empty.close()
  }
}

ensureBrowser()
buildWindow()
buildWebHost()
mkdirSync(FOLDER, { recursive: true })
const stack = await startStack()
const browser = await chromium.launch({
  ...(existsSync(SYSTEM_CHROMIUM) && { executablePath: SYSTEM_CHROMIUM }),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-lcd-text',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-sync',
  ],
})
try {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-GB', timezoneId: 'Europe/London' })
  const page = await context.newPage()
  const owner = await stack.as('owner')
  await signIn(page, stack)
  await busy(page, stack, owner)
  await settings(page)
  await offline(page, stack)
  await killed(page, stack)
  await phone(await context.newPage(), stack, owner)
  await allClear(page, owner)
  await firstRun(await context.newPage())
} finally {
  await browser.close()
  await stack.close()
}
