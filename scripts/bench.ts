/**
 * `npm run bench`: all benchmarks, or those that are named; `--quick` for smaller sizes and fewer pairs. Each act runs in
 * a process of its own, within a bound of time. Results go to the terminal and to bench/results; with `--keep` also into
 * the page that the repository keeps.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ACTS } from '../bench/acts.ts'
import type { Act } from '../bench/lib/act.ts'
import { thisMachine } from '../bench/lib/machine.ts'
import { keptOf, type Measured, type Report, toPage, toTerminal } from '../bench/lib/report.ts'
import { type ActResult, runAct } from '../bench/lib/run.ts'
import { ROOT } from './processes.ts'
import { buildWebHost, buildWindow } from './window.ts'

const MINUTE = 60_000
const RESULTS = path.join(ROOT, 'bench/results')
/** An act stops taking pairs after the first, and is ended after the second. */
const BOUNDS = { quick: [MINUTE, 5 * MINUTE], full: [1.5 * MINUTE, 12 * MINUTE] } as const
const PAIRS = { quick: 5, full: 9 } as const

function fail(line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(2)
}

interface Given {
  readonly acts: readonly Act[]
  readonly quick: boolean
  readonly keep: boolean
  readonly child: boolean
}

function given(): Given {
  const options = { quick: { type: 'boolean' }, keep: { type: 'boolean' }, child: { type: 'boolean' } } as const
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    const unknown = positionals.find((name) => !ACTS.some((act) => act.name === name))
    if (unknown !== undefined) throw new Error(`There is no act "${unknown}".`)
    const { quick = false, keep = false, child = false } = values
    if (quick && keep) throw new Error('A quick run is not kept.')
    const acts = positionals.length === 0 ? ACTS : ACTS.filter((act) => positionals.includes(act.name))
    return { acts, quick, keep, child }
  } catch (error) {
    const names = ACTS.map((act) => act.name).join(' ')
    return fail(
      `${error instanceof Error ? error.message : ''} npm run bench -- [--quick | --keep] [act …], of: ${names}`,
    )
  }
}

/** In the child: one act, its result handed up. */
async function runHere(act: Act, quick: boolean): Promise<void> {
  process.on('SIGTERM', () => process.exit(1))
  // Whoever started this is gone: so is what it was for.
  process.on('disconnect', () => process.exit(1))
  const say = (line: string) => process.stderr.write(`  ${act.name}: ${line}\n`)
  const [within] = BOUNDS[quick ? 'quick' : 'full']
  const result = await runAct(act, { quick, pairs: PAIRS[quick ? 'quick' : 'full'], within, say })
  await new Promise((sent) => process.send!(result, sent))
  process.exit(0)
}

async function runChild(act: Act, quick: boolean): Promise<ActResult> {
  const args = ['--child', act.name, ...(quick ? ['--quick'] : [])]
  const child = fork(import.meta.filename, args, { execArgv: ['--expose-gc'], cwd: ROOT })
  const [, most] = BOUNDS[quick ? 'quick' : 'full']
  const bound = setTimeout(() => child.kill('SIGTERM'), most)
  let result: ActResult | null = null
  child.on('message', (message) => {
    result = message as ActResult
  })
  const began = performance.now()
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  clearTimeout(bound)
  if (result !== null) return result
  const late = performance.now() - began >= most
  throw new Error(late ? `it took more than ${most / MINUTE} minutes` : `it ended with ${code ?? signal}`)
}

function write(name: string, report: Report): void {
  writeFileSync(path.join(RESULTS, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`)
  writeFileSync(path.join(RESULTS, `${name}.md`), toPage(report))
}

/** The page that the repository keeps: of each act the last run that was to be kept. */
function keep(report: Report): void {
  const file = path.join(RESULTS, 'last.json')
  const kept: Report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { acts: [], broken: [] }
  const names = ACTS.map((act) => act.name)
  write('last', keptOf(kept, report, names))
}

const { acts, quick, keep: isKept, child } = given()
if (child) await runHere(acts[0]!, quick)
else {
  buildWindow()
  buildWebHost()
  const done: Measured[] = []
  const broken: { name: string; why: string }[] = []
  const begun = new Date().toISOString()
  for (const act of acts) {
    const machine = thisMachine()
    const at = new Date().toISOString()
    try {
      const result = await runChild(act, quick)
      done.push({ ...result, at, quick, machine })
      process.stdout.write(`${toTerminal(result)}\n`)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      broken.push({ name: act.name, why })
      process.stderr.write(`\n${act.title}: did not come to an end: ${why}\n`)
    }
  }
  const report: Report = { acts: done, broken }
  const name = begun.replaceAll(/[:.]/g, '-')
  mkdirSync(RESULTS, { recursive: true })
  write(name, report)
  if (isKept) keep(report)
  process.stdout.write(`\nbench/results/${name}.md\n`)
  process.exit(broken.length > 0 ? 1 : 0)
}
