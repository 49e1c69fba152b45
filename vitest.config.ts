import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'vitest/config'

const ROOT = import.meta.dirname
const files = ['electron', 'renderer', 'shared', 'sync-server', 'scripts', 'bench', 'e2e'].flatMap((folder) =>
  globSync(`${folder}/**/*.test.{ts,tsx}`, { cwd: ROOT }),
)
/** The window's stores are its modules, and a module is replaced for a whole process: these share theirs with nobody. */
const alone = files.filter(
  (file) => file.startsWith('renderer/') || readFileSync(path.join(ROOT, file), 'utf8').includes('vi.mock('),
)

export default defineConfig({
  root: ROOT,
  test: {
    reporters: ['default', ['json', { outputFile: 'test-results/vitest.json' }]],
    setupFiles: ['scripts/test-seed.ts'],
    globalSetup: ['sync-server/storage/testing-postgres.ts', 'scripts/test-threads.ts'],
    // Of two processors two more workers have what the others leave: some tests wait, for another process or for a delay to pass.
    maxWorkers: 4,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      // Modules are read once a process, not once a file: half of the time would go into that.
      { extends: true, test: { name: 'shared', isolate: false, include: files.filter((f) => !alone.includes(f)) } },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
})
