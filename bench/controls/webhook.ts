/**
 * The least that a webhook can be: fastify, the provider's signature, one row, one commit that is safe against a loss of
 * power. `group`: what waits in a tick of the event loop shares a commit; `each`: a commit each.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import Database from 'better-sqlite3'
import fastify from 'fastify'
import { SANDBOX_AUTH_TOKEN } from '../../sync-server/sandbox/credentials.ts'

const [file, mode] = process.argv.slice(2) as [string, 'group' | 'each']
const db = new Database(file)
db.pragma('journal_mode = WAL')
db.pragma('synchronous = FULL')
const insert = db.prepare('INSERT OR IGNORE INTO texts (sid, number, body, at) VALUES (?, ?, ?, ?)')

interface Waiting {
  readonly fields: URLSearchParams
  readonly done: () => void
}
let waiting: Waiting[] = []
const put = ({ fields }: Waiting) =>
  insert.run(fields.get('MessageSid'), fields.get('From'), fields.get('Body'), Date.now())

function commit(): void {
  const group = waiting
  waiting = []
  db.exec('BEGIN IMMEDIATE')
  for (const one of group) put(one)
  db.exec('COMMIT')
  for (const one of group) one.done()
}

function store(fields: URLSearchParams): Promise<void> {
  return new Promise((done) => {
    if (mode === 'each') {
      put({ fields, done })
      return done()
    }
    if (waiting.push({ fields, done }) === 1) setImmediate(commit)
  })
}

let address = ''
function isSigned(fields: URLSearchParams, url: string, signature: unknown): boolean {
  const signed = createHmac('sha1', SANDBOX_AUTH_TOKEN)
  signed.update(address + url)
  for (const name of [...fields.keys()].sort()) signed.update(name + fields.get(name))
  const given = Buffer.from(String(signature), 'base64')
  const wanted = signed.digest()
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

const app = fastify()
app.removeAllContentTypeParsers()
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
  done(null, new URLSearchParams(String(body))),
)
app.post('/webhooks/twilio/sms', async (request, reply) => {
  const fields = request.body as URLSearchParams
  if (!isSigned(fields, request.url, request.headers['x-twilio-signature'])) return reply.code(403).send()
  await store(fields)
  return reply.type('text/xml').send('<?xml version="1.0" encoding="UTF-8"?><Response/>')
})
await app.listen({ host: '127.0.0.1', port: 0 })
address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
process.on('SIGTERM', () => process.exit(0))
process.stdout.write(`control: ${address}\n`)
