/** `npm run -s classify`: a JSON object with `text` a line in, one with the verdict a line out, in the same order. */
import { createInterface } from 'node:readline'
import { classifyInput, openFilter } from '../sync-server/classify.ts'

await using filter = await openFilter()
let line = 0
for await (const text of createInterface({ input: process.stdin })) {
  line += 1
  if (text.trim() === '') continue
  const parsed = classifyInput.safeParse(read(text))
  if (!parsed.success) {
    process.stderr.write(`line ${line}: not a JSON object with a "text"\n`)
    process.exitCode = 1
    process.stdout.write(`${JSON.stringify({ error: 'bad_request', line })}\n`)
    continue
  }
  process.stdout.write(`${JSON.stringify(await filter.classify(parsed.data.text))}\n`)
}

function read(text: string): unknown {
  try {
    // A file from elsewhere may begin with a byte order mark
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return null
  }
}
