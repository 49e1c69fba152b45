/** `npm run eval` over HTTP: a model behind an endpoint is measured by the same tables as the local engine. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type Asked, startStandIn } from '../sync-server/engines/openai/testing.ts'

const EVAL = path.join(import.meta.dirname, 'eval.ts')
const PAGE = path.join(import.meta.dirname, '../docs/evaluation.md')
const TEXTS = [
  ['How much is a trim?', 'pricing'],
  ['Are you open on Saturday?', 'hours'],
  ['Is there parking?', 'enquiry'],
  ['What is 12 times 14?', 'unknown'],
] as const

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'greenlight-eval-'))
  const lines = TEXTS.map(([text, intent]) => JSON.stringify({ text, intent }))
  await writeFile(path.join(folder, 'texts.jsonl'), lines.join('\n'))
})
afterAll(() => rm(folder, { recursive: true }))

async function evaluate(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const run = promisify(execFile)
  const file = path.join(folder, 'texts.jsonl')
  const { stdout } = await run(process.execPath, [EVAL, '--file', file, ...args], {
    env: { PATH: '', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
  })
  return stdout
}

/** Knows the label of each text; composes for prices only. */
function model({ kind, data }: Asked): Answer {
  const [, intent] = TEXTS.find(([text]) => data.includes(text)) ?? TEXTS[3]
  if (kind === 'classify') return { says: { intent, confidence: 0.96, severity: null, wantsPerson: false } }
  if (kind === 'warrant') return { says: { decides: 'nothing', reply: true } }
  if (intent === 'hours') return { body: '{}', status: 400 }
  return { says: { answered: intent === 'pricing', text: 'A trim is £35.', cites: ['svc_trim'] } }
}

const rowsOf = (out: string) =>
  out.split('\n').flatMap((line) => (line.startsWith('|') ? [line.split('|')[1]?.trim()] : []))

test('a model is measured by the same tables, at a cost that is told, and a failure stops nothing', async () => {
  await using standIn = await startStandIn(model)
  const before = await readFile(PAGE, 'utf8')
  const [local, remote] = await Promise.all([
    evaluate([]),
    evaluate(['--engine', 'openai'], { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: standIn.baseUrl, OPENAI_MODEL: 'm' }),
  ])
  expect(rowsOf(remote)).toEqual(rowsOf(local))
  expect(remote).toContain('| right among what would be sent | 100.0 % of 1 | 97 % |')
  expect(remote).toMatch(/^\d+ requests, \d+ tokens in, \d+ out; [1-9]\d* failed \(http_400\)$/m)
  expect(standIn.asked.filter((one) => one.kind === 'classify').map((one) => one.model)).toEqual(Array(4).fill('m'))
  expect(await readFile(PAGE, 'utf8')).toBe(before)
}, 60_000)

test('so many texts as are asked for; what it cannot be told is one line', async () => {
  expect(await evaluate(['--count', '2'])).toContain('| texts | 2 |')
  await expect(evaluate(['--engine', 'openai'])).rejects.toMatchObject({
    code: 2,
    stderr: 'OPENAI_API_KEY is not set\n',
  })
}, 60_000)
