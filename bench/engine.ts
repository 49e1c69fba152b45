/** The engine that needs no key: how fast it reads and writes, and what it costs to have it. */
import { statSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../scripts/processes.ts'
import { demoVenueFacts } from '../sync-server/demo/venue.ts'
import { readCorpus } from '../sync-server/engines/local/corpus-files.ts'
import { createLocalEngine } from '../sync-server/engines/local/engine.ts'
import type { Act } from './lib/act.ts'
import { startControl } from './lib/processes.ts'
import { timed } from './lib/timed.ts'
import { NOW } from './venue/rows.ts'

const MODEL = path.join(ROOT, 'assets/classifier/model.bin')
const TEXTS = 2_000

export const engine: Act = {
  name: 'engine',
  title: 'The local engine',
  goal: 'at least 5,000 texts a second on a core classified; classify and compose p99 at most 5 ms; model at most 10 MB, loaded within 200 ms',
  control: 'none: the figures stand for themselves',
  product: 'classifier and composer over texts of the corpus, and a process of its own that loads them',
  sizes: { of: 'texts', full: [TEXTS], quick: [TEXTS] },
  async open() {
    const local = createLocalEngine()
    const signal = new AbortController().signal
    const venue = demoVenueFacts(NOW)
    const all = readCorpus().samples
    // Every so many, so that all intents are there.
    const texts = Array.from({ length: TEXTS }, (_, n) => all[Math.floor((n * all.length) / TEXTS)]!.text)
    const both = async (text: string) => {
      const { intent } = await local.classify([text], signal)
      return local.compose({ texts: [text], intent, customerName: 'Sam', venue, now: NOW }, signal)
    }
    return {
      cases: [
        {
          name: 'classified',
          unit: 'texts/s',
          async product() {
            // By the processor's time: others may want this core, too.
            const begun = process.threadCpuUsage()
            for (const text of texts) await local.classify([text], signal)
            const { user, system } = process.threadCpuUsage(begun)
            return [(texts.length / (user + system)) * 1e6]
          },
          bounds: [{ stat: 'p50', atLeast: 5_000 }],
        },
        {
          name: 'classify and compose',
          unit: 'ms',
          product: timed(TEXTS, (n) => both(texts[n % TEXTS]!)),
          bounds: [{ stat: 'p99', atMost: 5 }],
        },
        {
          name: 'load and first answer',
          unit: 'ms',
          async product() {
            // It prints how long that took where others print their port.
            const { url, close } = await startControl('load-engine', [])
            await close()
            return [Number(new URL(url).searchParams.get('ms'))]
          },
          bounds: [{ stat: 'p50', atMost: 200 }],
        },
        {
          name: 'model on disk',
          unit: 'MB',
          product: () => [statSync(MODEL).size / 1e6],
          bounds: [{ stat: 'max', atMost: 10 }],
        },
      ],
      close: async () => undefined,
    }
  },
}
