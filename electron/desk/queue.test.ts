/** The queue's file as it is made. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, it } from 'vitest'
import { openQueue } from './queue.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-queue-'))
afterAll(() => rmSync(folder, { recursive: true }))

// Beside a file that is still empty SQLite throws its log away, whatever was kept in that.
it('a queue that was just made stands in its file, with nothing left in the log beside it', () => {
  const [file, copy] = [path.join(folder, 'queue.db'), path.join(folder, 'copy.db')]
  const made = openQueue(file, () => 'device-1')
  copyFileSync(file, copy)
  made.close()
  const found = new Database(copy)
  expect(found.prepare('SELECT id FROM device').pluck().get()).toBe('device-1')
  found.close()
})
