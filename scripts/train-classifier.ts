/** Trains the local classifier on `assets/corpus` and writes `assets/classifier/model.bin`. The same corpus gives the same file. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { readCorpus } from '../sync-server/engines/local/corpus-files.ts'
import { encodeModel } from '../sync-server/engines/local/model.ts'
import { train } from '../sync-server/engines/local/train.ts'

const started = performance.now()
const { samples, digest } = readCorpus()
const counts = new Map<string, number>()
for (const { label } of samples) counts.set(label, (counts.get(label) ?? 0) + 1)
for (const [label, count] of counts) console.log(`${label.padEnd(16)} ${count}`)

const { model, heldOut } = train(samples, digest)
const folder = new URL('../assets/classifier/', import.meta.url)
mkdirSync(folder, { recursive: true })
const bytes = encodeModel(model)
writeFileSync(new URL('model.bin', folder), bytes)
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(`${(100 * heldOut).toFixed(1)} % of written lines right when left out of training (complaints by severity)`)
console.log(
  `${samples.length} texts, temperature ${model.temperature.toFixed(3)}, ${(bytes.length / 1e6).toFixed(2)} MB, ${seconds} s`,
)
