/** Bundles the console's process for a browser: as some 250 modules, most of its start would be the reading of them. */
import { inTurn, processes, threads } from './scripts/bundled.ts'

const outDir = 'dist/web'
const format = 'cjs'

export default inTurn({
  web: processes({
    outDir,
    format,
    small: true,
    input: {
      'web-console': 'electron/hosts/web-console.ts',
      // Found by name beside whoever draws it.
      'first-frame': 'renderer/first-frame.tsx',
    },
  }),
  // By itself: it reads the others its own way.
  main: processes({ outDir, format, small: true, input: { 'web-main': 'electron/hosts/web-main.ts' } }),
  ...threads(outDir),
})
