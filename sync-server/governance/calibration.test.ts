/** Calibration through the whole server: what staff decided changes what the next text's confidence is worth. */
import { expect, test } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { ENGINES } from '../storage/testing.ts'
import { type TestServer, testServer, withAutoSend } from '../testing.ts'

/** Reviews of the past: the oldest were wrong, so that the latest thirty lock nothing. */
async function reviewed(s: TestServer, count: number, wrong: number) {
  await s.deps.storage.write('command', s.venueId, async (tx) => {
    await tx.db.deleteFrom('evidence').where('venueId', '=', s.venueId).where('intent', '=', 'pricing').execute()
    for (let n = 0; n < count; n++) {
      const rawConfidence = 0.9 + (n % 10) / 100
      const row = { draftId: `old${n}`, venueId: s.venueId, intent: 'pricing', kind: 'approved', at: n, counts: 1 }
      await tx.db
        .insertInto('evidence')
        .values({ ...row, right: n < wrong ? 0 : 1, confidence: rawConfidence, rawConfidence })
        .execute()
    }
  })
}

let customer = 150
async function ask(s: TestServer) {
  await s.text('How much is a trim?', `+447700900${customer++}`)
  s.pass(8 * SECOND)
  await s.step()
  return (await s.rows('decisions')).at(-1)!
}

/** The next reply leaves, and somebody calls it right. */
async function oneMore(s: TestServer) {
  const { messageId } = await ask(s)
  s.pass(20 * SECOND)
  await s.step()
  expect(await s.command('message.feedback', { messageId: messageId!, right: true })).toMatchObject({ status: 'done' })
}

test.each(ENGINES)(
  'below 50 reviews the classifier is believed; from then on the reviews are (%s)',
  async (storage) => {
    await using s = await testServer({ storage })
    await withAutoSend(s)
    await reviewed(s, 48, 20)
    await oneMore(s)
    const before = await ask(s)
    expect(before).toMatchObject({ outcome: 'auto_queued', calibration: null })
    expect(before.confidence).toBe(before.rawConfidence)
    s.pass(20 * SECOND)
    await s.step()
    await s.command('message.feedback', { messageId: before.messageId!, right: true })

    const [fit] = await s.rows('calibrations')
    expect(fit).toMatchObject({ id: 'pricing', version: 1, reviews: 50 })
    expect(fit!.errorAfter).toBeLessThan(fit!.errorBefore)
    s.pass(MINUTE)
    const after = await ask(s)
    expect(after).toMatchObject({ outcome: 'drafted', reasons: ['confidence'], calibration: 1 })
    expect(after.rawConfidence).toBe(before.rawConfidence)
    expect(after.confidence).toBeLessThan(0.85)
    expect((await s.rows('drafts')).find((d) => d.id === after.draftId)!.confidence).toBe(after.confidence)
  },
)

test('it is fitted again after ten more reviews, and not at each', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await reviewed(s, 49, 1)
  const versions = []
  for (let n = 0; n < 11; n++) {
    await oneMore(s)
    versions.push((await s.rows('calibrations'))[0]!.version)
  }
  expect(versions).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2])
})

test('a lock starts the count again; what was learnt of the confidence stays', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await reviewed(s, 49, 1)
  const { messageId } = await ask(s)
  s.pass(20 * SECOND)
  await s.step()
  await s.command('send.wrong', { messageId: messageId!, reason: 'the price is old' })
  expect((await s.rows('policies')).find((p) => p.id === 'pricing')).toMatchObject({
    unlocked: false,
    training: { reviewed: 0 },
  })
  const rows = await s.deps.storage.read((db) =>
    db.selectFrom('evidence').select('counts').where('intent', '=', 'pricing').execute(),
  )
  expect(rows.length).toBeGreaterThanOrEqual(49)
  expect(rows.every((row) => row.counts === 0)).toBe(true)
})

test('from ten reviews on there is a diagram; before fifty it changes nothing', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await reviewed(s, 9, 4)
  await oneMore(s)
  const [diagram] = await s.rows('calibrations')
  expect(diagram).toMatchObject({ id: 'pricing', version: 0, reviews: 10, map: { a: 1, b: 1, c: 0, from: 0 } })
  expect(diagram!.after).toEqual(diagram!.before)
  expect(await ask(s)).toMatchObject({ calibration: null })
})

test('diagrams on the way do not put the first fit off', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  await reviewed(s, 44, 1)
  const versions = []
  for (let n = 0; n < 6; n++) {
    await oneMore(s)
    versions.push((await s.rows('calibrations'))[0]!.version)
  }
  expect(versions).toEqual([0, 0, 0, 0, 0, 1])
})
