import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { SETTINGS_INDEX } from './settings-index.ts'

const PAGES = path.resolve(import.meta.dirname, '../settings')
const sources = readdirSync(PAGES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.tsx'))
  .map((file) => readFileSync(path.join(PAGES, file), 'utf8'))
  .join('\n')

it.each(SETTINGS_INDEX)('$label stands on a page', ({ label }) => {
  expect(sources.includes(`"${label}"`) || sources.includes(`'${label}'`)).toBe(true)
})

it('names each once', () => {
  const labels = SETTINGS_INDEX.map((one) => one.label)
  expect(new Set(labels).size).toBe(labels.length)
})
