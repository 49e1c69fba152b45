/** One change of many: all of it once, whatever comes twice or is cut short; undone to what each was before. */
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { BulkChange } from '#shared/bulk.ts'
import type { CommandAnswer } from '#shared/commands.ts'
import type { ConversationRow } from '#shared/rows.ts'
import { deepRuns } from '#shared/testing.ts'
import type { Deps } from '../../deps.ts'
import type { Fields } from '../../storage/tx.ts'
import { type TestServer, testServer, withAutoSend } from '../../testing.ts'
import { runCommand } from '../run-command.ts'
import { PIECE } from './bulk.ts'

let server: TestServer
afterEach(() => server[Symbol.asyncDispose]())

const AGENT = 'willow_front_desk'

/** Conversations c0, c1, …; `vary` says what is different of one. */
async function fill(count: number, vary: (n: number) => Partial<ConversationRow> = () => ({})): Promise<string[]> {
  const [agent] = await server.rows('agents')
  const ids = Array.from({ length: count }, (_, n) => `c${n}`)
  await server.deps.storage.write('bulk', server.venueId, async (tx) => {
    for (const [n, id] of ids.entries()) {
      await tx.insert('conversations', {
        ...{ id, channel: 'sms', contactId: `p${n}`, customerName: `Customer ${n}`, customerNumber: `+447700${n}` },
        ...{ state: 'open', replyMode: null, agentId: agent!.id, assigneeId: null, handoff: null, personal: false },
        ...{ unread: true, waitingSince: 1_000 + n, lastMessageAt: 1_000 + n, lastText: 'Hi', lastAuthor: 'customer' },
        ...{ lastInboundSeq: 1, humanUntil: null, snoozedUntil: null, mergedInto: null, flag: null, createdAt: n },
        ...vary(n),
      } as Fields<'conversations'>)
    }
  })
  return ids
}

const rows = async () =>
  new Map((await server.rows('conversations')).map(({ seq: _, ...row }) => [row.id, row as ConversationRow]))

const bulk = (
  ids: readonly string[],
  change: BulkChange,
  more: { id?: string; bulkId?: string; as?: TestServer['staff'] } = {},
) => server.command('bulk.apply', { bulkId: more.bulkId ?? 'b1', ids: [...ids], change }, { as: server.staff, ...more })
const undo = (bulkId = 'b1', id?: string) =>
  server.command('bulk.undo', { bulkId }, { as: server.staff, ...(id !== undefined && { id }) })

/** The server's parts, but the disk goes away at the given write of the bulk lane: as if the process had died there. */
function dying(at: number): Deps {
  let writes = 0
  const { storage } = server.deps
  return {
    ...server.deps,
    storage: {
      ...storage,
      read: storage.read,
      write: (lane, venueId, fn) => {
        if (lane === 'bulk' && ++writes >= at) return Promise.reject(new Error('died'))
        return storage.write(lane, venueId, fn)
      },
    },
  }
}

