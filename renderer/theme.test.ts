/** The tokens: every ink that is used on a ground reads well there, in light and in dark. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const HERE = import.meta.dirname
const CSS = readFileSync(path.join(HERE, 'theme.css'), 'utf8')

type Colour = readonly [r: number, g: number, b: number]
type Theme = ReadonlyMap<string, Colour>

const hex = (text: string): Colour => [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16)) as never

const tokensIn = (block: string): Theme =>
  new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, hex(value!)]))

const [light, dark] = [/^:root \{(.*?)^\}/ms, /prefers-color-scheme: dark\) \{\n {2}:root \{(.*?)^ {2}\}/ms].map(
  (block) => tokensIn(block.exec(CSS)?.[1] ?? ''),
) as [Theme, Theme]
const THEMES = { light, dark: new Map([...light, ...dark]) }

/** Relative luminance, and the ratio of two colours, as WCAG 2 has them. */
function luminance(colour: Colour): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: Colour, b: Colour): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}

/** Grounds on which anything may stand that names no ground of its own. */
const GROUNDS = ['bg', 'surface', 'sunk', 'hover', 'active', 'selected', 'bubble']
const INKS = ['text', 'dim', 'faint']
/** The four meanings stand alone on all of these, as a count does in a chosen view, and on their own soft one. */
const MEANINGS = ['accent', 'need', 'wait', 'stop']

const sources = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.tsx'))
  .map((file) => readFileSync(path.join(HERE, file), 'utf8'))

/** Ink and ground that one string of class names puts together, under the same state (`hover:`, `data-…:`). */
function pairsIn(classes: string): string[] {
  const found = [...classes.matchAll(/(?:^|\s)((?:[\w-]+(?:\[[^\]]*\])?:)*)(bg|text)-([a-z]+(?:-[a-z]+)*)(?=\s|$)/g)]
  const named = found.flatMap(([, state, kind, token]) => (light.has(token!) ? [{ state, kind, token }] : []))
  const grounds = named.filter((one) => one.kind === 'bg')
  return grounds.flatMap((ground) =>
    named
      .filter((one) => one.kind === 'text' && one.state === ground.state && !ground.state!.includes('disabled'))
      .map((ink) => `${ink.token} on ${ground.token}`),
  )
}

const written = sources.flatMap((source) =>
  [...source.matchAll(/['"`]([^'"`\n]*)['"`]/g)].flatMap(([, s]) => pairsIn(s!)),
)

const used = new Set([
  ...GROUNDS.flatMap((ground) => INKS.map((ink) => `${ink} on ${ground}`)),
  ...GROUNDS.flatMap((ground) => MEANINGS.map((ink) => `${ink} on ${ground}`)),
  ...MEANINGS.flatMap((ink) => [ink, 'text', 'dim'].map((one) => `${one} on ${ink}-soft`)),
  ...written,
])

it('finds the pairs that the components write', () => {
  expect(new Set(written).size).toBeGreaterThan(12)
  expect(used).toContain('accent-ink on accent')
  expect(used).toContain('stop-ink on stop')
})

it('says the same of both themes', () => {
  expect([...dark.keys()]).toEqual([...light.keys()])
  expect(light.size).toBeGreaterThan(20)
})

describe.each(Object.entries(THEMES))('%s', (_, theme) => {
  const ratio = (pair: string) => {
    const [ink, ground] = pair.split(' on ') as [string, string]
    return contrast(theme.get(ink)!, theme.get(ground)!)
  }

  it('text reads at 4.5 to 1 on every ground it stands on', () => {
    const poor = [...used].filter((pair) => ratio(pair) < 4.5).map((pair) => `${pair}: ${ratio(pair).toFixed(2)}`)
    expect(poor).toEqual([])
  })

  it('what is seen and not read, the ring of the focus and the switches, stands out at 3 to 1', () => {
    const seen = [...GROUNDS.map((ground) => `need on ${ground}`), ...GROUNDS.map((ground) => `faint on ${ground}`)]
    const poor = seen.filter((pair) => ratio(pair) < 3)
    expect(poor).toEqual([])
  })

  it('lines and grounds are told apart', () => {
    for (const [a, b] of [
      ['line', 'surface'],
      ['line-strong', 'surface'],
      ['active', 'hover'],
      ['selected', 'surface'],
      ['bubble', 'bg'],
    ] as const)
      expect(contrast(theme.get(a)!, theme.get(b)!), `${a} on ${b}`).toBeGreaterThan(1.05)
  })
})

it('each theme is measured by its own colours', () => {
  expect(contrast(hex('#000000'), hex('#ffffff'))).toBeCloseTo(21)
  expect(contrast(hex('#777777'), hex('#ffffff'))).toBeCloseTo(4.48, 2)
  expect(THEMES.light.get('text')).not.toEqual(THEMES.dark.get('text'))
})

it('nothing moves for whoever asked for less motion, and nothing takes longer than 150 ms', () => {
  expect(CSS).toMatch(/prefers-reduced-motion: reduce\) \{[^}]*animation: none !important/s)
  const durations = [...CSS.matchAll(/(\d+)ms/g), ...sources.join().matchAll(/\bduration-(\d+)\b/g)].map(([, ms]) =>
    Number(ms),
  )
  expect(Math.max(...durations)).toBeLessThanOrEqual(150)
})

it('no component has a colour of its own', () => {
  const own = sources.flatMap((source) =>
    [...source.matchAll(/(?:text|bg|border|fill|stroke)-\[#\w+\]|['"]#[0-9a-f]{3,8}['"]/gi)].map(([all]) => all),
  )
  expect(own).toEqual([])
})
