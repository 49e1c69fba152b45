import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { deepRuns } from '#shared/testing.ts'
import { seed } from './testing.ts'
import { TestDesk, until } from './testing-desk.ts'

const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url))

const start = (desk: TestDesk, round: number) =>
  spawn(process.execPath, [CHILD, desk.server.url, desk.dataDir, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })

it('begins a first load again that a kill has cut off', async () => {
  await using desk = await TestDesk.start()
  seed(desk.server, 800)
  let pages = 0
  desk.server.fault((at) => (at.startsWith('/api/changes?') && ++pages > 1 ? 'cut before' : null))
  await desk.api.signIn({ email: 'staff@demo.test', password: 'greenlight' })
  await desk.hub.close()
  expect(desk.files()).not.toContain('mirror.db-load')
  pages = 0
  const child = start(desk, 0)
  await until(() => expect(pages).toBeGreaterThan(1))
  await until(() => expect(desk.files()).toContain('mirror.db-load'))
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(desk.files()).toContain('mirror.db-load')
  desk.server.fault(null)
  await desk.open()
  await desk.inStep()
  expect(await desk.api.counts()).toMatchObject({ everything: 800 })
  await desk.hub.close()
  expect(desk.files().filter((file) => file.startsWith('mirror.db'))).toEqual(['mirror.db', 'mirror.db-seal'])
})

it('keeps every command that it acknowledged, and sends none twice, however often it is killed', {
  timeout: 3_600_000,
}, async () => {
  await using desk = await TestDesk.start()
  seed(desk.server, 5)
  await desk.signIn()
  await desk.hub.close()
  const acknowledged: string[] = []
  for (let round = 0; round < deepRuns(3, 2_000); round++) {
    const child = start(desk, round)
    let text = ''
    const enough = 1 + ((round * 37) % 60)
    for await (const piece of child.stdout) {
      text += piece
      if (text.split('\n').length > enough) child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    expect(child.signalCode).toBe('SIGKILL')
    acknowledged.push(...text.split('\n').slice(0, -1))
  }
  await desk.open()
  await desk.answered()
  const received = desk.server.received.map((r) => r.command.id)
  expect(new Set(received).size).toBe(received.length)
  // One more may have been durable when the kill came before its acknowledgement; none is missing, none out of order.
  const known = new Set(acknowledged)
  expect(received.filter((id) => known.has(id))).toEqual(acknowledged)
})
