/**
 * Whatever is commanded, reviewed, imported or written straight into the database, in whatever order and at whatever time:
 * no intent that is untrained, locked again or refused is on auto, and nothing leaves by itself while the master switch
 * is off or its terms are not acknowledged. The rule of training is counted a second time here, from the reviews alone.
 */
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '#shared/clock.ts'
import { INTENT_KEYS, INTENT_MODES, INTENTS, type IntentKey, type IntentMode, intentOf } from '#shared/intents.ts'
import { deepRuns } from '#shared/testing.ts'
import { DEMO, demoVenue } from '../demo/venue.ts'
import type { Engine } from '../engines/engine.ts'
import { createVenue, newPolicies } from '../storage/new-venue.ts'
import { ENGINES, testStorage } from '../storage/testing.ts'
import type { Fields } from '../storage/tx.ts'
import { type TestServer, testServer, WEDNESDAY } from '../testing.ts'
import { recordEvidence } from './evidence.ts'

const TRAINABLE = INTENTS.filter((intent) => intent.reviewsNeeded !== null).map((intent) => intent.key)
const REFUSED = INTENTS.filter((intent) => !intent.modes.includes('auto')).map((intent) => intent.key)

/** What one intent's reviews come to. */
interface Training {
  needed: number
  /** Since it was last locked, oldest first. */
  reviews: boolean[]
  unlocked: boolean
}

class Model {
  readonly training = new Map<IntentKey, Training>(
    TRAINABLE.map((key) => [key, { needed: intentOf(key).reviewsNeeded!, reviews: [], unlocked: false }]),
  )
  master = { on: false, acknowledged: false }
  killed = false

  review(intent: IntentKey, right: boolean): void {
    const t = this.training.get(intent)
    if (!t) return
    t.reviews.push(right)
    const latest = t.reviews.slice(-30)
    const share = latest.filter(Boolean).length / latest.length
    if (t.unlocked && latest.length === 30 && share < 0.85) this.lock(intent)
    else t.unlocked ||= t.reviews.length >= t.needed && share >= 0.9
  }
  lock(intent: IntentKey): void {
    const t = this.training.get(intent)
    if (t) Object.assign(t, { unlocked: false, reviews: [] })
  }
  /** Another number of reviews is asked for. */
  ask(intent: IntentKey, needed: number): void {
    const t = this.training.get(intent)!
    const latest = t.reviews.slice(-30)
    const good = latest.length > 0 && latest.filter(Boolean).length / latest.length >= 0.9
    t.needed = needed
    t.unlocked = t.reviews.length >= needed && (t.unlocked || good)
  }
}

let said: { intent: IntentKey; confidence: number } = { intent: 'pricing', confidence: 0.96 }
const engine: Engine = {
  name: 'scripted',
  classify: () => Promise.resolve(said),
  compose: () => Promise.resolve({ text: 'Hi, a trim is £35.', citations: [] }),
}

interface Scene {
  readonly s: TestServer
  readonly model: Model
  n: number
}
type Step = (scene: Scene) => Promise<unknown>

const anyIntent = fc.oneof(
  { arbitrary: fc.constantFrom<IntentKey>('pricing', 'new_lead', 'complaint'), weight: 3 },
  fc.constantFrom(...INTENT_KEYS),
)
const anyMode = fc.oneof({ arbitrary: fc.constant<IntentMode>('auto'), weight: 3 }, fc.constantFrom(...INTENT_MODES))
const yes = fc.boolean()
const who = (s: TestServer, owner: boolean) => (owner ? s.owner : s.staff)
const mostly = fc.oneof({ arbitrary: fc.constant(true), weight: 6 }, fc.constant(false))

