import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { deepRuns } from '#shared/testing.ts'
import { seed } from './testing.ts'
import { TestDesk } from './testing-desk.ts'

const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url))

it('keeps every command that it acknowledged, and sends none twice, however often it is killed', {
  timeout: 3_600_000,
}, async () => {
  await using desk = await TestDesk.start()
  seed(desk.server, 5)
  await desk.signIn()
  await desk.hub.close()
  const acknowledged: string[] = []
  for (let round = 0; round < deepRuns(3, 2_000); round++) {
    const child = spawn(process.execPath, [CHILD, desk.server.url, desk.dataDir, String(round)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // Reading the program again and again would take most of the time.
      env: { ...process.env, NODE_COMPILE_CACHE: path.join(desk.dataDir, 'compiled') },
    })
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
