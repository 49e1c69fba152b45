/** The import boundaries are rules of the linter (biome.json): here is shown that each of them bites. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')

const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-boundaries-'))
cpSync(path.join(root, 'biome.json'), path.join(folder, 'biome.json'))
afterAll(() => rmSync(folder, { recursive: true }))

function lint(file: string, source: string): { ok: boolean; output: string } {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), source)
  const { status, stdout, stderr } = spawnSync(
    path.join(root, 'node_modules/.bin/biome'),
    ['lint', '--vcs-enabled=false', '--only=style/noRestrictedImports', file],
    { cwd: folder, encoding: 'utf8' },
  )
  return { ok: status === 0, output: stdout + stderr }
}

test.each([
  ['shared/x.ts', '../sync-server/deps.ts'],
  ['shared/x.ts', 'node:fs'],
  ['renderer/state/x.ts', '../../electron/main.ts'],
  ['renderer/x.ts', 'node:fs'],
  ['renderer/x.ts', 'electron'],
  ['electron/shell/x.ts', '../../sync-server/deps.ts'],
  ['electron/hosts/x.ts', '../../renderer/desk.ts'],
  ['electron/desk/x.ts', '../shell/window.ts'],
  ['electron/desk/x.ts', 'electron'],
  ['sync-server/x.ts', '../electron/desk/mirror.ts'],
  ['sync-server/http/x.ts', '../../renderer/desk.ts'],
])('%s may not import %s', (file, source) => {
  const { ok, output } = lint(file, `import '${source}'\n`)
  expect(ok, output).toBe(false)
  expect(output).toContain('noRestrictedImports')
})

test.each([
  ['renderer/x.ts', '#shared/rows.ts'],
  ['electron/desk/x.ts', '#shared/rows.ts'],
  ['sync-server/x.ts', 'node:fs'],
  ['electron/hosts/x.ts', '../desk/desk.ts'],
])('%s may import %s', (file, source) => {
  const { ok, output } = lint(file, `import '${source}'\n`)
  expect(ok, output).toBe(true)
})
