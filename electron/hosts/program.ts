/**
 * A bundle of CommonJS files that is kept compiled as it has run. What Node itself keeps of a file is compiled before the file
 * runs, without most of its functions: those would be compiled again at every start, when they are first called.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { Script } from 'node:vm'
import { crc32 } from 'node:zlib'

export interface Program {
  /** @param name of a file in its folder @returns what that exports; it has run once */
  read(name: string): unknown
  /** Keeps what files that had nothing kept have been compiled to by now. @returns how many there were */
  keep(): number
}

type Run = (
  exports: unknown,
  require: (name: string) => unknown,
  module: { exports: unknown },
  file: string,
  folder: string,
) => void

/** Before what is kept: a checksum of the source, and one of that. V8 looks at the length of the one and trusts the other. */
const HEADER_BYTES = 8

/** @param keptIn an existing folder; left out: nothing is kept */
export function openProgram(folder: string, keptIn?: string): Program {
  const modules = new Map<string, { exports: unknown }>()
  const compiled: { script: Script; source: number; at: string }[] = []

  const compile = (file: string): Script => {
    const source = readFileSync(file)
    const sum = crc32(source)
    const at = keptIn && path.join(keptIn, `${crc32(file).toString(16)}.code`)
    const cachedData = at ? codeIn(at, sum) : undefined
    const wrapped = `(function (exports, require, module, __filename, __dirname) {${source}\n})`
    const script = new Script(wrapped, { filename: file, ...(cachedData && { cachedData }) })
    if (at && script.cachedDataRejected !== false) compiled.push({ script, source: sum, at })
    return script
  }

  const read = (name: string): unknown => {
    const known = modules.get(name)
    if (known) return known.exports
    const module = { exports: {} as unknown }
    modules.set(name, module)
    const file = path.join(folder, name)
    const outside = createRequire(file)
    const require = (asked: string) => (asked.startsWith('./') ? read(asked.slice(2)) : outside(asked))
    const run = compile(file).runInThisContext() as Run
    run(module.exports, require, module, file, folder)
    return module.exports
  }

  return {
    read,
    keep() {
      const fresh = compiled.splice(0)
      for (const { script, source, at } of fresh) keepCode(at, source, script.createCachedData())
      return fresh.length
    },
  }
}

/** @returns undefined where nothing is kept of that source, or it is damaged */
function codeIn(file: string, source: number): Buffer | undefined {
  try {
    const kept = readFileSync(file)
    const code = kept.subarray(HEADER_BYTES)
    return kept.readUInt32LE(0) === source && kept.readUInt32LE(4) === crc32(code) ? code : undefined
  } catch {
    return undefined
  }
}

/** Whole or not at all; a folder that takes no files only makes the next start slower. */
function keepCode(file: string, source: number, code: Buffer): void {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32LE(source, 0)
  header.writeUInt32LE(crc32(code), 4)
  const made = `${file}.${process.pid}`
  try {
    writeFileSync(made, Buffer.concat([header, code]))
    renameSync(made, file)
  } catch {
    // It will be compiled again.
  }
}
