/** `npm run server -- setup`: a new code for a server without an account, whether it runs or not. */
import { CannotStart, type Settings } from '../settings.ts'
import { openStorage } from '../storage/storage.ts'
import { newSetupCode, type SetupCode } from './codes.ts'

/** @returns what to tell. @throws CannotStart where somebody has an account */
export async function makeSetupCode(settings: Settings): Promise<string> {
  const { dataFolder: folder, databaseUrl } = settings
  const storage = await openStorage({ folder, databaseUrl, clock: Date.now })
  try {
    const code = await newSetupCode(storage, Date.now)
    if (code === null) throw new CannotStart('somebody has an account here already; owners invite others')
    return setupWords(settings, code)
  } finally {
    await storage.close()
  }
}

export function setupWords({ deskPort }: Settings, { token, expiresAt }: SetupCode): string {
  const until = new Date(expiresAt).toTimeString().slice(0, 5)
  return [
    `No account exists yet. Set up, once and until ${until}:`,
    ...(deskPort === 0
      ? []
      : [`  http://127.0.0.1:${deskPort}/#setup=${token}`, 'or, in a console that is open, with this code:']),
    `  ${token}`,
  ].join('\n')
}
