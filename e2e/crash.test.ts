/** A server that is killed at random while texts arrive and staff approve: nothing acknowledged is lost, nothing leaves twice. */
import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { DEEP, deepRuns } from '#shared/testing.ts'
import { ENGINES, freshDatabase } from '../sync-server/storage/testing.ts'
import { type Api, startStack } from './stack.ts'

const KILLS = deepRuns(2, 200)
const TEXTS = deepRuns(20, 500)
/** Numbers that the demo's history leaves free. */
const PHONES = '+4477009001'
const QUESTIONS = [
  'How much is a balayage?',
  'What time are you open on Saturday?',
  'How much is a trim?',
  'Where do I book?',
]

async function until(what: string, is: () => Promise<boolean>, within = 120_000): Promise<void> {
  for (const end = Date.now() + within; Date.now() < end; ) {
    if (await is().catch(() => false)) return
    await wait(100)
  }
  throw new Error(`not in time: ${what}`)
}

const LIMITS = { timeout: DEEP ? 3_600_000 : 180_000 }

test.for(ENGINES)(`${KILLS} kills while ${TEXTS} texts arrive, on %s`, LIMITS, async (engine) => {
  const stack = await startStack(engine === 'postgres' ? { DATABASE_URL: await freshDatabase() } : {})
  try {
    let owner = await stack.as('owner')
    await owner.command('venue.timing', { burstSeconds: 0, undoSeconds: 0, holdSeconds: 0 })
    await owner.command('autosend.caps', { hourly: 1_000, daily: 10_000 })
    await owner.command('autosend.master', { on: true, acknowledged: true })
    await owner.command('autosend.intent', { intent: 'hours', mode: 'auto', threshold: 0.85 })
    const before = new Set((await owner.rows('messages')).map((m) => m.id))

    // The provider does not repeat a text that was answered: what it has no answer for is not acknowledged.
    let arrived = 0
    let stop = false
    const texting = (async () => {
      for (let i = 0; i < TEXTS; ) {
        const from = `${PHONES}${String(10 + (i % 80)).padStart(2, '0')}`
        const taken = await stack.text(from, `${QUESTIONS[i % QUESTIONS.length]} ${i}`).then(
          () => true,
          () => false,
        )
        if (taken) {
          arrived += 1
          i += 1
        }
        await wait(taken ? 15 : 60)
      }
    })()
    const approving = (async () => {
      let n = 0
      while (!stop) {
        try {
          owner = await stack.as('owner')
          const drafts = (await owner.rows('drafts')).filter(
            (d) => d.state === 'pending' && d.kind === 'reply' && !d.mustEdit,
          )
          for (const draft of drafts.slice(0, 10)) {
            const id = `crash-${n++}`
            await settled(owner, 'draft.approve', { draftId: draft.id }, id, draft.seq)
          }
        } catch {
          // The server is down: the next round tries again.
        }
        await wait(50)
      }
    })()
    for (let kill = 0; kill < KILLS; kill++) {
      await wait(randomInt(50, 900))
      await stack.stopServer('SIGKILL')
      await stack.startServer()
    }
    await texting
    await until('every turn ends', async () => {
      const decided = new Set((await owner.rows('decisions')).map((d) => d.id))
      return (await owner.rows('messages'))
        .filter((m) => m.direction === 'in' && !before.has(m.id))
        .every((m) => decided.has(m.id))
    })
    stop = true
    await approving
    owner = await stack.as('owner')
    // An identical text waits behind one of which nobody knows: a person says what became of it, and on it goes.
    const resolved = new Set<string>()
    await until('the outbox is empty', async () => {
      const rows = await owner.rows('messages')
      for (const m of rows.filter((r) => r.state === 'unknown' && !before.has(r.id) && !resolved.has(r.id))) {
        resolved.add(m.id)
        await owner.command('send.resolve', { messageId: m.id, as: 'sent' })
      }
      return rows.every(
        (m) => m.state !== 'queued' && m.state !== 'claimed' && (m.state !== 'unknown' || before.has(m.id)),
      )
    })

    const ours = (await owner.rows('conversations')).filter((c) => String(c.customerNumber).startsWith(PHONES))
    const homes = new Set(ours.map((c) => c.id))
    const messages = (await owner.rows('messages')).filter(
      (m) => !before.has(m.id) && homes.has(m.conversationId as string),
    )
    const inbound = messages.filter((m) => m.direction === 'in')
    const decisions = await owner.rows('decisions')
    expect(inbound.length).toBeGreaterThanOrEqual(arrived)
    expect(new Set(inbound.map((m) => m.providerId)).size).toBe(inbound.length)
    for (const m of inbound) expect(decisions.filter((d) => d.inboundMessageId === m.id)).toHaveLength(1)
    // One acceptance a draft at most: each outbound row is one decision, and the phones have no more than the rows tell.
    const outbound = messages.filter((m) => m.direction === 'out')
    const perDraft = Map.groupBy(
      outbound.filter((m) => m.state !== 'withdrawn'),
      (m) => m.draftId as string,
    )
    for (const rows of perDraft.values()) expect(rows).toHaveLength(1)
    let onPhones = 0
    for (const c of ours) onPhones += (await stack.received(c.customerNumber as string)).length
    const sent = outbound.filter((m) => m.providerId !== null).length
    const nobodyKnew = outbound.filter((m) => m.providerId === null && m.state === 'accepted').length
    expect(onPhones).toBeGreaterThanOrEqual(sent)
    expect(onPhones).toBeLessThanOrEqual(sent + nobodyKnew)
    expect(sent).toBeGreaterThan(0)
    expect(await (await owner.get('/api/audit/verify')).json()).toMatchObject({ ok: true })
  } finally {
    await stack.close()
  }
})

/** Repeats a command under its own id until it is answered: the answer is the same however often it is asked. */
async function settled(api: Api, type: string, payload: unknown, id: string, basis: number): Promise<void> {
  for (let i = 0; i < 5; i++) {
    try {
      await api.command(type, payload, { id, basis })
      return
    } catch {
      await wait(100)
    }
  }
}
