/** Bytes of a mirror changed at random places: it heals by itself, and what nobody has heard of yet is sent, once. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { deepRuns } from '#shared/testing.ts'
import { CONVERSATIONS, openWithQueue } from './testing-damage.ts'
import { until } from './testing-desk.ts'
import { conversationRow, messageRow } from './testing-rows.ts'

vi.mock('./mirror-thread.ts', async (original) => {
  const { fewThreads } = await import('./testing-threads.ts')
  return fewThreads(await original())
})

interface Damage {
  /** How the desk ended: in order; so, but its seal is lost; killed, with a journal beside the mirror. */
  readonly ended: 'sealed' | 'unsealed' | 'killed'
  readonly file: '' | '-wal'
  /** Where, as a share of the file or as a place in it, and what its bytes are changed by. */
  readonly flips: readonly { readonly at: number; readonly near: 'anywhere' | 'header' | 'page'; readonly by: number }[]
  readonly cut: number | null
}

const damage: fc.Arbitrary<Damage> = fc.record({
  ended: fc.constantFrom('sealed', 'unsealed', 'killed'),
  file: fc.constantFrom('' as const, '-wal' as const),
  flips: fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      near: fc.constantFrom('anywhere', 'anywhere', 'header', 'page'),
      by: fc.integer({ min: 1, max: 255 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  cut: fc.option(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { freq: 4 }),
})

/** At least one byte is another one, or the file is shorter. */
function damaged(whole: Buffer, { flips, cut }: Damage): Buffer {
  const bytes = Buffer.from(whole)
  for (const { at, near, by } of flips) {
    const place = Math.floor(at * bytes.length)
    const where = { anywhere: place, header: Math.floor(at * 100), page: place - (place % 4_096) + (by % 16) }[near]
    if (where < bytes.length) bytes[where]! ^= by
  }
  const left = cut === null ? bytes : bytes.subarray(0, Math.floor(cut * bytes.length))
  if (left.equals(whole)) left[left.length >> 1]! ^= 1
  return left
}

const FILES = /^(mirror|queue)\.db(-wal|-shm|-seal)?$/
type Files = ReadonlyMap<string, Buffer>
const filesIn = (folder: string): Files =>
  new Map(
    readdirSync(folder)
      .filter((name) => FILES.test(name))
      .map((name) => [name, readFileSync(path.join(folder, name))]),
  )

it('wherever bytes were changed or the end is missing: nothing crashes, nothing is lost, nothing comes twice', {
  timeout: 3_600_000,
}, async () => {
  await using desk = await openWithQueue()
  const folder = desk.folder()
  const killed = filesIn(folder)
  await desk.hub.close()
  const closed = filesIn(folder)
  await desk.server.comeBack()
  let run = 0
  let rebuilt = 0
  await fc.assert(
    fc.asyncProperty(damage, async (given) => {
      run += 1
      for (const name of readdirSync(folder)) if (/^(mirror|queue)\.db/.test(name)) rmSync(path.join(folder, name))
      const files = new Map(given.ended === 'killed' ? killed : closed)
      if (given.ended === 'unsealed') files.delete('mirror.db-seal')
      const name = `mirror.db${given.ended === 'killed' ? given.file : ''}`
      const wrong = damaged(files.get(name)!, given)
      for (const [each, bytes] of files) writeFileSync(path.join(folder, each), each === name ? wrong : bytes)
      desk.server.forgetCommands()

      await desk.open()
      const now = `now${run}`
      await desk.command('message.send', { conversationId: 'c3', text: 'Third' }, { id: now })
      desk.server.change((put) => {
        const id = `news${run}`
        put('messages', id, messageRow({ id, conversationId: 'c5', body: 'News', state: 'received', direction: 'in' }))
        put('conversations', 'c5', conversationRow('c5', { lastMessageAt: 10_000 + run }))
        put('drafts', 'd5', desk.server.find('drafts', 'd5')!.row)
      })
      await desk.answered()
      await until(async () => {
        expect(await desk.api.status()).toMatchObject({ connection: 'online', firstSync: null, queued: 0 })
        expect((await desk.thread('c5')).messages.map((m) => m.id)).toContain(`news${run}`)
      })
      expect((await desk.api.inbox({ view: 'everything', limit: 100 })).rows.length).toBeGreaterThan(30)
      for (let i = 0; i < CONVERSATIONS; i++) await desk.api.thread(`c${i}`)
      // What nothing tells of is a letter of a text that no seal covers; what a seal covers is found, whatever it is.
      const { mirrorRebuilt } = await desk.api.status()
      if (mirrorRebuilt !== null) rebuilt += 1
      if (given.ended === 'sealed') expect(mirrorRebuilt).toBe('The file was damaged.')
      if (mirrorRebuilt !== null) await desk.inStep()
      expect(desk.server.received.map((r) => r.command.id)).toEqual(['cmd0', 'cmd1', now])
      await desk.hub.close()
      // Once for one damage, and what was set aside is what was there.
      const aside = readdirSync(folder).filter((each) => /aside-\d+$/.test(each))
      expect(aside.length).toBeLessThanOrEqual(1)
    }),
    { numRuns: deepRuns(8, 1_000) },
  )
  expect(rebuilt).toBeGreaterThan(0)
  await desk.open()
})
