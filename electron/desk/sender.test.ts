/** Commands in batches: the next leaves while the answers of the one before are kept; each once and in order, whatever fails. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import pino from 'pino'
import { afterEach, expect, test } from 'vitest'
import type { Command, CommandAnswer, CommandEnvelope } from '#shared/commands.ts'
import { deepRuns } from '#shared/testing.ts'
import { openQueue, type Queue } from './queue.ts'
import { createSender } from './sender.ts'
import type { Answer, Server } from './server.ts'
import { until } from './testing-desk.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

async function queueOf(count: number): Promise<Queue> {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-sender-'))
  folders.push(folder)
  const queue = await openQueue(path.join(folder, 'queue.db'), () => 'device')
  const commands = Array.from({ length: count }, (_, n) => ({
    lane: 'order' as const,
    command: { id: `c${n}`, type: 'conversation.read', payload: { ids: [`t${n}`] } } as Command,
    ...{ at: n, conversations: [`t${n}`], draftId: null, mine: null },
  }))
  queue.add(commands)
  return queue
}

type Trouble = 'none' | 'cut before' | 'cut after'

/** Carries out each command once, in the order of its device; what is missed before one is told. Gets so far in its first batches. */
function serverOf(troubles: () => Trouble, limits: number[] = []) {
  const done: string[] = []
  const batches: number[] = []
  const one = ({ id, device }: CommandEnvelope): CommandAnswer => {
    if (device!.n > done.length + 1) return { id, status: 'refused', seq: 0, code: 'command_gap' }
    if (device!.n === done.length + 1) done.push(id)
    return { id, status: 'done', seq: done.indexOf(id) + 1 }
  }
  const hear = async (commands: readonly CommandEnvelope[]): Promise<Answer<readonly CommandAnswer[]>> => {
    const trouble = troubles()
    if (trouble === 'cut before') return { kind: 'unreachable' }
    batches.push(commands.length)
    const value = commands.slice(0, limits.shift()).map(one)
    expect(value.filter(({ code }) => code === 'command_gap')).toEqual([])
    return trouble === 'none' ? { kind: 'ok', value } : { kind: 'unreachable' }
  }
  const server = {
    async batch(_: string, commands: readonly CommandEnvelope[]) {
      const answer = await hear(commands)
      return answer.kind === 'ok' ? { kind: 'ok', value: { answers: answer.value } } : answer
    },
    async command(_: string, command: CommandEnvelope) {
      const answer = await hear([command])
      return answer.kind === 'ok' ? { kind: 'ok', value: answer.value[0] } : answer
    },
  } as unknown as Server
  return { server, done, batches }
}

function send(queue: Queue, server: Server, keeping: () => void | Promise<void>) {
  const sender = createSender({
    ...{ server, queue, logger: pino({ level: 'silent' }), delays: { retryFrom: 1, retryTo: 2 } },
    ...{ token: () => 'token', reachable: () => true, onUnreachable: () => {}, onSessionEnded: () => {} },
    async onAnswers(answers) {
      await keeping()
      queue.answer(
        answers.map(({ answer }) => answer),
        [],
      )
    },
  })
  sender.kick()
  return sender
}

const unanswered = (queue: Queue) => queue.pending().filter(({ state }) => state !== 'answered').length

test('a batch leaves while the answers of the one before are kept, and none further ahead', async () => {
  const queue = await queueOf(400)
  const { server, done, batches } = serverOf(() => 'none')
  const held = Promise.withResolvers<void>()
  const sender = send(queue, server, () => held.promise)
  await until(() => expect(batches).toHaveLength(2))
  // What stands behind the first, not the first again.
  expect(done).toHaveLength(batches[0]! + batches[1]!)
  let quiet = false
  void sender.quiet().then(() => {
    quiet = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect([batches.length, unanswered(queue), quiet]).toEqual([2, 400, false])
  held.resolve()
  await until(() => expect(unanswered(queue)).toBe(0))
  expect(done).toEqual(queue.pending().map(({ command }) => command.id))
  sender.close()
  queue.close()
})

test('where one is left unanswered, none leaves from behind it while the others are kept', async () => {
  const queue = await queueOf(400)
  const { server, done, batches } = serverOf(() => 'none', [10])
  const held = Promise.withResolvers<void>()
  let keeping = 0
  const sender = send(queue, server, () => {
    keeping++
    return held.promise
  })
  await until(() => expect(keeping).toBe(1))
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve))
  expect([batches.length, done.length]).toEqual([1, 10])
  held.resolve()
  await until(() => expect(unanswered(queue)).toBe(0))
  expect(done).toEqual(queue.pending().map(({ command }) => command.id))
  sender.close()
  queue.close()
})

test('whatever is cut off or not kept, each is carried out once, in order, and answered', async () => {
  const trouble = fc.constantFrom<Trouble>('none', 'none', 'cut before', 'cut after')
  await fc.assert(
    fc.asyncProperty(
      fc.array(trouble, { maxLength: 8 }),
      fc.array(fc.boolean(), { maxLength: 6 }),
      async (troubles, unkept) => {
        const queue = await queueOf(300)
        const { server, done } = serverOf(() => troubles.shift() ?? 'none')
        const sender = send(queue, server, () => {
          if (unkept.shift()) throw new Error('full')
        })
        await until(() => expect(unanswered(queue)).toBe(0))
        expect(done).toEqual(queue.pending().map(({ command }) => command.id))
        expect(queue.pending().map(({ answer }) => answer?.seq)).toEqual(done.map((_, n) => n + 1))
        sender.close()
        queue.close()
      },
    ),
    { numRuns: deepRuns(8, 200) },
  )
})
