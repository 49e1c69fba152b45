/** Builds what the end-to-end tests run, where its sources have changed: the window, and what the console's processes run. */
import { buildElectron, buildWebHost, buildWindow } from '../scripts/window.ts'

export default function buildAll(): void {
  buildElectron()
  buildWebHost()
  buildWindow()
}

if (import.meta.main) buildAll()
