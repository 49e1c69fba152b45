/** Draws the application's icons of every system from `assets/icons/icon.svg`. `node scripts/run.mjs icons` */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { CHROMIUM_FLAGS, SYSTEM_CHROMIUM } from './browser.ts'
import { icns, ico } from './icon-files.ts'
import { ROOT } from './processes.ts'

const FOLDER = path.join(ROOT, 'assets/icons')
const SIDES = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const
const LARGEST_IN_ICO = 256

const svg = readFileSync(path.join(FOLDER, 'icon.svg'), 'utf8')
const executablePath = existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : undefined
const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: CHROMIUM_FLAGS })
const page = await browser.newPage()
const pictures = new Map<number, Buffer>()
for (const side of SIDES) {
  await page.setViewportSize({ width: side, height: side })
  await page.setContent(
    `<style>html, body { margin: 0 } svg { display: block; width: ${side}px; height: ${side}px }</style>${svg}`,
  )
  pictures.set(side, await page.screenshot({ omitBackground: true }))
}
await browser.close()
writeFileSync(path.join(FOLDER, 'icon.png'), pictures.get(1024)!)
writeFileSync(path.join(FOLDER, 'icon.ico'), ico(new Map([...pictures].filter(([side]) => side <= LARGEST_IN_ICO))))
writeFileSync(path.join(FOLDER, 'icon.icns'), icns(pictures))
