/** What can be said of a package without Electron's binary: the builder's configuration, the archive, its entry points, the fuses. */
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build, DIR_TARGET, Platform } from 'electron-builder'
import { ROOT } from './processes.ts'

/** Marks the place in Electron's binary where its fuses are: a version, their number, a character each. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const AS_DELIVERED = '101100011'
/** RunAsNode, cookie encryption, NODE_OPTIONS, inspect, asar integrity, only asar, own snapshot, file privileges. */
const WANTED_FUSES = '01001100'
const ENTRY_POINTS = ['main.js', 'preload.cjs', 'utility.js', 'mirror-worker.cjs', 'text-worker.cjs'].map(
  (name) => `dist/electron/${name}`,
)
const GIVEN = /^(?:node:|electron$|better-sqlite3$)/

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>
  readonly offset?: string
  readonly size?: number
  readonly unpacked?: boolean
  readonly integrity?: { readonly algorithm: string; readonly hash: string }
}

export interface Archive {
  /** Every file by its path; null: it lies beside the archive. */
  readonly files: ReadonlyMap<string, Buffer | null>
  /** Files whose bytes are not those that the archive's integrity speaks of. */
  readonly damaged: readonly string[]
}

/** An archive begins with a length, then its table of contents in JSON, then the files. */
export function readArchive(file: string): Archive {
  const bytes = readFileSync(file)
  const table = JSON.parse(bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString('utf8')) as Entry
  const begin = 8 + bytes.readUInt32LE(4)
  const files = new Map<string, Buffer | null>()
  const damaged: string[] = []
  const walk = (entry: Entry, at: string): void => {
    for (const [name, one] of Object.entries(entry.files ?? {})) {
      const place = at === '' ? name : `${at}/${name}`
      if (one.files !== undefined) walk(one, place)
      else if (one.unpacked === true) files.set(place, null)
      else {
        const from = begin + Number(one.offset)
        const content = bytes.subarray(from, from + (one.size ?? 0))
        files.set(place, content)
        const { algorithm, hash } = one.integrity ?? {}
        if (algorithm !== 'SHA256' || createHash('sha256').update(content).digest('hex') !== hash) damaged.push(place)
      }
    }
  }
  walk(table, '')
  return { files, damaged }
}

/** What the entry points import, with all that those import, and is not in the archive: nothing, if they are to load. */
export function missingImports({ files }: Archive): string[] {
  const missing = new Set<string>()
  const seen = new Set<string>()
  const follow = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    const source = files.get(file)
    if (source == null) {
      missing.add(file)
      return
    }
    const imports = source
      .toString('utf8')
      .matchAll(/(?:^(?:import|export)\b[^'"\n]*|\bimport\(|^(?:const|let) [^\n]*= require\()["']([^"'\n]+)["']/gm)
    for (const [, name] of imports) {
      if (name!.startsWith('.')) follow(path.posix.join(path.posix.dirname(file), name!))
      else if (!GIVEN.test(name!) && !name!.startsWith('#')) missing.add(name!)
    }
  }
  for (const entry of ENTRY_POINTS) follow(entry)
  return [...missing]
}

/** Packages the application around an empty shell of an Electron, and says what is wrong with it. The builder checks its configuration first. */
export async function checkPackage(
  folder: string,
): Promise<{ readonly archive: Archive; readonly wrong: readonly string[] }> {
  const electronDist = path.join(folder, 'electron')
  mkdirSync(electronDist, { recursive: true })
  const binary = path.join(electronDist, 'electron')
  writeFileSync(binary, Buffer.concat([Buffer.from(SENTINEL), Buffer.of(1, 9), Buffer.from(AS_DELIVERED)]))
  chmodSync(binary, 0o755)
  const output = path.join(folder, 'out')
  await build({
    projectDir: ROOT,
    targets: Platform.LINUX.createTarget(DIR_TARGET),
    publish: 'never',
    config: { extends: path.join(ROOT, 'electron-builder.yml'), electronDist, directories: { output } },
  })
  const packaged = readFileSync(path.join(output, 'linux-unpacked/greenlight'), 'latin1')
  const fuses = packaged.slice(packaged.indexOf(SENTINEL) + SENTINEL.length + 2).slice(0, WANTED_FUSES.length)
  const archive = readArchive(path.join(output, 'linux-unpacked/resources/app.asar'))
  const missing = missingImports(archive)
  const wrong = [
    ...(fuses === WANTED_FUSES ? [] : [`the fuses are ${fuses}, not ${WANTED_FUSES}`]),
    ...archive.damaged.map((file) => `${file} is not what the archive says it is`),
    ...missing.map((name) => `${name} is imported and not there`),
    ...(archive.files.has('dist/renderer/licences.html') ? [] : ['the page of licences is missing']),
  ]
  return { archive, wrong }
}
