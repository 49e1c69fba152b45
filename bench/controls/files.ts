/** The built window from a bare server: no desk behind it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readWebFiles } from '../../electron/hosts/web-files.ts'

const files = readWebFiles(process.argv[2]!)
const server = createServer((request, response) => {
  const file = files.get(request.url ?? '')
  if (file === undefined) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': file.type, 'content-length': String(file.body.byteLength) }).end(file.body)
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`control: http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.on('SIGTERM', () => process.exit(0))
