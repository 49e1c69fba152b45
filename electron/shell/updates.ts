/** Updates itself, where it is packaged and a feed was configured when it was packaged. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const CHECK_EVERY_MS = 4 * 60 * 60 * 1_000

/** A failed check is tried again at the next one: being out of date stops nobody's work. */
export async function startUpdates(isPackaged: boolean, resources: string): Promise<void> {
  if (!isPackaged || !existsSync(join(resources, 'app-update.yml'))) return
  const { autoUpdater } = await import('electron-updater')
  autoUpdater.on('error', () => undefined)
  const check = () => void autoUpdater.checkForUpdatesAndNotify().catch(() => undefined)
  check()
  setInterval(check, CHECK_EVERY_MS).unref()
}
