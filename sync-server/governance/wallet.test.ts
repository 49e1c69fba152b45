/** Sparks: what was debited is what was produced, whatever crashes and whatever is tried again. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import type { CommandAnswer } from '#shared/commands.ts'
import { deepRuns } from '#shared/testing.ts'
import type { Deps } from '../deps.ts'
import type { Engine } from '../engines/engine.ts'
import { runTurn } from '../pipeline/turn.ts'
import { recover } from '../scheduler.ts'
import type { Storage } from '../storage/storage.ts'
import { ENGINES } from '../storage/testing.ts'
import { runCommand } from '../sync/run-command.ts'
import { type TestServer, testServer } from '../testing.ts'

const SEED = Number(process.env.GREENLIGHT_SEED ?? Date.now() % 1_000_000)

/** What goes wrong with one step: the process dies before its write, or after it and before anybody hears. */
type Fate = 'well' | 'before' | 'after' | 'engine'

class Crash extends Error {}

function mortal(storage: Storage, next: () => Fate): Storage {
  return {
    ...storage,
    write: async (lane, venueId, fn) => {
      const fate = next()
      if (fate === 'before') throw new Crash()
      const result = await storage.write(lane, venueId, fn)
      if (fate === 'after') throw new Crash()
      return result
    },
  }
}

type Act =
  | { readonly do: 'text'; readonly from: number }
  | { readonly do: 'turns'; readonly fates: readonly Fate[] }
  | { readonly do: 'preview' | 'top_up'; readonly id: number; readonly fates: readonly Fate[] }
  | { readonly do: 'restart' }

const fates = fc.array(fc.constantFrom<Fate>('well', 'well', 'before', 'after', 'engine'), { maxLength: 6 })
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('text' as const), from: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('turns' as const), fates }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('preview' as const, 'top_up' as const), id: fc.nat(3), fates }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
)

async function withSparks(s: TestServer, sparks: number): Promise<void> {
  await s.deps.storage.write('command', s.venueId, async (tx) => {
    const delta = sparks - (await tx.find('venue', s.venueId))!.sparks!
    await tx.db
      .insertInto('wallet')
      .values({ id: 'start', venueId: s.venueId, turnId: null, delta, at: tx.now, reason: 'start', by: null })
      .execute()
    await tx.patch('venue', s.venueId, { sparks, sparksEmpty: sparks === 0 })
  })
}

describe.each(ENGINES)('%s', (storage) => {
  test('debits are replies and previews produced, under crashes and retries; never negative, never twice', async () => {
    const runs = deepRuns(storage === 'sqlite' ? 15 : 4, storage === 'sqlite' ? 2_000 : 200)
    const many = fc.array(act, { minLength: 5, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(fc.nat(4), many, async (sparks, acts) => {
        let plan: Fate[] = []
        const next = () => plan.shift() ?? 'well'
        const engine: Engine = {
          name: 'stub',
          classify: async () => {
            if (next() === 'engine') throw new Error('no answer')
            return { intent: 'pricing', confidence: 0.99 }
          },
          compose: async () => ({ text: 'A trim is £35.', citations: [] }),
        }
        await using s = await testServer({ storage, engine })
        await withSparks(s, sparks)
        const deps: Deps = { ...s.deps, storage: mortal(s.deps.storage, next) }
        const answers = new Map<string, CommandAnswer>()

        const turns = async (with_: Deps) => {
          const due = await s.deps.storage.read((db) =>
            db.selectFrom('turns').select('conversationId as id').where('dueAt', '<=', s.now()).execute(),
          )
          for (const { id } of due) await runTurn(with_, s.venueId, id).catch(only(Crash))
          return due.length
        }
        const command = async (type: 'preview' | 'top_up', n: number, with_: Deps) => {
          const id = `${type}${n}`
          const envelope =
            type === 'preview'
              ? { id, type: 'preview.run', payload: { scenario: 'pricing' } }
              : { id, type: 'wallet.top_up', payload: { sparks: 2 } }
          const answer = await runCommand(with_, s.owner, envelope).catch((error: unknown) => {
            if (error instanceof Crash || (error as { code?: string }).code === 'engine_unavailable') return null
            throw error
          })
          if (answer === null) return
          expect(answers.get(id) ?? answer).toEqual(answer)
          answers.set(id, answer)
        }

        for (const a of acts) {
          plan = 'fates' in a ? [...a.fates] : []
          if (a.do === 'text') await s.text('How much is a trim?', `+44770090010${a.from}`)
          else if (a.do === 'restart') await recover({ storage: s.deps.storage })
          else if (a.do === 'turns') {
            s.pass(8 * SECOND)
            await turns(deps)
          } else await command(a.do, a.id, deps)
        }
        // Nothing more goes wrong: what was begun is taken up, and everything ends.
        plan = []
        for (const [type, n] of acts.flatMap((a) => ('id' in a ? [[a.do, a.id] as const] : []))) {
          await command(type, n, s.deps)
        }
        s.pass(2 * MINUTE)
        while ((await turns(s.deps)) > 0) s.pass(MINUTE)

        const ledger = await s.deps.storage.read((db) => db.selectFrom('wallet').selectAll().execute())
        const debits = (reason: string) => ledger.filter((row) => row.reason === reason)
        const written = (await s.rows('drafts')).filter((d) => d.kind === 'reply' && d.text !== '')
        expect(
          debits('reply')
            .map((row) => row.turnId)
            .sort(),
        ).toEqual(written.map((d) => d.turnId).sort())
        const doneOf = (type: string) => [...answers].filter(([id, a]) => id.startsWith(type) && a.status === 'done')
        expect(debits('preview')).toHaveLength(doneOf('preview').length)
        expect(debits('top-up')).toHaveLength(doneOf('top_up').length)
        const balance = ledger.reduce((sum, row) => sum + row.delta, 0)
        const venue = await s.venue()
        expect([venue.sparks, venue.sparksEmpty]).toEqual([balance, balance === 0])
        expect(balance).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: runs, seed: SEED },
    )
  })
})

const only = (kind: new () => Error) => (error: unknown) => {
  if (!(error instanceof kind)) throw error
}
