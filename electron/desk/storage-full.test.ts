import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { seed } from './testing.ts'
import { TestDesk, until } from './testing-desk.ts'
import { conversationRow } from './testing-rows.ts'

const shell = (line: string) => execFileSync('sh', ['-c', line], { stdio: 'ignore' })

/** A disk of two megabytes, where this machine lets us have one. */
function smallDisk(): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-disk-'))
  try {
    shell(`mount -t tmpfs -o size=2m tmpfs ${folder}`)
    return folder
  } catch {
    rmSync(folder, { recursive: true })
    return null
  }
}

const disk = smallDisk()
afterAll(() => {
  if (disk === null) return
  shell(`umount ${disk}`)
  rmSync(disk, { recursive: true })
})

const filler = path.join(disk ?? '', 'filler')
function fill(): void {
  for (let size = 2 * 1024 * 1024; size >= 512; size /= 2) {
    for (let n = 0; ; n++) {
      try {
        writeFileSync(`${filler}-${size}-${n}`, Buffer.alloc(size))
      } catch {
        break
      }
    }
  }
}
const free = () => shell(`rm -f ${filler}-*`)

describe.skipIf(disk === null)('a full disk', () => {
  it('refuses what cannot be kept, keeps what was, and goes on when there is room again', async () => {
    await using desk = await TestDesk.start({}, disk!)
    seed(desk.server, 3)
    await desk.signIn()
    await desk.goOffline()
    await desk.command('message.send', { conversationId: 'c0', text: 'Kept' })
    fill()
    let refusals = 0
    const taken: string[] = []
    for (let i = 0; i < 40 && refusals === 0; i++) {
      const text = `${i} ${'x'.repeat(1_500)}`
      const answer = await desk.api.command({
        id: `f${i}`,
        type: 'message.send',
        payload: { conversationId: 'c1', text },
      })
      if (answer.ok) taken.push(`f${i}`)
      else {
        refusals += 1
        expect(answer.code).toBe('storage_full')
      }
    }
    expect(refusals).toBe(1)
    expect(await desk.api.status()).toMatchObject({ queued: 1 + taken.length })
    await desk.server.comeBack()
    desk.server.change((put) => {
      for (let i = 0; i < 200; i++)
        put('conversations', `c${i}`, conversationRow(`c${i}`, { lastText: 'y'.repeat(500) }))
    })
    // Nothing is lost and nothing crashes while there is no room; some of it may even fit.
    await until(() => expect(desk.server.requests.at(-1)).toContain('GET /api/changes'))
    expect(await desk.api.thread('c0')).not.toBeNull()
    expect(existsSync(desk.folder())).toBe(true)
    free()
    await desk.inStep()
    expect(desk.server.received.map((r) => r.command.id)).toEqual(['cmd0', ...taken])
    await desk.command('message.send', { conversationId: 'c2', text: 'Room again' })
    await desk.inStep()
    expect((await desk.api.inbox({ view: 'everything' })).total).toBe(200)
  })
})
