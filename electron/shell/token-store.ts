/** Sessions' tokens on disk, encrypted with a key of the system's own store; without one none is written at all. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SafeStorage } from 'electron'

export interface TokenKeeper {
  /** `key`: whose token; also the name of its file. */
  read(key: string): Promise<string | null>
  /** Null forgets it. */
  write(key: string, token: string | null): Promise<void>
}

/** A token outlives a restart of the desk in memory, and one of the application only where it can be encrypted. */
export function createTokenStore(safeStorage: SafeStorage, folder: string, platform: NodeJS.Platform): TokenKeeper {
  const inMemory = new Map<string, string>()
  const fileOf = (key: string) => join(folder, `${key}.sealed`)

  async function encrypts(): Promise<boolean> {
    // `basic_text` is a fixed key that everybody knows.
    if (platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return false
    return safeStorage.isAsyncEncryptionAvailable()
  }

  return {
    async read(key) {
      const known = inMemory.get(key)
      if (known !== undefined || !(await encrypts())) return known ?? null
      const sealed = await readFile(fileOf(key)).catch(() => null)
      if (sealed === null) return null
      const { result } = await safeStorage.decryptStringAsync(sealed)
      inMemory.set(key, result)
      return result
    },
    async write(key, token) {
      const file = fileOf(key)
      if (token === null) inMemory.delete(key)
      else inMemory.set(key, token)
      if (token === null || !(await encrypts())) return rm(file, { force: true })
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(`${file}.new`, await safeStorage.encryptStringAsync(token), { mode: 0o600 })
      await rename(`${file}.new`, file)
    },
  }
}
