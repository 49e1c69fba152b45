/** The session token on disk, encrypted with a key of the system's own store; without one it is not written at all. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { SafeStorage } from 'electron'
import type { TokenKeeper } from './desk-process.ts'

/** The token outlives a restart of the desk in memory, and one of the application only where it can be encrypted. */
export function createTokenStore(safeStorage: SafeStorage, file: string, platform: NodeJS.Platform): TokenKeeper {
  let inMemory: string | null = null

  async function encrypts(): Promise<boolean> {
    // `basic_text` is a fixed key that everybody knows.
    if (platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return false
    return safeStorage.isAsyncEncryptionAvailable()
  }

  return {
    async read() {
      if (inMemory !== null || !(await encrypts())) return inMemory
      const sealed = await readFile(file).catch(() => null)
      if (sealed === null) return null
      const { result } = await safeStorage.decryptStringAsync(sealed)
      inMemory = result
      return result
    },
    async write(token) {
      inMemory = token
      if (token === null || !(await encrypts())) return rm(file, { force: true })
      await mkdir(dirname(file), { recursive: true })
      await writeFile(`${file}.new`, await safeStorage.encryptStringAsync(token), { mode: 0o600 })
      await rename(`${file}.new`, file)
    },
  }
}
