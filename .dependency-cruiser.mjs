/** Who may import whom. `shared` stands alone; the three sides of the wires know only it; the desk knows no Electron. */
const sides = ['renderer', 'electron', 'sync-server']

export default {
  forbidden: [
    {
      name: 'shared-stands-alone',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(renderer|electron|sync-server|e2e|bench|scripts)/' },
    },
    ...sides.map((side) => ({
      name: `${side}-imports-only-shared`,
      severity: 'error',
      from: { path: `^${side}/`, pathNot: '\\.test\\.tsx?$' },
      to: { path: `^(${sides.filter((s) => s !== side).join('|')}|e2e|bench|scripts)/` },
    })),
    {
      name: 'desk-without-electron',
      severity: 'error',
      from: { path: '^electron/desk/' },
      to: { path: '^(electron$|node_modules/electron/|electron/(main|preload|shell|hosts))' },
    },
    {
      name: 'window-without-node',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'], extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  },
}
