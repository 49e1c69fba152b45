/**
 * Bundles what Electron runs: main and the desk's utility process as modules, the preload as CommonJS (a sandboxed
 * preload has to be). Electron itself and the native SQLite stay outside.
 */
import { inTurn, processes, threads } from './scripts/bundled.ts'

const outDir = 'dist/electron'

export default inTurn({
  modules: processes({
    outDir,
    format: 'es',
    input: {
      main: 'electron/main.ts',
      utility: 'electron/hosts/utility.ts',
    },
  }),
  ...threads(outDir),
  preload: processes({ outDir, format: 'cjs', input: { preload: 'electron/preload.ts' } }),
})