describe.each(['sqlite', 'postgres'] as const)('on %s', (storage) => {
  test('changes all that can be changed, and says of each other one why not', async () => {
    server = await testServer({ storage })
    const into: Record<number, string> = { 6: 'c7', 7: 'c8' }
    const ids = await fill(PIECE + 30, (n) => ({ mergedInto: into[n] ?? null }))
    const before = await rows()
    const answer = await bulk([...ids, 'gone', 'c1'], { kind: 'assign', assigneeId: server.staff.personId })
    expect(answer).toMatchObject({
      status: 'done',
      result: {
        changed: PIECE + 28,
        failed: [
          { id: 'c6', code: 'merged_away' },
          { id: 'c7', code: 'merged_away' },
          { id: 'gone', code: 'row_not_found' },
        ],
      },
    })
    // What was merged into one of them is part of it, and so is what was merged into that.
    expect([...(await rows()).values()].every((row) => row.assigneeId === server.staff.personId)).toBe(true)
    expect((await server.rows('conversations')).at(-1)!.seq).toBeLessThanOrEqual(answer.seq)
    expect(await undo()).toMatchObject({ status: 'done', result: { restored: PIECE + 30, failed: [] } })
    expect(await rows()).toEqual(before)
  })

  test('undone, every one has its own value again, and what somebody has changed since stays', async () => {
    server = await testServer({ storage })
    const modes = [null, 'off', 'draft', 'auto'] as const
    const ids = await fill(PIECE + 10, (n) => ({
      ...{ replyMode: modes[n % 4] ?? null, waitingSince: n % 3 === 0 ? null : n, unread: n % 2 === 0 },
      ...{ state: n % 5 === 0 ? 'snoozed' : 'open', snoozedUntil: n % 5 === 0 ? ('reply' as const) : null },
    }))
    const before = await rows()
    for (const change of [
      { kind: 'close' },
      { kind: 'reply_mode', mode: 'draft' },
      { kind: 'snooze', until: 99_000 },
      { kind: 'read' },
    ] as const) {
      const bulkId = `b_${change.kind}`
      expect(await bulk(ids, change, { bulkId })).toMatchObject({
        status: 'done',
        result: { changed: PIECE + 10, failed: [] },
      })
      expect(await rows()).not.toEqual(before)
      expect(await undo(bulkId)).toMatchObject({ status: 'done', result: { failed: [] } })
      expect(await rows()).toEqual(before)
    }
    await bulk(ids, { kind: 'close' })
    await server.command('conversation.reopen', { ids: ['c3'] })
    const answer = await undo()
    expect(answer).toMatchObject({ result: { failed: [{ id: 'c3', code: 'changed_since' }] } })
    const after = await rows()
    expect(after.get('c3')).toMatchObject({ state: 'open', waitingSince: null })
    after.set('c3', before.get('c3')!)
    expect(after).toEqual(before)
  })

  test('cut short at any piece, it goes on where it stood, and changes nothing twice', async () => {
    server = await testServer({ storage })
    const ids = await fill(2.5 * PIECE)
    const envelope = { id: 'x1', type: 'bulk.apply', payload: { bulkId: 'b1', ids, change: { kind: 'close' } } }
    for (const at of [1, 2, 3]) {
      await expect(runCommand(dying(at), server.staff, envelope)).rejects.toThrow('died')
    }
    const answers = await Promise.all([1, 2].map(() => runCommand(server.deps, server.staff, envelope)))
    expect(answers[0]).toMatchObject({ status: 'done', result: { changed: 2.5 * PIECE, failed: [] } })
    expect(answers[1]).toEqual(answers[0])
    const seqs = (await server.rows('conversations')).map((row) => row.seq)
    expect(await runCommand(server.deps, server.staff, envelope)).toEqual(answers[0])
    expect((await server.rows('conversations')).map((row) => row.seq)).toEqual(seqs)
    const back = { id: 'x2', type: 'bulk.undo', payload: { bulkId: 'b1' } }
    await expect(runCommand(dying(3), server.staff, back)).rejects.toThrow('died')
    expect(await runCommand(server.deps, server.staff, back)).toMatchObject({
      result: { restored: 2.5 * PIECE, failed: [] },
    })
    expect([...(await rows()).values()].map((row) => row.state)).toEqual(ids.map(() => 'open'))
    // A second undo finds nothing that it could undo.
    expect(await undo('b1', 'x3')).toMatchObject({ status: 'done', result: { restored: 0, failed: [] } })
  })
})

test('what would have left by itself does not, and no undo sends it after all', async () => {
  server = await testServer()
  await withAutoSend(server)
  await server.command('venue.timing', { burstSeconds: 0, holdSeconds: 60 })
  await server.text('How much is a trim?')
  await server.step()
  const [conversation] = await server.rows('conversations')
  expect((await server.rows('messages')).map((m) => m.state)).toContain('queued')
  await bulk([conversation!.id], { kind: 'reply_mode', mode: 'off' })
  await undo()
  expect((await server.rows('conversations'))[0]).toMatchObject({ replyMode: null })
  server.pass(120_000)
  await server.step()
  expect((await server.rows('messages')).filter((m) => m.direction === 'out').map((m) => m.state)).toEqual([
    'withdrawn',
  ])
  expect((await server.rows('drafts')).map((d) => d.state)).toEqual(['pending'])
})

test('nothing is set to auto after a stop: not by a bulk act, not by an undo', async () => {
  server = await testServer()
  const ids = await fill(3, (n) => ({ replyMode: n === 0 ? 'auto' : 'draft' }))
  await bulk(ids, { kind: 'reply_mode', mode: 'off' })
  await server.command('killswitch.engage', {})
  expect(await bulk(ids, { kind: 'reply_mode', mode: 'auto' }, { bulkId: 'b2' })).toMatchObject({
    status: 'refused',
    code: 'kill_switch_engaged',
  })
  expect(await undo()).toMatchObject({ result: { restored: 2, failed: [{ id: 'c0', code: 'kill_switch_engaged' }] } })
  expect([...(await rows()).values()].map((row) => row.replyMode)).toEqual(['off', 'draft', 'draft'])
})

test('refused as a whole where its aim is not there; an undo of what never was is told', async () => {
  server = await testServer()
  const ids = await fill(2)
  expect(await bulk(ids, { kind: 'assign', assigneeId: 'nobody' })).toMatchObject({ code: 'row_not_found' })
  const { personId } = server.staff
  await server.command('person.deactivate', { personId })
  expect(await bulk(ids, { kind: 'assign', assigneeId: personId })).toMatchObject({ code: 'row_not_found' })
  expect(await server.command('conversation.assign', { ids, assigneeId: personId })).toMatchObject({
    code: 'row_not_found',
  })
  expect(await bulk(ids, { kind: 'agent', agentId: AGENT })).toMatchObject({ code: 'row_not_found' })
  expect(await undo()).toMatchObject({ status: 'refused', code: 'row_not_found' })
  // Somebody else's act is not theirs to undo.
  await bulk(ids, { kind: 'close' }, { as: server.owner })
  expect(await undo()).toMatchObject({ status: 'refused', code: 'row_not_found' })
})