const commands: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({
      intent: anyIntent,
      mode: anyMode,
      threshold: fc.constantFrom(0, 0.5, 0.85, 0.95, 1),
      owner: mostly,
      ack: yes,
    })
    .map(
      ({ intent, mode, threshold, owner, ack }): Step =>
        ({ s }) => {
          const payload = { intent, mode, threshold, acknowledged: ack }
          return s.command('autosend.intent', payload, { as: who(s, owner) })
        },
    ),
  fc.record({ on: mostly, ack: yes, owner: mostly }).map(
    ({ on, ack, owner }): Step =>
      async ({ s, model }) => {
        const answer = await s.command('autosend.master', { on, acknowledged: ack }, { as: who(s, owner) })
        if (answer.status !== 'done') return
        model.master = { on, acknowledged: model.master.acknowledged || (on && ack) }
      },
  ),
  fc.record({ ack: yes, complaints: yes, owner: mostly }).map(
    ({ ack, complaints, owner }): Step =>
      async ({ s, model }) => {
        const payload = { acknowledged: ack, complaintsAcknowledged: complaints }
        const answer = await s.command('autosend.automate_ready', payload, { as: who(s, owner) })
        if (answer.status === 'done') model.master = { on: true, acknowledged: true }
      },
  ),
  fc.boolean().map(
    (complaints): Step =>
      ({ s }) =>
        s.command('autosend.enable_eligible', { complaintsAcknowledged: complaints }),
  ),
  fc.constant<Step>(({ s }) => s.command('autosend.disable_all', {})),
  fc.record({ intent: fc.constantFrom(...TRAINABLE), needed: fc.integer({ min: 1, max: 60 }) }).map(
    ({ intent, needed }): Step =>
      async ({ s, model }) => {
        const answer = await s.command('autosend.training', { intent, needed })
        if (answer.status === 'done') model.ask(intent, needed)
      },
  ),
  fc.boolean().map(
    (on): Step =>
      async ({ s, model }) => {
        const answer = await (on ? s.command('killswitch.engage', {}) : s.command('killswitch.release', {}))
        if (answer.status === 'done') model.killed = on
      },
  ),
)

/** Reviews as they come in when replies are claimed or judged. */
const evidence: fc.Arbitrary<Step> = fc
  .record({ intent: anyIntent, count: fc.constantFrom(1, 5, 30, 55), right: fc.constantFrom(0, 0.8, 0.9, 1, 1) })
  .map(
    ({ intent, count, right }): Step =>
      async (scene) => {
        const { s, model } = scene
        for (let n = 0; n < count; n += 1) {
          scene.n += 1
          const was = n / count < right
          const draft = { id: `review${scene.n}`, intent, confidence: 0.9 } as Fields<'drafts'>
          s.pass(1)
          await s.deps.storage.write('command', s.venueId, (tx) => recordEvidence(tx, draft, 'approved', was))
          model.review(intent, was)
        }
      },
  )

const texts: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ intent: anyIntent, confidence: fc.constantFrom(0.7, 0.96), hold: yes }).map(
    ({ intent, confidence, hold }): Step =>
      (scene) =>
        texted(scene, { intent, confidence }, hold),
  ),
  fc.constantFrom(SECOND, 30 * SECOND, HOUR).map(
    (ms): Step =>
      async ({ s }) => {
        s.pass(ms)
        await s.step()
      },
  ),
  /** A text that left by itself was wrong. */
  fc.constant<Step>(async ({ s, model }) => {
    const sent = (await s.rows('messages')).findLast((m) => m.auto && m.state === 'accepted' && m.draftId !== null)
    if (!sent) return
    const { intent } = (await s.rows('drafts')).find((d) => d.id === sent.draftId)!
    const answer = await s.command('send.wrong', { messageId: sent.id, reason: 'wrong' })
    if (answer.status === 'done') model.lock(intent)
  }),
)

/** Straight into the database, past every rule of the program: what it does not take throws. */
const raw =
  (what: (scene: Scene) => ReturnType<typeof sql>): Step =>
  (scene) =>
    scene.s.deps.storage.system((db) => what(scene).execute(db)).catch(() => undefined)
