/** `npm run test:deep`: the same properties and fault tests at their full counts; leaves its report in docs/. */
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import path from 'node:path'
import { ROOT } from './processes.ts'
import { buildWebHost, buildWindow } from './window.ts'

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: {
    name: string
    startTime: number
    endTime: number
    assertionResults: { status: string; fullName: string; duration?: number }[]
  }[]
}

/** Parts of file names, to run those alone. */
const only = process.argv.slice(2)
const seed = Number(process.env.GREENLIGHT_SEED ?? randomInt(1, 2 ** 31))
const file = 'test-results/deep.json'
mkdirSync(path.join(ROOT, 'test-results'), { recursive: true })
buildWindow()
buildWebHost()
process.stdout.write(`Seed ${seed}: GREENLIGHT_SEED=${seed} npm run test:deep runs the same again.\n`)
const begun = Date.now()
const { status } = spawnSync(
  'vitest',
  [
    'run',
    '--config',
    'vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    '--testTimeout=3600000',
    ...only,
  ],
  {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      // Threads come and go by the hundred: none has to read the stripper of types again.
      NODE_COMPILE_CACHE: path.join(ROOT, 'test-results/compiled'),
      ...process.env,
      GREENLIGHT_DEEP: '1',
      GREENLIGHT_SEED: String(seed),
    },
  },
)
const report = JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as Report
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
const slowest = report.testResults
  .flatMap((f) => f.assertionResults.map((a) => ({ ...a, file: path.relative(ROOT, f.name) })))
  .filter((a) => (a.duration ?? 0) >= 2_000)
  .sort((a, b) => (b.duration ?? 0) - (a.duration ?? 0))
const failed = report.testResults.flatMap((f) =>
  f.assertionResults.filter((a) => a.status === 'failed').map((a) => a.fullName),
)
const lines = [
  '# Deep tests: the last run',
  '',
  `The properties and fault tests at their full counts, made by \`npm run test:deep${only.map((o) => ` ${o}`).join('')}\`.`,
  '',
  `- ${report.numPassedTests} passed, ${report.numFailedTests} failed, ${report.numPendingTests} skipped, in ${seconds(Date.now() - begun)}`,
  `- ${new Date(begun).toISOString().slice(0, 10)}, seed ${seed}, Node ${process.versions.node}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}`,
  ...(failed.length > 0 ? ['', '## Failed', '', ...failed.map((name) => `- ${name}`)] : []),
  '',
  '## Tests that took two seconds or more',
  '',
  '| test | file | time |',
  '|---|---|---|',
  ...slowest.map((a) => `| ${a.fullName.replaceAll('|', '\\|')} | ${a.file} | ${seconds(a.duration ?? 0)} |`),
  '',
]
writeFileSync(path.join(ROOT, 'docs/deep-tests.md'), lines.join('\n'))
process.stdout.write(
  `\n${report.numPassedTests} passed, ${report.numFailedTests} failed, ${report.numPendingTests} skipped\n`,
)
process.exit(status ?? 1)
