/** Builds what the end-to-end tests run, once: the window, and what Electron runs beside it. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, createBuilder } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

export default async function buildAll(): Promise<void> {
  const electron = await createBuilder({ root, configFile: `${root}vite.electron.config.ts`, logLevel: 'warn' })
  await electron.buildApp()
  if (process.env.SHELL_ONLY) return
  if (existsSync(`${root}renderer/main.tsx`)) await build({ configFile: `${root}vite.config.ts`, logLevel: 'warn' })
}
