/** The workflows of a public CI: read as YAML, and held against what the project has. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { ROOT } from './processes.ts'

const FOLDER = path.join(ROOT, '.github/workflows')
const step = z
  .strictObject({
    name: z.string().optional(),
    uses: z.string().optional(),
    run: z.string().optional(),
    with: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    if: z.string().optional(),
    shell: z.string().optional(),
  })
  .refine(({ uses, run }) => (uses === undefined) !== (run === undefined), 'either uses or run')
const job = z.strictObject({
  needs: z.string().optional(),
  uses: z.string().optional(),
  permissions: z.record(z.string(), z.string()).optional(),
  strategy: z.object({ 'fail-fast': z.boolean(), matrix: z.object({ os: z.array(z.string()) }) }).optional(),
  'runs-on': z.string().optional(),
  'timeout-minutes': z.number().optional(),
  env: z.record(z.string(), z.string()).optional(),
  steps: z.array(step).optional(),
})
const workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.object({ group: z.string(), 'cancel-in-progress': z.boolean() }).optional(),
  jobs: z.record(z.string(), job),
})

const files = readdirSync(FOLDER)
const read = (file: string) => workflow.parse(parse(readFileSync(path.join(FOLDER, file), 'utf8')))
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
/** What a runner brings along, and what comes with Node. */
const PROGRAMS = new Set(['npm', 'node', 'xvfb-run', 'sudo', 'test'])

test.each(files)('%s calls what there is, with as few rights as it needs', (file) => {
  const { jobs, permissions } = read(file)
  expect(permissions).toEqual({ contents: 'read' })
  for (const [name, { needs, uses, steps = [], ...rest }] of Object.entries(jobs)) {
    if (needs !== undefined) expect(Object.keys(jobs), name).toContain(needs)
    if (uses !== undefined) expect(existsSync(path.join(ROOT, uses)), uses).toBe(true)
    else expect(rest['timeout-minutes'], `${name} ends some time`).toBeLessThanOrEqual(60)
    for (const { uses: action, run, shell } of steps) {
      if (action !== undefined) expect(action).toMatch(/^actions\/[a-z-]+@v\d+$/)
      if (run === undefined) continue
      expect(PROGRAMS, run).toContain(run.split(' ')[0])
      // What others can name (branches, titles) comes in by the environment, never as a part of a command.
      expect(run).not.toContain('${{')
      for (const [, script] of run.matchAll(/npm run (?:-s )?([\w:]+)/g)) expect(Object.keys(scripts)).toContain(script)
      for (const [, script] of run.matchAll(/npm (test|start)\b/g)) expect(Object.keys(scripts)).toContain(script)
      for (const [, place] of run.matchAll(/\bnode ((?:\w|[./-])+\.m?[jt]s)/g))
        expect(existsSync(path.join(ROOT, place!)), place).toBe(true)
      // Windows has another shell unless one is named.
      if (/\$\w|\$\(/.test(run)) expect(shell, run).toBe('bash')
    }
  }
})

test('CI tests on Electron under a virtual display, and packages on the three systems', () => {
  const { on, jobs } = read('ci.yml')
  expect(Object.keys(on)).toEqual(['push', 'pull_request', 'workflow_call'])
  const runs = jobs.test?.steps?.flatMap(({ run }) => run ?? []) ?? []
  const fetched = runs.findIndex((run) => run.includes('electron/install.js'))
  const tested = runs.findIndex((run) => /^xvfb-run .*npm test$/.test(run))
  expect([fetched >= 0, tested > fetched]).toEqual([true, true])
  expect(jobs.package?.strategy?.matrix.os).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest'])
  expect(jobs.package?.needs).toBe('test')
  const targets = readTargets()
  const kept = jobs.package?.steps?.find(({ uses }) => uses?.startsWith('actions/upload-artifact'))?.with?.path
  for (const ending of targets) expect(kept).toContain(`release/*.${ending}`)
})

test('a release is what CI has passed, of the version that its tag names', () => {
  const { on, jobs } = read('release.yml')
  expect(on).toEqual({ push: { tags: ['v*'] } })
  expect(jobs.publish?.needs).toBe('ci')
  expect(jobs.ci?.uses).toBe('./.github/workflows/ci.yml')
  expect(jobs.publish?.permissions).toEqual({ contents: 'write' })
  expect(jobs.publish?.steps?.some(({ run }) => run?.includes('$GITHUB_REF_NAME'))).toBe(true)
})

/** The endings of the installers that the builder makes. */
function readTargets(): string[] {
  const builder = parse(readFileSync(path.join(ROOT, 'electron-builder.yml'), 'utf8')) as Record<
    string,
    { target: string[] }
  >
  const endings: Record<string, string> = { nsis: 'exe' }
  return ['mac', 'win', 'linux'].flatMap((system) => builder[system]!.target).map((name) => endings[name] ?? name)
}
