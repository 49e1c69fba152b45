import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openFilter } from './classify.ts'

test('what is longer than any text is not read, and nothing is sent', async () => {
  await using filter = await openFilter()
  const ask = 'How much is a trim? '
  expect(await filter.classify(ask)).toMatchObject({ intent: 'pricing', wouldSend: true })
  const text = ask.repeat(50_000)
  const unread = { intent: 'unknown', confidence: 0, wouldSend: false, reply: null }
  expect(await filter.classify(text)).toEqual({ text, ...unread })
})

test('as a filter: a line out for each line in, whatever mark the file begins with', () => {
  const program = path.join(import.meta.dirname, '../scripts/classify.ts')
  const input = '\uFEFF{"text":"How much is a trim?"}\r\n\r\n{"text":"Thanks!"}\n'
  const lines = execFileSync(process.execPath, [program], { input, encoding: 'utf8' }).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).text)).toEqual(['How much is a trim?', 'Thanks!'])
})
