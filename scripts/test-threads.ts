/** Once for a test run: where the programs of the desk's threads were built, if they belong to the sources as they are. */
import { pathToFileURL } from 'node:url'
import type { TestProject } from 'vitest/node'
import { builtWebHost } from './window.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Null: threads are started from their sources. */
    builtThreads: string | null
  }
}

export default function setup(project: TestProject): void {
  const built = builtWebHost()
  project.provide('builtThreads', built && pathToFileURL(`${built}/`).href)
}
