/** For the crash test: a desk in a process of its own, which gives commands until it is killed. */
import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { createHub } from './hub.ts'

const [serverUrl, dataDir, round] = process.argv.slice(2)
const hub = createHub({
  serverUrl: serverUrl!,
  dataDir: dataDir!,
  clock: Date.now,
  ids: randomUUID,
  logger: pino({ level: 'silent' }),
  delays: { offlineAfter: 30, retryFrom: 5, retryTo: 20 },
})
const window = { statusChanged() {}, changed() {}, presence() {}, alert() {}, venuesChanged() {} }
const { api } = await hub.connect({ window, bound: { venueId: 'v1', personId: 'staff' } })
for (let i = 0; ; i++) {
  const id = `r${round}-${i}`
  const answer = await api.command({ id, type: 'message.send', payload: { conversationId: `c${i % 5}`, text: id } })
  // Said only once the command is durable.
  if (answer.ok) process.stdout.write(`${id}\n`)
  await new Promise((resolve) => setImmediate(resolve))
}
