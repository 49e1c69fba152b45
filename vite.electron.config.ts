/**
 * Bundles what Electron runs: main and the desk's utility process as modules, the preload as CommonJS (a sandboxed
 * preload has to be). Electron itself and the native SQLite stay outside.
 */
import { readFileSync } from 'node:fs'
import { defineConfig, type EnvironmentOptions } from 'vite'
import { notesPackages } from './scripts/bundled.ts'

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string }

function bundle(format: 'es' | 'cjs', input: Record<string, string>): EnvironmentOptions {
  const entryFileNames = format === 'cjs' ? '[name].cjs' : '[name].js'
  return {
    consumer: 'server',
    define: { __APP_VERSION__: JSON.stringify(version) },
    resolve: { noExternal: true, external: ['electron', 'better-sqlite3'] },
    build: {
      outDir: 'dist/electron',
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      rolldownOptions: { input, output: { format, entryFileNames, chunkFileNames: '[name].js' } },
    },
  }
}

export default defineConfig({
  publicDir: false,
  plugins: [notesPackages()],
  environments: {
    modules: bundle('es', {
      main: 'electron/main.ts',
      utility: 'electron/hosts/utility.ts',
      // Found by name beside whoever starts it.
      'mirror-worker': 'electron/desk/mirror-worker.ts',
    }),
    preload: bundle('cjs', { preload: 'electron/preload.ts' }),
  },
  builder: {
    async buildApp(builder) {
      for (const name of ['modules', 'preload']) {
        const environment = builder.environments[name]
        if (environment) await builder.build(environment)
      }
    },
  },
})
