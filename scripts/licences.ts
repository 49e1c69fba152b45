/** The licences of what the packaged application is made of, as one page that it carries and shows. */
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './processes.ts'

/** What goes along without being bundled. Electron brings its own licence and Chromium's beside its binary. */
const CARRIED = ['node_modules/better-sqlite3', 'node_modules/electron']
/** Styles and fonts leave no module in a bundle. */
const DRAWN_WITH = ['node_modules/tailwindcss', 'node_modules/@fontsource-variable/inter']

export interface Licensed {
  readonly name: string
  readonly version: string
  /** As SPDX names it. */
  readonly licence: string
  /** What its authors ask to be passed on. */
  readonly text: string
}

/** Every package that the application carries, by name. @throws where one does not say under which licence it is */
export function licencesOf(folders: readonly string[]): Licensed[] {
  const found = new Map<string, Licensed>()
  for (const folder of folders) {
    const at = path.join(ROOT, folder)
    const { name, version, license, licenses, author } = JSON.parse(
      readFileSync(path.join(at, 'package.json'), 'utf8'),
    ) as {
      name: string
      version: string
      license?: string | { type: string }
      /** As packages said it long ago. */
      licenses?: { type: string }[]
      author?: string | { name: string }
    }
    const licence =
      typeof license === 'object' ? license.type : (license ?? licenses?.map(({ type }) => type).join(' OR '))
    if (licence === undefined) throw new Error(`${name} does not say under which licence it is`)
    const files = readdirSync(at).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    const by = typeof author === 'object' ? author.name : author
    const texts = files.map((file) => readFileSync(path.join(at, file), 'utf8').trim())
    const text = texts.join('\n\n') || `${licence}${by === undefined ? '' : `. By ${by}`}`
    found.set(`${name}@${version}`, { name, version, licence, text })
  }
  return [...found.values()].sort(
    (a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'),
  )
}

/** The folders of all packages in what was built last. */
export function carriedPackages(): string[] {
  const lists = globSync('dist/{electron,renderer}/.bundled-*.json', { cwd: ROOT })
  const bundled = lists.flatMap((file) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as string[])
  return [...new Set([...bundled, ...CARRIED, ...DRAWN_WITH])].filter((folder) =>
    existsSync(path.join(ROOT, folder, 'package.json')),
  )
}

/** Writes the page beside the window's, of whatever has been built by now. */
export function writeLicences(): void {
  const own = readFileSync(path.join(ROOT, 'LICENSE'), 'utf8')
  mkdirSync(path.join(ROOT, 'dist/renderer'), { recursive: true })
  writeFileSync(path.join(ROOT, 'dist/renderer/licences.html'), licencesPage(own, licencesOf(carriedPackages())))
}

const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export function licencesPage(own: string, packages: readonly Licensed[]): string {
  const sections = packages.map(
    ({ name, version, licence, text }) =>
      `<section>\n<h2>${html(name)} ${html(version)}</h2>\n<p>${html(licence)}</p>\n<pre>${html(text)}</pre>\n</section>`,
  )
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Licences</title>
</head>
<body>
<h1>Licences</h1>
<p>Greenlight is made with the work of many people. Chromium's own licences lie beside the program, in LICENSES.chromium.html.</p>
<section>
<h2>Greenlight</h2>
<pre>${html(own.trim())}</pre>
</section>
${sections.join('\n')}
</body>
</html>
`
}
