/** Trains the local classifier on `assets/corpus` and writes `assets/classifier/model.bin`. The same corpus gives the same file. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { intentOf } from '../shared/intents.ts'
import { readCorpus } from '../sync-server/engines/local/corpus-files.ts'
import { countsAs, encodeModel, intentOfLabel } from '../sync-server/engines/local/model.ts'
import { train } from '../sync-server/engines/local/train.ts'

const started = performance.now()
const { samples, digest } = readCorpus()
const counts = new Map<string, number>()
for (const { label } of samples) counts.set(label, (counts.get(label) ?? 0) + 1)
for (const [label, count] of counts) console.log(`${label.padEnd(16)} ${count}`)

const { model, readings } = train(
  samples.filter(({ heldOut }) => !heldOut),
  digest,
)
const folder = new URL('../assets/classifier/', import.meta.url)
mkdirSync(folder, { recursive: true })
const bytes = encodeModel(model)
writeFileSync(new URL('model.bin', folder), bytes)
const seconds = ((performance.now() - started) / 1000).toFixed(1)
const right = readings.filter(({ label, intent }) => countsAs(intent, intentOfLabel(label)))
const sure = readings.filter(({ intent, confidence }) => confidence >= (intentOf(intent).floor ?? 2))
const sureRight = sure.filter(({ label, intent }) => countsAs(intent, intentOfLabel(label)))
console.log(`${percent(right, readings)} of ${readings.length} written lines right when left out of training`)
console.log(`${sure.length} of them sure enough to send, ${percent(sureRight, sure)} right`)
console.log(
  `${samples.length} texts, temperature ${model.temperature.toFixed(3)}, ${(bytes.length / 1e6).toFixed(2)} MB, ${seconds} s`,
)

function percent(part: readonly unknown[], whole: readonly unknown[]): string {
  return `${((100 * part.length) / whole.length).toFixed(1)} %`
}
