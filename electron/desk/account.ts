/** Who a desk belongs to, and where the session's token is kept. */
import path from 'node:path'
import { type SignInAnswer, signInAnswer } from '#shared/feed.ts'
import { readIfThere, readJson, removeIfThere, writePrivate } from './files.ts'

/** A person at a venue, as the server described them at the last sign-in. */
const account = signInAnswer.pick({ person: true, venue: true })
export type Account = Pick<SignInAnswer, 'person' | 'venue'>

/** Keeps one person's token; a shell with a keychain brings its own. */
export interface TokenStore {
  load(): Promise<string | null>
  save(token: string): Promise<void>
  clear(): Promise<void>
}

/** A file that only its owner may read. */
export function fileTokenStore(folder: string): TokenStore {
  const file = path.join(folder, 'session')
  return {
    load: async () => readIfThere(file),
    save: async (token) => writePrivate(file, token),
    clear: async () => removeIfThere(file),
  }
}

export function saveAccount(folder: string, { person, venue }: Account): void {
  writePrivate(path.join(folder, 'account.json'), JSON.stringify({ person, venue }))
}

/** @returns null where the folder has none that can be read. */
export function loadAccount(folder: string): Account | null {
  const parsed = account.safeParse(readJson(path.join(folder, 'account.json')))
  return parsed.success ? parsed.data : null
}
