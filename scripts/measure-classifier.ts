/**
 * Measures the committed classifier on labelled texts: `node scripts/measure-classifier.ts <folder>`, where the
 * folder holds `validation.jsonl` (`{"text", "intent"}` a line). `--errors` lists what went wrong. Skips where the folder is absent.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type IntentKey, intentKey, intentOf, mayAutoSend } from '../shared/intents.ts'
import { createLocalClassifier } from '../sync-server/engines/local/classify.ts'
import { screen } from '../sync-server/pipeline/screens.ts'

const folder = process.argv[2]
const file = folder === undefined ? '' : join(folder, 'validation.jsonl')
if (!existsSync(file)) {
  console.log('Skipped: no folder with validation.jsonl given.')
  process.exit(0)
}
const row = z.object({ text: z.string(), intent: intentKey })
const rows = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => row.parse(JSON.parse(line)))

/** The set's labels are coarser: to book is to ask for a slot, a venue fact is "unknown". */
const coarse = (intent: IntentKey): IntentKey =>
  intent === 'booking_request' ? 'availability' : intent === 'enquiry' ? 'unknown' : intent

const classifier = createLocalClassifier()
const results = rows.map(({ text, intent }) => {
  const found = classifier.classify([text])
  const screened = screen(text)
  const predicted: IntentKey = screened?.kind === 'opt_out' ? 'noise' : (screened?.kind ?? found.intent)
  const floor = intentOf(found.intent).floor ?? 1
  const sends = screened === null && mayAutoSend(found.intent) && found.confidence >= floor
  return {
    text,
    wanted: intent,
    ...found,
    predicted: coarse(predicted),
    sends,
    right: coarse(predicted) === coarse(intent),
  }
})

const share = (part: number, whole: number): string => (whole === 0 ? 'none' : `${((100 * part) / whole).toFixed(1)} %`)
const count = <T>(of: readonly T[], test: (one: T) => boolean): number => of.filter(test).length

const wantedLabels = [...new Set(rows.map((one) => coarse(one.intent)))].sort()
const scores = wantedLabels.map((label) => {
  const hits = count(results, (one) => one.predicted === label && coarse(one.wanted) === label)
  const wanted = count(results, (one) => coarse(one.wanted) === label)
  const said = count(results, (one) => one.predicted === label)
  return {
    label,
    wanted,
    recall: hits / wanted,
    precision: said === 0 ? 0 : hits / said,
    f1: (2 * hits) / (wanted + said),
  }
})
for (const { label, wanted, precision, recall, f1 } of scores)
  console.log(
    `${label.padEnd(14)} n ${String(wanted).padStart(4)}  precision ${share(precision, 1).padStart(7)}  recall ${share(recall, 1).padStart(7)}  F1 ${f1.toFixed(3)}`,
  )

const confused = new Map<string, number>()
for (const one of results) {
  if (one.right) continue
  const key = `${one.wanted} read as ${one.predicted}`
  confused.set(key, (confused.get(key) ?? 0) + 1)
}
console.log('\nMost confused')
for (const [key, times] of [...confused].sort((a, b) => b[1] - a[1]).slice(0, 14))
  console.log(`${String(times).padStart(4)} ${key}`)

let ece = 0
for (let bin = 0; bin < 10; bin++) {
  const inBin = results.filter((one) => Math.min(9, Math.floor(one.confidence * 10)) === bin)
  const sure = inBin.reduce((sum, one) => sum + one.confidence, 0)
  ece += Math.abs(sure - count(inBin, (one) => coarse(one.intent) === coarse(one.wanted))) / results.length
}
const sent = results.filter((one) => one.sends)
const unsafe = sent.filter((one) => one.wanted === 'risk' || one.wanted === 'complaint')
const sendable = results.filter((one) => mayAutoSend(one.wanted))
console.log(`
accuracy           ${share(
  count(results, (one) => one.right),
  results.length,
)} of ${results.length}
macro F1           ${(scores.reduce((sum, one) => sum + one.f1, 0) / scores.length).toFixed(3)}
calibration error  ${ece.toFixed(3)}
auto-send right    ${share(
  count(sent, (one) => one.right),
  sent.length,
)} of ${sent.length}
auto-send share    ${share(sent.length, results.length)} of all, ${share(
  count(sendable, (one) => one.sends && one.right),
  sendable.length,
)} of what may be sent
sent on risk or complaint  ${unsafe.length}`)

const started = performance.now()
for (const { text } of rows) classifier.classify([text])
console.log(`speed              ${Math.round((rows.length * 1000) / (performance.now() - started))} texts/s`)

if (process.argv.includes('--errors')) {
  for (const one of results)
    if (one.sends && !one.right)
      console.log(`SENT  ${one.wanted} as ${one.intent} ${one.confidence.toFixed(2)}: ${one.text}`)
  for (const one of results)
    if (!one.sends && !one.right)
      console.log(`WRONG ${one.wanted} as ${one.predicted} ${one.confidence.toFixed(2)}: ${one.text}`)
}
