/** Builds what the end-to-end tests run, where its sources have changed: the window, and what Electron runs beside it. */
import { buildElectron, buildWindow } from '../scripts/window.ts'

export default function buildAll(): void {
  buildElectron()
  buildWindow()
}

if (import.meta.main) buildAll()
