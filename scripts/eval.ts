/**
 * `npm run eval`: measures an engine through the whole pipeline, on the lines held out of the corpus and on texts meant to
 * mislead, and writes docs/evaluation.md with its picture. `--engine openai`: the model of the environment (writes nothing).
 * `--file <jsonl>`: any labelled texts instead (`{"text", "intent"}` a line; writes nothing), with `--keep` their figures go into
 * the page, where they stay until they are measured again. `--errors`: lists what went wrong. `--count <n>`: so many texts of
 * each set, spread over it (writes nothing): a model costs money.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Examined, openFilter } from '../sync-server/classify.ts'
import type { Engine } from '../sync-server/engines/engine.ts'
import { createLocalEngine } from '../sync-server/engines/local/engine.ts'
import { EngineFailed, openModel, type Took } from '../sync-server/engines/openai/engine.ts'
import { byIntent, confusion, diagram, type Misled, misled, summary } from '../sync-server/evaluation/report.ts'
import { type Judged, score } from '../sync-server/evaluation/score.ts'
import { ADVERSARIAL, adversarialTexts, heldOutTexts, type Labelled, textsOf } from '../sync-server/evaluation/sets.ts'
import { readSettings } from '../sync-server/settings.ts'

const { values: given } = parseArgs({
  options: {
    engine: { type: 'string', default: 'local' },
    file: { type: 'string' },
    keep: { type: 'boolean', default: false },
    errors: { type: 'boolean', default: false },
    count: { type: 'string' },
  },
})

const OUTSIDE = '## A public set that is kept outside the repository'

const most = given.count === undefined ? Number.POSITIVE_INFINITY : Number(given.count)
if (!(most >= 1)) stop(`--count is a number of texts, not ${given.count}`)
const took: Took[] = []
const engine = chosen(given.engine)
await using filter = await openFilter(engine)
const set = some(given.file === undefined ? heldOutTexts() : textsOf(given.file))
const judged = await judge(set)
const result = score(judged)
const tables = [summary(result), byIntent(result), confusion(result)]
const traps = given.file === undefined ? await mislead() : []
for (const table of [...tables, ...(traps.length > 0 ? [misled(traps)] : [])]) console.log(`${table}\n`)
if (took.length > 0) console.log(costs())
if (given.errors) {
  for (const one of judged)
    if (one.intent !== one.wanted)
      console.log(
        `${one.wouldSend ? 'SENT ' : ''}${one.wanted} as ${one.intent} ${one.confidence.toFixed(2)}: ${one.text}`,
      )
}
if (given.engine === 'local' && given.count === undefined && (given.file === undefined || given.keep)) {
  const docs = new URL('../docs/', import.meta.url)
  const file = new URL('evaluation.md', docs)
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const at = before.indexOf(OUTSIDE)
  if (given.file === undefined) {
    writeFileSync(new URL('images/reliability.svg', docs), diagram(result, 'Local engine, held-out texts'))
    writeFileSync(file, page() + (at < 0 ? '' : before.slice(at)))
  } else writeFileSync(file, (at < 0 ? before : before.slice(0, at)) + outside())
}

function chosen(name: string): Engine {
  if (name === 'local') return createLocalEngine()
  const { openai } = readSettings(process.env)
  // It is asked each time: here nobody waits for an answer, and a rest would be measured instead of the model.
  if (name === 'openai' && openai) return openModel(openai).engine((one) => took.push(one), true)
  return stop(name === 'openai' ? 'OPENAI_API_KEY is not set' : `--engine is local or openai, not ${name}`)
}

function stop(line: string): never {
  console.error(line)
  process.exit(2)
}

/** Every so many-th, so that few stand for all. */
function some<T>(all: readonly T[]): readonly T[] {
  const step = Math.max(1, all.length / most)
  return all.filter((_, n) => Math.floor(n / step) !== Math.floor((n - 1) / step))
}

function costs(): string {
  const sum = (of: 'tokensIn' | 'tokensOut') => took.reduce((all, one) => all + one[of], 0)
  const failed = took.filter((one) => one.code !== null).map((one) => one.code)
  const why = failed.length === 0 ? '' : ` (${[...new Set(failed)].join(', ')})`
  return `${took.length} requests, ${sum('tokensIn')} tokens in, ${sum('tokensOut')} out; ${failed.length} failed${why}\n`
}

async function judge(texts: readonly Labelled[]): Promise<Judged[]> {
  const read = await examineAll(texts.map(({ text }) => text))
  return read.map((one, n) => ({ ...one, wanted: texts[n]!.intent }))
}

/** Eight at a time: a model takes a second for each. */
async function examineAll(texts: readonly string[]): Promise<Examined[]> {
  const out: Examined[] = []
  for (let n = 0; n < texts.length; n += 8) out.push(...(await Promise.all(texts.slice(n, n + 8).map(examineOne))))
  return out
}

/** A text on which the model fails is a draft that a person writes, as it would be for a customer. */
async function examineOne(text: string): Promise<Examined> {
  try {
    return await filter.examine(text)
  } catch (error) {
    if (!(error instanceof EngineFailed)) throw error
    const none = { intent: 'unknown', confidence: 0, wouldSend: false, reply: null, outcome: 'drafted' } as const
    return { text, ...none, held: ['engine_failed'] }
  }
}

async function mislead(): Promise<Misled[]> {
  const rows: Misled[] = []
  for (const kind of ADVERSARIAL) {
    const read = await examineAll(some(adversarialTexts(kind)))
    const sent = read.filter((one) => one.wouldSend)
    const honest = sent.filter((one) => /automated assistant/.test(one.reply ?? ''))
    rows.push({ kind, texts: read.length, sent: sent.length, honest: honest.length })
  }
  return rows
}

function page(): string {
  return `# How well the local engine reads and knows when it does not

Written by \`npm run eval\`; run it again after every training. Everything goes through the whole pipeline, as \`npm run -s
classify\` has it: the demo venue on a Wednesday at ten, every intent trained and on auto.

## Texts that training never saw

One line in ten of the corpus is held out of training, with all that is drawn from it; which ones is fixed by the line alone.
They were written by the same hands as the rest, many of them to be hard, and many for front desks of other trades: what those cost, the demo venue
cannot say. No line was written for a mistake in this tenth. To book counts as asking for a slot: the same reply answers both.

${tables[0]}

![Confidence against the share that was right](images/reliability.svg)

${tables[1]}

"Why not" says what kept a text from being answered by itself: \`misread\`, it was taken for something else; \`confidence\`, not sure
enough; \`no_answer\`, nothing in the venue's facts answers it, such as the price of what is not on its list. The last is not the
classifier's to mend, and is as it should be.

What it was (rows) and what it was read as (columns):

${tables[2]}

## Texts meant to mislead

Injections, risks, "are you a bot?" and "stop texting me" in other words ([\`assets/adversarial\`](../assets/adversarial)); none of them is
in the corpus. Nothing may be sent, but for an honest answer to who asks whether it is a bot.

${misled(traps)}

`
}

function outside(): string {
  return `${OUTSIDE}

Texts of public research sets, labelled anew: real people, but mostly of other trades than the demo venue's, so that much of what they ask
has no answer in its facts. The phrasings that the corpus lacked were looked for here, so the figures flatter; the unseen
is harder. Its labels know no \`enquiry\`: that is \`unknown\` there. About one label in twenty is wrong.

${summary(result)}

${byIntent(result)}
`
}
