/** What all desks hear of: a customer's text, the draft that answers it, the kill switch. */
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { ChangesPush } from '#shared/feed.ts'
import type { Act, Bound, Case, Round } from './lib/act.ts'
import { type Crowd, desksOf, socketsOf } from './lib/crowd.ts'
import { type Connection, openConnection, requestOf } from './lib/http.ts'
import { startControl } from './lib/processes.ts'
import { startBigStack } from './lib/stack.ts'
import { textTo } from './lib/texts.ts'
import { bigVenueFiles } from './venue/files.ts'

const MESSAGES = 10_000
const CUSTOMERS = 1_000
const TEXTS = 20
const STOPS = 3
/** Connections that keep the write queue busy while somebody stops everything. */
const BUSY = 16
const QUESTION = 'How much is a trim?'

/** What a push tells of: texts by the provider's id, drafts by the text that they answer, and whether the venue is stopped. */
function toldBy(): (push: ChangesPush) => readonly string[] {
  const sids = new Map<string, string>()
  return ({ rows }) =>
    rows.flatMap(({ table, id, row: given }) => {
      const row = given as Record<string, unknown> | null
      if (row === null) return []
      if (table === 'messages' && row.direction === 'in') {
        sids.set(id, String(row.providerId))
        return [`text ${row.providerId}`]
      }
      if (table === 'drafts') return [`draft ${sids.get(String(row.inboundMessageId))}`]
      if (table !== 'venue') return []
      return [(row.killSwitch as { readonly engaged: boolean }).engaged ? 'stopped' : 'released']
    })
}

async function openVenue(venue: Parameters<typeof startBigStack>[0], scratch: Parameters<typeof startBigStack>[1]) {
  const stack = await startBigStack(venue, scratch, { desk: false })
  const owner = await stack.signIn('owner')
  return { stack, owner, connection: await openConnection(new URL(stack.server)) }
}

export const desks: Act = {
  name: 'desks',
  title: 'What every desk hears of',
  goal: 'a text on the last desk p50 at most 1.5x, p99 at most 1.75x, its draft p50 at most 2x, p99 at most 3x, a stop at most 1.5x the control; 50 to 500 desks at most 10x; a stop under load p99 at most 500 ms',
  control: 'a bare HTTP server: one row, one durable commit, a WebSocket to each desk',
  product:
    'the server process, one text after the other: from the request until the last desk has been pushed the row; its draft by the local engine without a burst to wait for',
  sizes: { of: 'desks', full: [50, 500], quick: [50] },
  async open({ size, scratch, say }) {
    const venue = await bigVenueFiles(MESSAGES, say)
    const quiet = await openVenue(venue, scratch)
    scratch.onEnd(quiet.stack.close)
    const thinking = await openVenue(venue, scratch)
    scratch.onEnd(thinking.stack.close)
    // Nothing is thought in the one meanwhile, and at once in the other.
    await quiet.owner.command('venue.timing', { burstSeconds: 300 })
    await thinking.owner.command('venue.timing', { burstSeconds: 0 })
    const control = await startControl('desks', [path.join(scratch.folder('control'), 'texts.db')])
    scratch.onEnd(control.close)
    const bare = await openConnection(new URL(control.url))
    const listening = {
      quiet: await desksOf(quiet.stack.server, quiet.owner.token, size, toldBy()),
      thinking: await desksOf(thinking.stack.server, thinking.owner.token, size, toldBy()),
      bare: await socketsOf(control.url, size),
    }

    let customer = 0
    const texts =
      (server: string, connection: Connection, crowd: Crowd, told: (sid: string) => string): Round =>
      async () => {
        const samples: number[] = []
        for (let n = 0; n < TEXTS; n++) {
          const { sid, request } = textTo(server, customer++ % CUSTOMERS, QUESTION)
          const heard = crowd.heard(told(sid))
          const begun = performance.now()
          const status = await connection.send(request)
          if (status !== 200) throw new Error(`a text was answered with ${status}`)
          await heard
          samples.push(performance.now() - begun)
        }
        return samples
      }
    const oneRow = texts(control.url, bare, listening.bare, (sid) => sid)
    const against = (ratio: readonly Bound[]) => [{ name: 'one row, one commit', round: oneRow, ratio }]

    const stop = async (): Promise<number> => {
      const { owner, stack, connection } = quiet
      const body = JSON.stringify({ id: randomUUID(), type: 'killswitch.engage', payload: {} })
      const headers = { authorization: `Bearer ${owner.token}`, 'content-type': 'application/json' }
      const request = requestOf('POST', new URL('/api/commands', stack.server), headers, body)
      const heard = listening.quiet.heard('stopped')
      const begun = performance.now()
      if ((await connection.send(request)) !== 200) throw new Error('the stop was refused')
      await heard
      const taken = performance.now() - begun
      const released = listening.quiet.heard('released')
      await owner.command('killswitch.release', {})
      await released
      return taken
    }
    const stops: Round = async () => {
      const samples: number[] = []
      for (let n = 0; n < STOPS; n++) samples.push(await stop())
      return samples
    }
    const busy = async (while_: Round): Promise<readonly number[]> => {
      let ends = false
      const load = Array.from({ length: BUSY }, async () => {
        const connection = await openConnection(new URL(quiet.stack.server))
        while (!ends) await connection.send(textTo(quiet.stack.server, customer++ % CUSTOMERS, QUESTION).request)
        connection.close()
      })
      try {
        return await while_()
      } finally {
        ends = true
        await Promise.all(load)
      }
    }
    const tenfold = { growth: { stat: 'p50', atMost: 10 } } as const
    const cases: Case[] = [
      {
        name: 'a text',
        unit: 'ms',
        product: texts(quiet.stack.server, quiet.connection, listening.quiet, (sid) => `text ${sid}`),
        controls: against([
          { stat: 'p50', atMost: 1.5 },
          { stat: 'p99', atMost: 1.75 },
        ]),
        ...tenfold,
      },
      {
        name: 'its draft',
        unit: 'ms',
        product: texts(thinking.stack.server, thinking.connection, listening.thinking, (sid) => `draft ${sid}`),
        controls: against([
          { stat: 'p50', atMost: 2 },
          { stat: 'p99', atMost: 3 },
        ]),
        ...tenfold,
      },
      { name: 'a stop', unit: 'ms', product: stops, controls: against([{ stat: 'p50', atMost: 1.5 }]), ...tenfold },
      {
        name: `a stop while ${BUSY} connections send texts`,
        unit: 'ms',
        product: () => busy(stops),
        bounds: [{ stat: 'p99', atMost: 500 }],
      },
    ]
    return {
      cases,
      async close() {
        for (const crowd of Object.values(listening)) crowd.close()
        for (const connection of [bare, quiet.connection, thinking.connection]) connection.close()
      },
    }
  },
}
