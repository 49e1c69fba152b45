/**
 * `npm run bench`: all benchmarks, or those that are named; `--quick` for smaller sizes and fewer pairs. Each act runs in
 * a process of its own, within a bound of time. Results go to the terminal and to bench/results.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ACTS } from '../bench/acts.ts'
import type { Act } from '../bench/lib/act.ts'
import { thisMachine } from '../bench/lib/machine.ts'
import { type Report, toPage, toTerminal } from '../bench/lib/report.ts'
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

function given(): { readonly acts: readonly Act[]; readonly quick: boolean; readonly child: boolean } {
  const options = { quick: { type: 'boolean' }, child: { type: 'boolean' } } as const
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    const unknown = positionals.find((name) => !ACTS.some((act) => act.name === name))
    if (unknown !== undefined) throw new Error(`There is no act "${unknown}".`)
    return {
      acts: positionals.length === 0 ? ACTS : ACTS.filter((act) => positionals.includes(act.name)),
      quick: values.quick === true,
      child: values.child === true,
    }
  } catch (error) {
    const names = ACTS.map((act) => act.name).join(' ')
    return fail(`${error instanceof Error ? error.message : ''} npm run bench -- [--quick] [act …], of: ${names}`)
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

const { acts, quick, child } = given()
if (child) await runHere(acts[0]!, quick)
else {
  buildWindow()
  buildWebHost()
  const done: ActResult[] = []
  const broken: { name: string; why: string }[] = []
  const machine = thisMachine()
  const at = new Date().toISOString()
  for (const act of acts) {
    try {
      const result = await runChild(act, quick)
      done.push(result)
      process.stdout.write(`${toTerminal(result)}\n`)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      broken.push({ name: act.name, why })
      process.stderr.write(`\n${act.title}: did not come to an end: ${why}\n`)
    }
  }
  const report: Report = { at, quick, machine, acts: done, broken }
  // The repository keeps the last whole run; others are kept on this machine only.
  const whole = acts.length === ACTS.length && !quick
  const names = [at.replaceAll(/[:.]/g, '-'), ...(whole ? ['last'] : [])]
  mkdirSync(RESULTS, { recursive: true })
  for (const name of names) {
    writeFileSync(path.join(RESULTS, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`)
    writeFileSync(path.join(RESULTS, `${name}.md`), toPage(report))
  }
  process.stdout.write(`\nbench/results/${names[0]}.md\n`)
  process.exit(broken.length > 0 ? 1 : 0)
}
