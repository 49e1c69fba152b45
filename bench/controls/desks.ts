/** The least that telling every desk can be: a bare HTTP server, one row, one commit that is safe against a loss of power, WebSockets. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Database from 'better-sqlite3'
import { WebSocketServer } from 'ws'

const db = new Database(process.argv[2]!)
db.pragma('journal_mode = WAL')
db.pragma('synchronous = FULL')
db.exec('CREATE TABLE IF NOT EXISTS texts (sid TEXT PRIMARY KEY, body TEXT)')
const insert = db.prepare('INSERT INTO texts (sid, body) VALUES (?, ?)')

const server = createServer(async (request, response) => {
  let body = ''
  for await (const piece of request) body += piece
  const sid = new URLSearchParams(body).get('MessageSid')!
  insert.run(sid, body)
  response.writeHead(200, { 'content-length': 0 }).end()
  const told = JSON.stringify({ sid, body })
  for (const desk of desks.clients) desk.send(told)
})
const desks = new WebSocketServer({ server })
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`control: http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.on('SIGTERM', () => process.exit(0))
