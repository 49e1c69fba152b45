/** A real browser, and somebody signed in to a console in it. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from '@playwright/test'
import { CHROMIUM_FLAGS, ensureBrowser, SYSTEM_CHROMIUM } from '../../scripts/browser.ts'
import { emailOf, PASSWORD } from './stack.ts'

const VIEWPORT = { width: 1440, height: 900 }

export function launchBrowser(): Promise<Browser> {
  ensureBrowser()
  return chromium.launch({
    ...(existsSync(SYSTEM_CHROMIUM) && { executablePath: SYSTEM_CHROMIUM }),
    args: [...CHROMIUM_FLAGS, '--enable-precise-memory-info'],
  })
}

export async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-GB', timezoneId: 'Europe/London' })
  return context.newPage()
}

export async function signInTo(page: Page, desk: string): Promise<void> {
  await page.goto(desk)
  await page.getByLabel('Email').fill(emailOf('owner'))
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('listbox', { name: 'Conversations' }).getByRole('option').first().waitFor()
}
