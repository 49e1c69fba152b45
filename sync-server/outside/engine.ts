/** Which engine answers, and what its model costs. */
import { expect } from 'vitest'
import { type EngineView, engineView } from '#shared/engine.ts'
import { type Pages, s, trim } from './seen.ts'

const page = async (): Promise<EngineView> => engineView.parse(await s.get('/engine'))
const answers = async () => (await trim()).decision.engine
/** Of a million tokens read, with what is written for them. */
const price = async () => {
  const { cost, tokensIn } = (await page()).figures
  return cost === null ? null : Math.round((cost / tokensIn) * 1_000_000)
}

export const engine: Pages = {
  Engine: [
    {
      of: 'engine.set uses',
      see: answers,
      before: expect.stringMatching(/^local-/),
      change: () => s.done('engine.set', { uses: 'model' }),
      after: 'openai:small-1',
    },
    {
      of: 'engine.set model',
      see: answers,
      before: 'openai:small-1',
      change: () => s.done('engine.set', { model: 'large-2' }),
      after: 'openai:large-2',
    },
    {
      of: 'engine.set inputPrice',
      see: price,
      before: null,
      change: () => s.done('engine.set', { inputPrice: 20_000, outputPrice: 0 }),
      after: 20_000,
    },
    {
      of: 'engine.set outputPrice',
      see: price,
      before: 20_000,
      change: () => s.done('engine.set', { outputPrice: 100_000 }),
      after: 30_000,
    },
    {
      of: 'engine.check',
      see: async () => (await page()).lastCheck?.code,
      before: undefined,
      change: () => s.done('engine.check', {}),
      after: null,
      back: () => s.done('engine.set', { uses: 'local' }),
    },
  ],
}
