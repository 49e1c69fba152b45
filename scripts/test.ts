/** `npm test`: types, lint, boundaries, dead code, unit, integration and end-to-end tests; closes with one count. */
import { spawn, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { ensureBrowser } from './browser.ts'
import { ROOT } from './processes.ts'

interface Count {
  passed: number
  failed: number
  skipped: number
}

const seed = process.env.GREENLIGHT_SEED ?? String(randomInt(1, 2 ** 31))
const results = path.join(ROOT, 'test-results')
const scratch = mkdtempSync(path.join(memory() ?? tmpdir(), 'greenlight-test-'))
const env = {
  ...process.env,
  GREENLIGHT_SEED: seed,
  TMPDIR: scratch,
  // Hundreds of processes read the same modules.
  NODE_COMPILE_CACHE: path.join(scratch, 'compiled'),
}
const total: Count = { passed: 0, failed: 0, skipped: 0 }

/**
 * A folder in memory, where there is one with room: thousands of small databases are made and thrown away, and to wait for
 * a disk at each commit proves nothing, as no test pulls the plug of the machine.
 */
function memory(): string | null {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize > 4 * 2 ** 30 ? '/dev/shm' : null
  } catch {
    return null
  }
}

function tell(name: string, ok: boolean, begun: number): void {
  process.stdout.write(`  ${name}: ${ok ? 'ok' : 'FAILED'} in ${((Date.now() - begun) / 1000).toFixed(1)} s\n`)
}

/** What it has to say is printed as one when it ends: several run side by side. */
async function check(name: string, command: string, args: readonly string[]): Promise<void> {
  const begun = Date.now()
  const child = spawn(command, [...args], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close')
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await ended
  process.stdout.write(out + errors)
  tell(name, code === 0, begun)
  if (code === 0) total.passed += 1
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
  const begun = Date.now()
  process.stdout.write(`\n— ${name}\n`)
  const { status } = spawnSync(command, [...args], { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] })
  const ok = status === 0
  tell(name, ok, begun)
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

process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })
// PostgreSQL has a user of its own, who has to get through.
chmodSync(scratch, 0o755)
ensureBrowser()
process.stdout.write(`Seed ${seed}: GREENLIGHT_SEED=${seed} npm test runs the same again.\n`)
process.stdout.write('\n— types, lint, dead code, builds\n')
await Promise.all([
  check('types', 'tsc', ['-p', '.']),
  check('lint, format, import boundaries', 'biome', ['check', '.']),
  check('dead code', 'knip', []),
  check('builds', process.execPath, ['e2e/build.ts']),
])
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
