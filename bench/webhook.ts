/** A customer's text, from the provider's request to the answer that says it is kept. */
import path from 'node:path'
import Database from 'better-sqlite3'
import type { Act } from './lib/act.ts'
import { closedLoop, openConnection } from './lib/http.ts'
import { startControl } from './lib/processes.ts'
import { startBigStack } from './lib/stack.ts'
import { textTo } from './lib/texts.ts'
import { bigVenueFiles } from './venue/files.ts'
import { MESSAGES_EACH } from './venue/rows.ts'

const CONNECTIONS = 32
const TEXTS = { full: 4_000, quick: 1_500 }
const BODY = 'Hi, could I book a balayage for Saturday afternoon please?'

/** A file with as many texts as the venue has messages. */
function controlFile(file: string, server: string): string {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.exec('CREATE TABLE texts (sid TEXT PRIMARY KEY, number TEXT, body TEXT, at INTEGER)')
  db.prepare('ATTACH ? AS venue').run(server)
  db.exec('INSERT INTO texts SELECT providerId, toNumber, body, createdAt FROM venue.messages')
  db.close()
  return file
}

export const webhook: Act = {
  name: 'webhook',
  title: 'A text stored',
  goal: 'at least 0.7x one-row group commit with all real writes, at least 3x a commit each; 10k to 1M messages of history cost at most 1.5x; none lost on SIGKILL',
  control: 'fastify, HMAC, one row, group commit (and: a commit each), 32 connections, closed loop',
  product:
    'the server process: signature, form, message, conversation, numbers of the feed, turn; SQLite with synchronous FULL',
  sizes: { of: 'messages', full: [10_000, 1_000_000], quick: [10_000] },
  async open({ size, quick, scratch, say }) {
    const venue = await bigVenueFiles(size, say)
    const stack = await startBigStack(venue, scratch, { desk: false })
    const owner = await stack.signIn('owner')
    // Nothing is thought meanwhile: what the control leaves out is not measured here.
    await owner.command('venue.timing', { burstSeconds: 300 })
    const folder = scratch.folder('control')
    const group = await startControl('webhook', [controlFile(path.join(folder, 'group.db'), venue.server), 'group'])
    const each = await startControl('webhook', [controlFile(path.join(folder, 'each.db'), venue.server), 'each'])

    let customer = 0
    const texts = (server: string, count: number) =>
      Array.from({ length: count }, () => textTo(server, customer++ % (size / MESSAGES_EACH), BODY))
    const rate = (server: string) => async () => {
      const requests = texts(server, quick ? TEXTS.quick : TEXTS.full).map((text) => text.request)
      const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(new URL(server))))
      const load = await closedLoop(connections, requests)
      for (const connection of connections) connection.close()
      if (load.failed > 0) throw new Error(`${load.failed} texts were not taken`)
      return [requests.length / load.seconds]
    }
    return {
      cases: [
        {
          name: 'texts a second',
          unit: '/s',
          product: rate(stack.server),
          controls: [
            { name: 'group commit', round: rate(group.url), ratio: [{ stat: 'p50', atLeast: 0.7 }] },
            { name: 'a commit each', round: rate(each.url), ratio: [{ stat: 'p50', atLeast: 3 }] },
          ],
          growth: { stat: 'p50', atLeast: 1 / 1.5 },
        },
      ],
      proofs: size === 10_000 ? [{ name: 'none lost when the server is killed', run: () => killed(stack, texts) }] : [],
      async close() {
        await group.close()
        await each.close()
        await stack.close()
      },
    }
  },
}

type Stack = Awaited<ReturnType<typeof startBigStack>>

/** SIGKILL in the middle of a load: whatever was answered is there once it runs again. */
async function killed(
  stack: Stack,
  texts: (server: string, count: number) => ReturnType<typeof textTo>[],
): Promise<{ holds: boolean; detail: string }> {
  const sent = texts(stack.server, 3_000)
  const connections = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => openConnection(new URL(stack.server))),
  )
  const acknowledged: string[] = []
  let next = 0
  const run = async (connection: (typeof connections)[number]) => {
    for (let i = next++; i < sent.length; i = next++) {
      const { sid, request } = sent[i]!
      if ((await connection.send(request)) !== 200) return
      acknowledged.push(sid)
      if (acknowledged.length === 1_000) process.kill(stack.processes.server, 'SIGKILL')
    }
  }
  await Promise.all(connections.map(run))
  await stack.restartServer()
  const db = new Database(path.join(stack.folder, 'greenlight.db'), { readonly: true })
  const find = db.prepare<[string], number>('SELECT count(*) FROM messages WHERE providerId = ?').pluck()
  const counts = acknowledged.map((sid) => find.get(sid)!)
  db.close()
  const lost = counts.filter((n) => n === 0).length
  const twice = counts.filter((n) => n > 1).length
  return {
    holds: lost === 0 && twice === 0,
    detail: `${acknowledged.length} were answered before the kill, ${lost} of them lost, ${twice} there twice`,
  }
}
