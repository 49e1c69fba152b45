import { existsSync } from 'node:fs'
import { defineConfig, devices } from '@playwright/test'
import { CHROMIUM_FLAGS, SYSTEM_CHROMIUM } from './scripts/browser.ts'

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/playwright',
  globalSetup: './e2e/build.ts',
  // A test waits for half of its time, for an undo to pass or a server to come back: another one has the processor then.
  workers: '250%',
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  // A browser on a busy machine may be late once; what needed a second try is named at the end of the run.
  retries: 2,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  // A trace of every test costs a tenth of its time: what has to be tried again leaves one.
  snapshotPathTemplate: 'e2e/pictures/{arg}{ext}',
  use: { trace: 'on-first-retry', screenshot: 'only-on-failure' },
  projects: [
    { name: 'electron', testMatch: 'electron/*.spec.ts' },
    {
      name: 'console',
      testMatch: 'console/*.spec.ts',
      use: {
        ...devices['Desktop Chrome'],
        launchOptions: {
          executablePath: existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : undefined,
          args: CHROMIUM_FLAGS,
        },
      },
    },
  ],
})