const writes: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({ intent: anyIntent, mode: anyMode })
    .map(({ intent, mode }) => raw(() => sql`UPDATE policies SET mode = ${mode} WHERE id = ${intent}`)),
  anyIntent.map(
    (intent): Step =>
      async (scene) => {
        const { model } = scene
        const locked = await scene.s.deps.storage
          .system((db) => sql`UPDATE policies SET unlocked = 0 WHERE id = ${intent}`.execute(db))
          .then(
            () => true,
            () => false,
          )
        const t = model.training.get(intent)
        if (locked && t) t.unlocked = false
      },
  ),
  fc.constant<Step>(async ({ s, model }) => {
    await s.deps.storage.system((db) =>
      sql`UPDATE venue SET "masterSwitch" = '{"on":true,"acknowledgedAt":null,"by":null}'`.execute(db),
    )
    model.master = { on: true, acknowledged: false }
  }),
  fc.constant<Step>(async ({ s, model }) => {
    await s.deps.storage.system((db) =>
      sql`UPDATE venue SET "masterSwitch" = '{"on":false,"acknowledgedAt":1,"by":null}'`.execute(db),
    )
    model.master = { on: false, acknowledged: true }
  }),
)

const step = fc.oneof(
  { arbitrary: commands, weight: 5 },
  { arbitrary: evidence, weight: 3 },
  { arbitrary: texts, weight: 4 },
  { arbitrary: writes, weight: 2 },
)

async function check({ s, model }: Scene, left: Set<string>, seen: { sent: number; onAuto: number }): Promise<void> {
  const policies = await s.rows('policies')
  for (const { id, mode, unlocked } of policies) {
    expect(unlocked, id).toBe(model.training.get(id)?.unlocked ?? false)
    if (mode === 'auto' || mode === 'escalate_ack') {
      expect(unlocked, `${id} on ${mode}`).toBe(true)
      seen.onAuto += 1
    }
    expect(intentOf(id).modes).toContain(mode)
    if (REFUSED.includes(id)) expect(mode).not.toBe('auto')
  }
  const modeOf = new Map(policies.map((p) => [p.id, p.mode]))
  const drafts = new Map((await s.rows('drafts')).map((d) => [d.id, d.intent]))
  for (const { id, auto, draftId, state } of await s.rows('messages')) {
    if (!auto || state === 'queued' || state === 'withdrawn' || left.has(id)) continue
    left.add(id)
    seen.sent += 1
    const intent = drafts.get(draftId!)!
    expect(model.master, `${intent} was sent`).toEqual({ on: true, acknowledged: true })
    expect(model.killed).toBe(false)
    expect(model.training.get(intent)?.unlocked, `${intent} was sent`).toBe(true)
    expect(modeOf.get(intent)).toBe('auto')
  }
}

test('no sequence puts an untrained, locked or refused intent on auto, or sends past the master switch', async () => {
  const seen = { sent: 0, onAuto: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      await using s = await testServer({ engine })
      await s.deps.storage.write('bulk', s.venueId, async (tx) => {
        for (const policy of newPolicies()) await tx.patch('policies', policy.id, policy)
        await tx.db.deleteFrom('evidence').execute()
      })
      await s.command('autosend.caps', { hourly: 1_000, daily: 10_000 })
      const scene: Scene = { s, model: new Model(), n: 0 }
      const left = new Set<string>()
      // Without a start like this, most sequences never come near to sending.
      const begin: readonly Step[] = [
        (sc) => trained(sc, 'pricing'),
        (sc) => trained(sc, 'new_lead'),
        async ({ s: server, model }) => {
          await server.command('autosend.automate_ready', { acknowledged: true })
          model.master = { on: true, acknowledged: true }
        },
        (sc) => texted(sc, { intent: 'pricing', confidence: 0.96 }, true),
      ]
      for (const one of [...begin, ...steps]) {
        await one(scene)
        await check(scene, left, seen)
      }
    }),
    { numRuns: deepRuns(8, 1_000) },
  )
  expect(seen.sent).toBeGreaterThan(0)
  expect(seen.onAuto).toBeGreaterThan(0)
})

/** A customer writes; `hold`: what is to leave by itself has its time. */
async function texted(scene: Scene, as: typeof said, hold: boolean): Promise<void> {
  const { s } = scene
  said = as
  scene.n += 1
  await s.text('How much is a trim?', `+4477009${10_000 + scene.n}`)
  s.pass(8 * SECOND)
  await s.step()
  if (hold) s.pass(20 * SECOND)
  await s.step()
}

