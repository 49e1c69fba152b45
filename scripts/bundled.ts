/** How the console's processes are bundled, and which packages went into it: their licences go along. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { EnvironmentOptions, Plugin, UserConfig } from 'vite'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

export interface Bundle {
  readonly outDir: string
  readonly format: 'es' | 'cjs'
  readonly input: Record<string, string>
  /** Read at every start: without what only people read, and of plain letters, as others take two bytes each. */
  readonly small?: boolean
}

/** Everything in it but Electron and the native SQLite. */
export function processes({ outDir, format, input, small = false }: Bundle): EnvironmentOptions {
  const named = format === 'cjs' ? '[name].cjs' : '[name].js'
  return {
    consumer: 'server',
    define: { __APP_VERSION__: JSON.stringify(version), 'process.env.NODE_ENV': '"production"' },
    resolve: { noExternal: true, external: ['electron', 'better-sqlite3'] },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'node24',
      minify: small && 'oxc',
      rolldownOptions: {
        input,
        output: {
          format,
          entryFileNames: named,
          chunkFileNames: named,
          charset: small ? 'ascii' : 'utf8',
          ...(format === 'es' && { codeSplitting: { groups: [{ name: 'zod', test: /node_modules.zod|late-zod/ }] } }),
        },
      },
    },
  }
}

/**
 * The programs of a mirror's threads, found by name beside whoever starts them. One file of CommonJS each: a thread comes up
 * in two thirds of the time without the loader of modules.
 */
export function threads(outDir: string): Record<string, EnvironmentOptions> {
  const thread = (name: string) => processes({ outDir, format: 'cjs', input: { [name]: `electron/desk/${name}.ts` } })
  return { writer: thread('mirror-worker'), text: thread('text-worker') }
}

const DRAWN_AT_ONCE = '../node_modules/react-dom/cjs/react-dom-server-legacy.browser.production.js'

/** A build of several, one after the other. */
export function inTurn(environments: Record<string, EnvironmentOptions>): UserConfig {
  return {
    publicDir: false,
    resolve: {
      alias: [
        { find: /^zod$/, replacement: fileURLToPath(new URL('../electron/late-zod.ts', import.meta.url)) },
        { find: /^zustand$/, replacement: fileURLToPath(new URL('../renderer/one-time-store.ts', import.meta.url)) },
        // A first frame is drawn in one go; the package's own entry reads what draws a page bit by bit along.
        { find: /^react-dom\/server$/, replacement: fileURLToPath(new URL(DRAWN_AT_ONCE, import.meta.url)) },
      ],
    },
    plugins: [notesPackages()],
    environments,
    builder: {
      async buildApp(builder) {
        for (const name of Object.keys(environments)) {
          const environment = builder.environments[name]
          if (environment) await builder.build(environment)
        }
      },
    },
  }
}

/** The folder of the package that a module belongs to, or null for one of our own. */
export function packageOf(module: string): string | null {
  const path = module.replaceAll('\\', '/').replace(/^\0+/, '')
  const at = path.lastIndexOf('/node_modules/')
  const found = at < 0 ? null : /^\/node_modules\/((?:@[^/]+\/)?[^/?]+)/.exec(path.slice(at))
  if (found === null || found[1]!.startsWith('.')) return null
  const first = path.indexOf('/node_modules/')
  return path.slice(first + 1, at) + path.slice(at, at + found[0].length).slice(first === at ? 1 : 0)
}

/** A plugin of the build: writes down which packages went into a bundle, in a list beside it. */
export function notesPackages(): Plugin {
  return {
    name: 'notes-packages',
    generateBundle(_options, chunks) {
      const folders = Object.values(chunks).flatMap((chunk) =>
        chunk.type === 'chunk' ? chunk.moduleIds.map(packageOf) : [],
      )
      const source = JSON.stringify([...new Set(folders)].filter((folder) => folder !== null).sort())
      this.emitFile({ type: 'asset', fileName: `.bundled-${this.environment.name}.json`, source })
    },
  }
}
