/** Packages the application around an empty shell of an Electron, and reads what came out. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, DIR_TARGET, Platform } from 'electron-builder'
import { afterAll, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'greenlight-package-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Marks the place in Electron's binary where its fuses are: a version, their number, a character each. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const AS_DELIVERED = '101100011'

interface Entry {
  readonly files?: Record<string, Entry>
}

/** The table of contents that an archive begins with: a length, then JSON. */
function asarFiles(path: string): Record<string, Entry> {
  const archive = readFileSync(path)
  const { files } = JSON.parse(archive.subarray(16, 16 + archive.readUInt32LE(12)).toString('utf8')) as Entry
  return files ?? {}
}

it('the packaged binary has its fuses set, and nothing but the application goes along', {
  timeout: 120_000,
}, async () => {
  const electronDist = join(folder, 'electron')
  mkdirSync(electronDist)
  const binary = join(electronDist, 'electron')
  writeFileSync(binary, Buffer.concat([Buffer.from(SENTINEL), Buffer.of(1, 9), Buffer.from(AS_DELIVERED)]))
  chmodSync(binary, 0o755)
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget(DIR_TARGET),
    publish: 'never',
    config: { extends: join(root, 'electron-builder.yml'), electronDist, directories: { output: join(folder, 'out') } },
  })
  const packaged = readFileSync(join(folder, 'out/linux-unpacked/greenlight'), 'latin1')
  const fuses = packaged.slice(packaged.indexOf(SENTINEL) + SENTINEL.length + 2)
  // RunAsNode, cookie encryption, NODE_OPTIONS, inspect, asar integrity, only asar, own snapshot, file privileges.
  expect(fuses.slice(0, 8)).toBe('01001100')
  const archive = asarFiles(join(folder, 'out/linux-unpacked/resources/app.asar'))
  expect(Object.keys(archive).toSorted()).toEqual(['dist', 'node_modules', 'package.json'])
  expect(Object.keys(archive.dist?.files ?? {}).toSorted()).toEqual(['electron', 'renderer'])
  expect(Object.keys(archive.node_modules?.files ?? {})).toEqual(['better-sqlite3'])
})