async function trained(scene: Scene, intent: IntentKey): Promise<void> {
  for (let n = 0; n < 30; n += 1) {
    scene.n += 1
    const draft = { id: `review${scene.n}`, intent, confidence: 0.9 } as Fields<'drafts'>
    scene.s.pass(1)
    await scene.s.deps.storage.write('command', scene.s.venueId, (tx) => recordEvidence(tx, draft, 'approved', true))
    scene.model.review(intent, true)
  }
}

describe.each(ENGINES)('the database itself (%s)', (storage) => {
  test('takes no untrained intent on auto, neither new nor changed, and no claim past the switches', async () => {
    await using s = await testServer({ storage, engine })
    const run = (statement: ReturnType<typeof sql>) => s.deps.storage.system((db) => statement.execute(db))
    for (const { key, modes } of INTENTS) {
      const untrained = key !== 'pricing' && key !== 'hours'
      for (const mode of ['auto', 'escalate_ack'] as const) {
        const set = run(sql`UPDATE policies SET mode = ${mode} WHERE id = ${key}`)
        if (untrained || !modes.includes(mode)) await expect(set, `${key} ${mode}`).rejects.toThrow()
        else await set
      }
    }
    await expect(run(sql`UPDATE policies SET unlocked = 0 WHERE id = 'pricing'`)).rejects.toThrow(/in training/)

    said = { intent: 'pricing', confidence: 0.96 }
    await s.command('autosend.automate_ready', { acknowledged: true })
    await s.text('How much is a trim?')
    s.pass(8 * SECOND)
    await s.step()
    const reply = (await s.rows('messages')).find((m) => m.state === 'queued')!
    const claims = () => run(sql`UPDATE messages SET state = 'claimed' WHERE id = ${reply.id}`)
    for (const master of ['{"on":false,"acknowledgedAt":1}', '{"on":true,"acknowledgedAt":null}', '{"on":true}']) {
      await run(sql`UPDATE venue SET "masterSwitch" = ${master}`)
      await expect(claims(), master).rejects.toThrow(/not switched on/)
    }
    await run(sql`UPDATE venue SET "masterSwitch" = '{"on":true,"acknowledgedAt":1,"by":null}'`)
    for (const change of [sql`mode = 'draft'`, sql`mode = 'draft', unlocked = 0`]) {
      await run(sql`UPDATE policies SET ${change} WHERE id = 'pricing'`)
      await expect(claims()).rejects.toThrow(/not switched on/)
    }
    await run(sql`UPDATE policies SET mode = 'auto', unlocked = 1 WHERE id = 'pricing'`)
    await claims()
  })

  test('an import of a venue cannot bring an untrained intent on auto', async () => {
    for (const [id, mode] of [
      ['enquiry', 'auto'],
      ['complaint', 'escalate_ack'],
      ['general', 'auto'],
    ] as const) {
      await using empty = await testStorage(storage, () => WEDNESDAY)
      const policies = newPolicies().map((policy) => (policy.id === id ? { ...policy, mode } : policy))
      const made = createVenue(empty.storage, { ...demoVenue(WEDNESDAY), policies }, { clock: () => WEDNESDAY })
      await expect(made, `${id} ${mode}`).rejects.toThrow()
      const venues = await empty.storage.read((db) => db.selectFrom('venue').select('id').execute())
      expect(venues.filter((v) => v.id === DEMO.id)).toEqual([])
    }
  })
})

test('time alone unlocks nothing and sends nothing', async () => {
  await using s = await testServer({ engine })
  said = { intent: 'enquiry', confidence: 0.96 }
  await s.text('How much is a trim?')
  for (const ms of [MINUTE, HOUR, 400 * 24 * HOUR]) {
    s.pass(ms)
    await s.step()
  }
  expect((await s.rows('messages')).filter((m) => m.auto)).toEqual([])
  expect((await s.rows('policies')).find((p) => p.id === 'enquiry')).toMatchObject({ unlocked: false, mode: 'draft' })
})
