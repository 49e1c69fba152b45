/**
 * `npm run desk -- --web` begins here. As it is built, what it runs is kept compiled once a page has come with its first
 * frame; from its sources it runs as they are, and its pages begin without one.
 */
import { getCompileCacheDir } from 'node:module'
import { openProgram } from './program.ts'
import type { WebHostOptions } from './web.ts'

type FirstFrame = Awaited<ReturnType<NonNullable<WebHostOptions['firstFrame']>>>
type WebConsole = typeof import('./web-console.ts')

/** By then a window has drawn its list and is in step: what every start runs has run. */
const KEEPS_AFTER_MS = 5_000

function runBuilt(): Promise<void> {
  const program = openProgram(import.meta.dirname, getCompileCacheDir())
  const { runWebConsole } = program.read('web-console.cjs') as WebConsole
  return runWebConsole(async () => {
    setTimeout(program.keep, KEEPS_AFTER_MS).unref()
    return program.read('first-frame.cjs') as FirstFrame
  })
}

// By its address: the bundle of this file holds nothing else.
const fromSources = async () => {
  const { runWebConsole } = (await import(new URL('./web-console.ts', import.meta.url).href)) as WebConsole
  return runWebConsole(undefined)
}

void (import.meta.url.endsWith('.ts') ? fromSources() : runBuilt())
