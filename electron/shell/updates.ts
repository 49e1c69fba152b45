/** Updates itself, where it is packaged and a feed was configured when it was packaged. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AppUpdater } from 'electron-updater'
import type { UpdateChannel, UpdateState } from '#shared/computer.ts'

const CHECK_EVERY_MS = 4 * 60 * 60 * 1_000
/** As much of the notes as a person reads. */
const NOTES_LENGTH = 4_000

export interface Updates {
  follow(channel: UpdateChannel): void
  check(): void
  /** Ends the application and starts the new version; nothing happens before one is ready. */
  restart(): void
}

/** What is used of electron-updater. */
export type Updater = Pick<
  AppUpdater,
  'checkForUpdates' | 'quitAndInstall' | 'channel' | 'allowDowngrade' | 'autoInstallOnAppQuit'
> & { on(event: string, listener: (info: never) => void): unknown }

export interface UpdatesParts {
  /** Null where this copy cannot update itself. */
  readonly updater: Promise<Updater | null>
  readonly clock: () => number
  readonly changed: (state: UpdateState) => void
}

interface Info {
  readonly version: string
  readonly releaseNotes?: string | readonly { readonly version: string; readonly note: string | null }[] | null
}

export function createUpdates({ updater, clock, changed }: UpdatesParts): Updates {
  let state: UpdateState = { kind: 'none' }
  let followed: UpdateChannel = 'latest'
  let live: Updater | null = null
  const now = (next: UpdateState) => {
    state = next
    changed(state)
  }
  const about = ({ version, releaseNotes }: Info) => ({ version, notes: plainNotes(releaseNotes) })

  const check = () => {
    // What is ready waits for a restart: looking again would only lose sight of it.
    if (live === null || state.kind === 'checking' || state.kind === 'loading' || state.kind === 'ready') return
    now({ kind: 'checking' })
    // It says itself what went wrong; being out of date stops nobody's work.
    live.checkForUpdates().catch(() => undefined)
  }

  const follow = (channel: UpdateChannel) => {
    const changes = channel !== followed
    followed = channel
    if (live === null) return
    live.channel = channel
    // Setting a channel allows an older version to replace a newer one, which the mirror's files would not bear.
    live.allowDowngrade = false
    if (changes) check()
  }

  void updater.then((found) => {
    live = found
    if (found === null) return
    found.autoInstallOnAppQuit = true
    found.on('update-available', (info: Info) => now({ kind: 'loading', ...about(info), percent: 0 }))
    found.on('update-not-available', () => now({ kind: 'idle', checkedAt: clock() }))
    found.on('download-progress', ({ percent }: { percent: number }) => {
      if (state.kind === 'loading') now({ ...state, percent: Math.floor(percent) })
    })
    found.on('update-downloaded', (info: Info) => now({ kind: 'ready', ...about(info) }))
    found.on('error', () => {
      if (state.kind !== 'ready') now({ kind: 'failed' })
    })
    follow(followed)
    check()
    setInterval(check, CHECK_EVERY_MS).unref()
  })

  return {
    follow,
    check,
    restart() {
      if (state.kind === 'ready') live?.quitAndInstall()
    },
  }
}

/** electron-updater, where this copy was packaged with a feed. */
export async function updaterOf(isPackaged: boolean, resources: string): Promise<Updater | null> {
  if (!isPackaged || !existsSync(join(resources, 'app-update.yml'))) return null
  const { autoUpdater } = await import('electron-updater')
  return autoUpdater as Updater
}

/** Words only: notes may come as a page. */
export function plainNotes(notes: Info['releaseNotes']): string {
  const whole =
    typeof notes === 'string' ? notes : (notes ?? []).map((n) => `${n.version}\n${n.note ?? ''}`).join('\n\n')
  return whole
    .replaceAll(/<(?:script|style)\b[\s\S]*?<\/(?:script|style)>/gi, '')
    .replaceAll(/<li\b[^>]*>/gi, '\n- ')
    .replaceAll(/<\/?(?:p|div|h[1-6]|ul|ol|br)\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/[ \t]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, NOTES_LENGTH)
}
