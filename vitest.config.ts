import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['electron', 'renderer', 'shared', 'sync-server', 'scripts', 'bench', 'e2e'].map(
      (folder) => `${folder}/**/*.test.{ts,tsx}`,
    ),
    reporters: ['default', ['json', { outputFile: 'test-results/vitest.json' }]],
    setupFiles: ['scripts/test-seed.ts'],
    globalSetup: ['sync-server/storage/testing-postgres.ts'],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
