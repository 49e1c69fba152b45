import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SafeStorage } from 'electron'
import { expect, it } from 'vitest'
import { createTokenStore } from './token-store.ts'

const KEY = 'b'.repeat(64)

function storage(over: Partial<SafeStorage> = {}): SafeStorage {
  return {
    getSelectedStorageBackend: () => 'gnome_libsecret',
    isAsyncEncryptionAvailable: async () => true,
    encryptStringAsync: async (text: string) => Buffer.from(text).reverse(),
    decryptStringAsync: async (sealed: Buffer) => ({
      result: Buffer.from(sealed).reverse().toString(),
      shouldReEncrypt: false,
    }),
    ...over,
  } as SafeStorage
}
const fresh = () => join(mkdtempSync(join(tmpdir(), 'tokens-')), 'sessions')

it('keeps a token, sealed, over a restart, and forgets it', async () => {
  const folder = fresh()
  await createTokenStore(storage(), folder, 'linux').write(KEY, 'secret token')
  const file = join(folder, `${KEY}.sealed`)
  expect(readFileSync(file, 'utf8')).not.toContain('secret')
  expect(statSync(file).mode & 0o077).toBe(0)
  const again = createTokenStore(storage(), folder, 'linux')
  expect(await again.read(KEY)).toBe('secret token')
  await again.write(KEY, null)
  expect(await again.read(KEY)).toBeNull()
  expect(readdirSync(folder)).toEqual([])
})

it('writes nothing where it cannot be encrypted, and remembers it for this run', async () => {
  const basic = storage({ getSelectedStorageBackend: () => 'basic_text' })
  const none = storage({ isAsyncEncryptionAvailable: async () => false })
  for (const unsafe of [basic, none]) {
    const folder = fresh()
    const store = createTokenStore(unsafe, folder, 'linux')
    await store.write(KEY, 'secret')
    expect(await store.read(KEY)).toBe('secret')
    expect(existsSync(folder)).toBe(false)
    expect(await createTokenStore(unsafe, folder, 'linux').read(KEY)).toBeNull()
  }
})
