/** Packages the application around an empty shell of an Electron, and reads what came out. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build, DIR_TARGET, Platform } from 'electron-builder'
import { afterAll, expect, test } from 'vitest'
import { packageOf } from './bundled.ts'
import { carriedPackages, licencesOf, licencesPage } from './licences.ts'
import { checkPackage, missingImports, readArchive } from './package-check.ts'
import { ROOT } from './processes.ts'
import { buildElectron, buildWindow } from './window.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-package-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the packaged binary has its fuses set; the archive is whole, and holds the application and nothing else', {
  timeout: 120_000,
}, async () => {
  buildWindow()
  buildElectron()
  const { archive, wrong } = await checkPackage(folder)
  expect(wrong).toEqual([])
  const tops = (depth: number) =>
    new Set([...archive.files.keys()].map((file) => file.split('/').slice(0, depth).join('/')))
  expect([...tops(1)].toSorted()).toEqual(['dist', 'node_modules', 'package.json'])
  expect([...tops(2)].filter((one) => one !== 'package.json').toSorted()).toEqual([
    'dist/electron',
    'dist/renderer',
    'node_modules/better-sqlite3',
  ])
  expect([...archive.files.keys()].filter((file) => /(^|\/)\.|\.ts$|\.map$/.test(file))).toEqual([])
  // A byte that somebody changed, and a file that an entry point needs and that is gone, are found.
  const file = path.join(folder, 'out/linux-unpacked/resources/app.asar')
  const bytes = readFileSync(file)
  bytes[bytes.indexOf('app.enableSandbox()')]! ^= 1
  writeFileSync(path.join(folder, 'changed.asar'), bytes)
  expect(readArchive(path.join(folder, 'changed.asar')).damaged).toEqual(['dist/electron/main.js'])
  const [, imported] = /from "\.\/([\w-]+\.js)"/.exec(String(archive.files.get('dist/electron/main.js')))!
  const needed = `dist/electron/${imported}`
  const without = new Map([...archive.files].filter(([name]) => name !== needed))
  expect(missingImports({ files: without, damaged: [] })).toEqual([needed])
})

test('the builder refuses a configuration that its own schema does not know', async () => {
  const config = {
    extends: path.join(ROOT, 'electron-builder.yml'),
    electronFuses: { runAsNod: false },
    directories: { output: folder },
  }
  const tried = build({
    projectDir: ROOT,
    targets: Platform.LINUX.createTarget(DIR_TARGET),
    publish: 'never',
    config,
  } as never)
  await expect(tried).rejects.toThrow(/configuration.electronFuses/)
})

test('every package that goes along is named with its licence, and each of them may go along', () => {
  const packages = licencesOf(carriedPackages())
  const names = packages.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['better-sqlite3', 'electron', 'react', 'socket.io-client', 'zod', 'electron-updater']),
  )
  const free =
    /^(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|OFL-1\.1|CC0-1\.0|Python-2\.0|Unlicense)( (OR|AND) |$)/
  expect(
    packages.filter(({ licence }) => !free.test(licence)).map(({ name, licence }) => `${name}: ${licence}`),
  ).toEqual([])
  const page = licencesPage('own <words>', packages)
  for (const { name, version } of packages) expect(page).toContain(`<h2>${name} ${version}</h2>`)
  expect(page).toContain('own &lt;words&gt;')
  expect(page).not.toMatch(/<script|style=|onerror/)
  expect(readFileSync(path.join(ROOT, 'dist/renderer/licences.html'), 'utf8')).toContain('<h2>zod ')
})

test('a module belongs to the innermost package that it lies in', () => {
  expect(packageOf('/a/node_modules/react/index.js')).toBe('node_modules/react')
  expect(packageOf('/a/node_modules/@x/y/dist/z.js?commonjs')).toBe('node_modules/@x/y')
  expect(packageOf('/a/node_modules/one/node_modules/two/i.js')).toBe('node_modules/one/node_modules/two')
  expect(packageOf('/a/renderer/main.tsx')).toBeNull()
  expect(packageOf('\0rolldown/runtime.js')).toBeNull()
})
