/** Bundles the console's process for a browser: as some 250 modules, most of its start would be the reading of them. */
import { inTurn, processes, threads } from './scripts/bundled.ts'

const outDir = 'dist/web'

export default inTurn({
  web: processes({
    outDir,
    format: 'es',
    input: {
      'web-main': 'electron/hosts/web-main.ts',
      // Found by name beside whoever draws it.
      'first-frame': 'renderer/first-frame.tsx',
    },
  }),
  ...threads(outDir),
})
