#!/usr/bin/env node
/**
 * Stands in for the Electron binary where that is missing: a Node program that Playwright's Electron driver launches as
 * if it were Electron, with Chromium beside it. The application's main, preload and utility process run unchanged.
 */
import inspector from 'node:inspector'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
// Whole before anybody asks: the driver requires 'electron' at a moment of its own.
import { app } from './api.ts'
import { ground } from './browser-window.ts'
import { Cdp } from './cdp.ts'
import { startChromium } from './chromium.ts'

/** Given by the driver; Electron hides the like from an application that has been packaged. */
const DRIVER_SWITCHES = ['--no-sandbox', '--inspect=0', '--remote-debugging-port=0']

const [main, ...args] = process.argv.slice(2).filter((argument) => !DRIVER_SWITCHES.includes(argument))
if (main === undefined) throw new Error('The stand-in needs the application’s main script')
process.argv = [process.execPath, resolve(main), ...args]
Object.assign(process, { resourcesPath: import.meta.dirname })

const api = new URL('api.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: api, shortCircuit: true } : next(specifier, context),
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => app.quit())

const released = Promise.withResolvers<void>()
/** The driver calls this once it has attached; the application becomes ready only then. */
Object.assign(globalThis, { __playwright_run: () => released.resolve() })

// Says 'Debugger listening on …', which the driver waits for, and then the line of Chromium.
inspector.open(0)
const address = await startChromium()
ground.cdp = await Cdp.connect(address)
process.stderr.write(`DevTools listening on ${address}\n`)

await import(pathToFileURL(resolve(main)).href)
await released.promise
app.becomeReady()
