/** The queue's file as it is made. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, it } from 'vitest'
import { openQueue } from './queue.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-queue-'))
afterAll(() => rmSync(folder, { recursive: true }))

let folders = 0
const newFolder = (): string => {
  const made = path.join(folder, String(folders++))
  mkdirSync(made)
  return made
}

// Beside a file that is still empty SQLite throws its log away, whatever was kept in that.
it('a queue that was just made stands in its file, with nothing left in the log beside it', async () => {
  const [file, copy] = [path.join(newFolder(), 'queue.db'), path.join(newFolder(), 'copy.db')]
  const made = await openQueue(file, () => 'device-1')
  copyFileSync(file, copy)
  made.close()
  const found = new Database(copy)
  expect(found.prepare('SELECT id FROM device').pluck().get()).toBe('device-1')
  found.close()
})

it('a queue that a kill has left half made is made anew', async () => {
  const at = newFolder()
  for (const left of ['queue.db-making', 'queue.db-making-wal']) writeFileSync(path.join(at, left), 'half of a page')
  const made = await openQueue(path.join(at, 'queue.db'), () => 'device-1')
  made.close()
  expect(readdirSync(at)).toEqual(['queue.db'])
})

it('a file that nothing was ever kept in is set aside', async () => {
  const at = newFolder()
  writeFileSync(path.join(at, 'queue.db'), '')
  const made = await openQueue(path.join(at, 'queue.db'), () => 'device-1')
  expect(made.pending()).toEqual([])
  made.close()
  expect(readdirSync(at).sort()).toEqual(['queue.db', 'queue.db.aside-1'])
})
