/** A plugin of the build: writes down which packages went into a bundle, so that their licences can go along with it: in a list beside it. */
import type { Plugin } from 'vite'

/** The folder of the package that a module belongs to, or null for one of our own. */
export function packageOf(module: string): string | null {
  const path = module.replaceAll('\\', '/').replace(/^\0+/, '')
  const at = path.lastIndexOf('/node_modules/')
  const found = at < 0 ? null : /^\/node_modules\/((?:@[^/]+\/)?[^/?]+)/.exec(path.slice(at))
  if (found === null || found[1]!.startsWith('.')) return null
  const first = path.indexOf('/node_modules/')
  return path.slice(first + 1, at) + path.slice(at, at + found[0].length).slice(first === at ? 1 : 0)
}

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
