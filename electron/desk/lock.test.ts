import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockFolder } from './lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'greenlight-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('is one process’s until it lets go, and writes nothing', () => {
  const lock = lockFolder(folder)
  expect(lockFolder(folder)).toBeNull()
  lock?.release()
  const next = lockFolder(folder)
  expect(next).not.toBeNull()
  next?.release()
  expect(readFileSync(path.join(folder, 'desk.lock'))).toHaveLength(0)
})

it('is held, too, where nobody keeps what lets go of it', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  lockFolder(folder)
  for (let turn = 0; turn < 5; turn++) {
    collect()
    await later(0)
  }
  expect(lockFolder(folder)).toBeNull()
})