test('an undo that comes while it still runs: what was done goes back, what was not is left alone', async () => {
  server = await testServer()
  const ids = await fill(2.5 * PIECE)
  const envelope = { id: 'x1', type: 'bulk.apply', payload: { bulkId: 'b1', ids, change: { kind: 'close' } } }
  await expect(runCommand(dying(3), server.staff, envelope)).rejects.toThrow('died')
  expect(await undo()).toMatchObject({ result: { restored: 2 * PIECE } })
  const late = await runCommand(server.deps, server.staff, envelope)
  expect(late).toMatchObject({ result: { changed: 2 * PIECE } })
  expect(late.result?.failed).toHaveLength(PIECE / 2)
  expect([...(await rows()).values()].map((row) => row.state)).toEqual(ids.map(() => 'open'))
})

test('any acts in any order, any of them twice: every one is what acting on each alone would have made it', async () => {
  const change: fc.Arbitrary<BulkChange> = fc.oneof(
    fc.constantFrom<BulkChange>({ kind: 'close' }, { kind: 'reopen' }, { kind: 'read' }),
    fc.constantFrom<BulkChange>({ kind: 'snooze', until: 'reply' }, { kind: 'snooze', until: 5_000 }),
    fc.constantFrom('off' as const, 'draft' as const, null).map((mode) => ({ kind: 'reply_mode' as const, mode })),
    fc.constantFrom(null, 'staff').map((who) => ({ kind: 'assign' as const, assigneeId: who })),
  )
  const act = fc.oneof(
    { weight: 3, arbitrary: fc.record({ ids: fc.subarray(['c0', 'c1', 'c2', 'c3'], { minLength: 1 }), change }) },
    { weight: 2, arbitrary: fc.record({ undoes: fc.nat(5), of: fc.constant(null) }) },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(act, fc.boolean()), { maxLength: 12 }), async (acts) => {
      server = await testServer()
      await fill(4, (n) => ({ unread: n % 2 === 0, replyMode: n === 1 ? 'draft' : null }))
      const expected = await rows()
      const who = server.staff.personId
      const done: { ids: string[]; patch: Partial<ConversationRow>; before: Map<string, ConversationRow> }[] = []
      const undone = new Set<number>()
      for (const [i, [one, twice]] of acts.entries()) {
        const give = async (): Promise<CommandAnswer> => {
          if ('undoes' in one) return undo(`b${one.undoes % Math.max(done.length, 1)}`, `x${i}`)
          const aimed = one.change.kind === 'assign' && one.change.assigneeId !== null
          const change = aimed ? { kind: 'assign' as const, assigneeId: who } : one.change
          return bulk(one.ids, change, { bulkId: `b${done.length}`, id: `x${i}` })
        }
        const answer = await give()
        if ('undoes' in one) {
          const n = one.undoes % Math.max(done.length, 1)
          const target = done[n]
          if (target === undefined || undone.has(n)) continue
          undone.add(n)
          for (const id of target.ids) {
            const now = expected.get(id)!
            const was = target.before.get(id)!
            const keys = Object.keys(target.patch) as (keyof ConversationRow)[]
            if (keys.every((key) => was[key] === target.patch[key])) continue
            if (keys.some((key) => now[key] !== target.patch[key])) continue
            expected.set(id, { ...now, ...Object.fromEntries(keys.map((key) => [key, was[key]])) })
          }
        } else {
          const before = new Map(expected)
          const patch = patchBy(one.change, who)
          for (const id of one.ids) expected.set(id, { ...expected.get(id)!, ...patch })
          if (twice) expect(await give()).toEqual(answer)
          done.push({ ids: one.ids, patch, before })
        }
        expect(await rows()).toEqual(expected)
      }
      await server[Symbol.asyncDispose]()
    }),
    { numRuns: deepRuns(4, 300) },
  )
  server = await testServer()
})

/** What each act does to one conversation, in plain words. */
function patchBy(change: BulkChange, who: string): Partial<ConversationRow> {
  if (change.kind === 'close')
    return { state: 'closed', snoozedUntil: null, waitingSince: null, unread: false, humanUntil: null, flag: null }
  if (change.kind === 'reopen') return { state: 'open', snoozedUntil: null }
  if (change.kind === 'snooze') return { state: 'snoozed', snoozedUntil: change.until }
  if (change.kind === 'read') return { unread: false }
  if (change.kind === 'reply_mode') return { replyMode: change.mode }
  return change.kind === 'assign' ? { assigneeId: change.assigneeId === null ? null : who } : {}
}
