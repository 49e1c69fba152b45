/** `npm test`: types, lint, boundaries, dead code, unit, integration and end-to-end tests; closes with one count. */
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { ensureBrowser } from './browser.ts'
import { ROOT } from './processes.ts'
import { buildElectron, buildWindow } from './window.ts'

interface Count {
  passed: number
  failed: number
  skipped: number
}

const seed = process.env.GREENLIGHT_SEED ?? String(randomInt(1, 2 ** 31))
const env = { ...process.env, GREENLIGHT_SEED: seed }
const results = path.join(ROOT, 'test-results')
const total: Count = { passed: 0, failed: 0, skipped: 0 }

function step(name: string, command: string, args: readonly string[]): boolean {
  const begun = Date.now()
  process.stdout.write(`\n— ${name}\n`)
  const { status } = spawnSync(command, [...args], { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] })
  process.stdout.write(`  ${status === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - begun) / 1000).toFixed(1)} s\n`)
  return status === 0
}

function check(name: string, command: string, args: readonly string[]): void {
  if (step(name, command, args)) total.passed += 1
  else total.failed += 1
}

/** Runs a suite and takes its own count; a suite that ends badly without a count is one failure. */
function suite(
  name: string,
  command: string,
  args: readonly string[],
  report: string,
  count: (json: unknown) => Count,
): void {
  const ok = step(name, command, args)
  let counted: Count = { passed: 0, failed: 0, skipped: 0 }
  try {
    counted = count(JSON.parse(readFileSync(path.join(results, report), 'utf8')))
  } catch {
    process.stdout.write('  the suite left no report\n')
    counted = { passed: 0, failed: 1, skipped: 0 }
  }
  total.passed += counted.passed
  total.skipped += counted.skipped
  total.failed += ok ? counted.failed : Math.max(1, counted.failed)
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
}
interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
}

rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })
ensureBrowser()
process.stdout.write(`Seed ${seed}: GREENLIGHT_SEED=${seed} npm test runs the same again.\n`)
check('types', 'tsc', ['-p', '.'])
check('lint, format, import boundaries', 'biome', ['check', '.'])
check('dead code', 'knip', [])
buildWindow()
buildElectron()
suite('unit and integration', 'vitest', ['run', '--config', 'vitest.config.ts'], 'vitest.json', (json) => {
  const r = json as VitestReport
  return { passed: r.numPassedTests, failed: r.numFailedTests, skipped: r.numPendingTests }
})
suite('end to end', 'playwright', ['test'], 'playwright.json', (json) => {
  const { stats } = json as PlaywrightReport
  if (stats.flaky > 0) process.stdout.write(`  ${stats.flaky} passed at the second try only: see above\n`)
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }
})
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed === 0 ? 0 : 1)
