/** Bundles the console's process for a browser: as some 250 modules, most of its start would be the reading of them. */
import { inTurn, processes } from './scripts/bundled.ts'

export default inTurn({
  web: processes({
    outDir: 'dist/web',
    format: 'es',
    input: {
      'web-main': 'electron/hosts/web-main.ts',
      // Found by name beside whoever starts it.
      'mirror-worker': 'electron/desk/mirror-worker.ts',
      'first-frame': 'renderer/first-frame.tsx',
    },
  }),
})
