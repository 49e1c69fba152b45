import { expect, test } from 'vitest'
import type { Act, Case } from './act.ts'
import { keptOf, type Measured, toPage } from './report.ts'
import { type RunOptions, runAct } from './run.ts'

const OPTIONS: RunOptions = { quick: false, pairs: 6, within: 60_000, say: () => undefined }

function act(cases: (size: number) => readonly Case[], more: Partial<Act> = {}, closed: number[] = []): Act {
  return {
    name: 'it',
    title: 'It',
    goal: '',
    control: '',
    product: '',
    sizes: { of: 'things', full: [10, 1_000], quick: [10] },
    open: async ({ size }) => ({ cases: cases(size), close: async () => void closed.push(size) }),
    ...more,
  }
}

test('sides take turns over every size, and who goes first changes', async () => {
  const order: string[] = []
  const one = (size: number): Case => ({
    name: 'work',
    unit: 'ms',
    product: () => [order.push(`product ${size}`)],
    controls: [{ name: 'least', round: () => [order.push(`control ${size}`)], ratio: [] }],
  })
  await runAct(
    act((size) => [one(size)]),
    { ...OPTIONS, pairs: 2 },
  )
  const [warm, first, second] = [order.slice(0, 4), order.slice(4, 8), order.slice(8)]
  expect(warm).toEqual(['control 10', 'product 10', 'control 1000', 'product 1000'])
  expect(first).toEqual(warm)
  expect(second).toEqual(['product 10', 'control 10', 'product 1000', 'control 1000'])
})

test('a ratio is taken within a pair: a machine that grows slower does not show in it', async () => {
  let slow = 1
  const one = (size: number): Case => ({
    name: 'work',
    unit: 'ms',
    product: () => [2 * slow * size, 3 * slow * size],
    controls: [
      {
        name: 'least',
        round: () => {
          slow *= 3
          return [slow * size]
        },
        ratio: [{ stat: 'p50', atMost: 2 }],
      },
    ],
    bounds: [{ stat: 'max', atMost: 1 }],
    growth: { stat: 'p50', atMost: 50 },
  })
  const fixed = act((size) => [one(size)])
  const result = await runAct({ ...fixed, sizes: { ...fixed.sizes, full: [10] } }, { ...OPTIONS, pairs: 1 })
  const [ratio] = result.cases[0]!.checks.filter((check) => check.spread !== undefined)
  expect(ratio).toMatchObject({ value: 2.5, met: false })
})

test('growth is the last size against the first, and only said there', async () => {
  const one = (size: number): Case => ({
    name: 'work',
    unit: 'ms',
    product: () => [Math.sqrt(size)],
    growth: { stat: 'p50', atMost: 9 },
  })
  const { cases } = await runAct(
    act((size) => [one(size)]),
    OPTIONS,
  )
  expect(cases.map((c) => c.checks.map((check) => [check.value, check.met]))).toEqual([[], [[10, false]]])
})

test('bounds are on all samples of the product, and at least as well as at most', async () => {
  const one = (): Case => ({
    name: 'work',
    unit: '/s',
    product: () => [100, 200, 300],
    bounds: [
      { stat: 'p50', atLeast: 200 },
      { stat: 'p50', atLeast: 201 },
      { stat: 'max', atMost: 299 },
    ],
  })
  const { cases } = await runAct(
    act(() => [one()]),
    { ...OPTIONS, quick: true },
  )
  expect(cases[0]!.checks.map((check) => check.met)).toEqual([true, false, false])
  expect(cases[0]!.product).toMatchObject({ n: 18, p50: 200, max: 300 })
})

test('proofs are told, and everything is closed, in the opposite order, also when an act fails', async () => {
  const closed: number[] = []
  const proof = { name: 'none lost', run: async () => ({ holds: false, detail: '3 of 10 were lost' }) }
  const good = act(() => [], {}, closed)
  const withProof: Act = { ...good, open: async (setting) => ({ ...(await good.open(setting)), proofs: [proof] }) }
  const { proofs } = await runAct(withProof, { ...OPTIONS, quick: true })
  expect(proofs).toEqual([{ name: 'none lost', holds: false, detail: '3 of 10 were lost' }])
  const bad = act(() => [{ name: 'work', unit: 'ms', product: () => Promise.reject(new Error('broken')) }], {}, closed)
  await expect(runAct(bad, OPTIONS)).rejects.toThrow('broken')
  expect(closed).toEqual([10, 1_000, 10])
})

test('of each act the last run is kept, with when and where it was; of one that did not run, the one before', async () => {
  const one = (): Case => ({ name: 'work', unit: 'ms', product: () => [1], controls: [] })
  const measured = async (name: string, at: string, commit: string): Promise<Measured> => {
    const result = await runAct(
      act(() => [one()], { name, title: name }),
      { ...OPTIONS, pairs: 1 },
    )
    const machine = { processor: 'P', cores: 2, memoryGb: 24, system: 'S', node: 'v24', sqlite: '3', load: 0.1, commit }
    return { ...result, at, quick: false, machine }
  }
  const [early, late] = ['2026-11-01T10:00:00.000Z', '2026-11-02T10:00:00.000Z']
  const before = { acts: [await measured('b', early, 'one'), await measured('c', early, 'one')], broken: [] }
  const now = { acts: [await measured('c', late, 'two'), await measured('a', late, 'two')], broken: [] }
  const kept = keptOf(before, now, ['a', 'b', 'c'])
  expect(kept.acts.map(({ name, at }) => [name, at])).toEqual([
    ['a', late],
    ['b', early],
    ['c', late],
  ])
  expect(toPage(kept)).toMatch(/## b[^#]+2026-11-01 10:00 UTC, commit one: P, 2 cores/)
})
